import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import type { StartRequest } from "../../google/startRequest.js";
import { UserError } from "../report/userError.js";
import { fitOutputs, MAX_STATE_SIZE, SIGNATURE, stateValue } from "./encoding.js";
import { fingerprint } from "./fingerprint.js";
import { type OperationSettings, pickSettings, readOperationSettings } from "./operationSettings.js";
import { type OperationOutputs, outputsOf, type ServiceAddress } from "./outputs.js";

/** Key of the hidden part of the state: Pulumi shows no keys that begin with two underscores. */
export const HIDDEN = "__lro";

/** The version of the form that is written. A release that changes it also reads every earlier form. */
export const VERSION = 1;

/** The inputs that decide which operation it is: a change of one replaces the resource. */
export const IDENTITY_KEYS = ["service", "start", "operationName", "triggers"] as const;
export type IdentityKey = (typeof IDENTITY_KEYS)[number];

/** The decoded state of a resource, as delete, refresh and update receive it. */
export interface SavedOperation {
  outputs: OperationOutputs;
  settings: OperationSettings;
  /** The settings in the form that the user gave, for comparisons. */
  settingsAsGiven: JsonObject;
  /** Fingerprints of the inputs that decide which operation it is. One that is absent was not given. */
  fingerprints: Partial<Record<IdentityKey, string>>;
  /** True if it was adopted by name, not started. */
  isAdopted: boolean;
  /** True once GetOperation has returned it. */
  wasReturned: boolean;
  /**
   * Time at which the service accepted the cancel of an interrupted create or update, in milliseconds since the epoch;
   * 0 if the state doesn't hold the time. Absent again once an `up` has accepted that the operation completed.
   */
  cancelRequestedAt?: number;
  /** Time of its start or adoption, in milliseconds since the epoch. */
  acquiredAt: number;
  /** The resource's URN, for log lines. */
  urn: string;
  /** True if an input is secret: the service's responses may repeat it. */
  isSecret: boolean;
  /** True if an input that becomes part of the operation's name is secret. */
  isNameSecret: boolean;
}

/** The members of a state that the inputs declare. */
export type DeclaredState = Pick<
  SavedOperation,
  "settings" | "settingsAsGiven" | "fingerprints" | "urn" | "isSecret" | "isNameSecret"
>;

/** The source of a resource's operation, as given: a name to adopt may begin with its host. */
export type OperationSource =
  | { kind: "start"; request: StartRequest }
  | { kind: "adopt"; operationName: string };

/** The decoded inputs of a create or update. */
export interface OperationInputs {
  declared: DeclaredState;
  source: OperationSource;
}

/** Reads inputs that were checked and hold no unknown values. */
export function readInputs(inputs: JsonObject): OperationInputs {
  const { start, operationName } = inputs;
  const fingerprints = fingerprintsOf(inputs);
  const settingsAsGiven = pickSettings(inputs);
  return {
    declared: {
      settings: readOperationSettings(settingsAsGiven),
      settingsAsGiven,
      fingerprints,
      urn: typeof inputs.__urn === "string" ? inputs.__urn : "",
      isSecret: inputs.__secret === true,
      isNameSecret: inputs.__secretName === true,
    },
    source: isJsonObject(start)
      ? { kind: "start", request: start as unknown as StartRequest }
      : { kind: "adopt", operationName: String(operationName) },
  };
}

/** The state after GetOperation has returned the operation. A cancel request that was recorded stays recorded. */
export function withPolledOperation(
  saved: SavedOperation,
  operation: Operation,
  address: ServiceAddress,
): SavedOperation {
  return {
    ...saved,
    outputs: outputsOf(operation, address, saved.outputs.cancelRequested),
    wasReturned: true,
  };
}

export function fingerprintsOf(inputs: JsonObject): Partial<Record<IdentityKey, string>> {
  const fingerprints: Partial<Record<IdentityKey, string>> = {};
  for (const key of IDENTITY_KEYS) {
    const value = inputs[key];
    if (value !== undefined && value !== null) {
      fingerprints[key] = fingerprint(key === "start" ? withoutDefaults(value) : value);
    }
  }
  return fingerprints;
}

const START_DEFAULTS: JsonObject = { method: "POST", requestId: "none" };

/** Removes default values: a start with its defaults written out has the same fingerprint. */
function withoutDefaults(start: JsonValue): JsonValue {
  if (!isJsonObject(start)) {
    return start;
  }
  const members = Object.entries(start);
  return Object.fromEntries(
    members.filter(([key, value]) => value !== null && value !== START_DEFAULTS[key]),
  );
}

/** The members of a state that may repeat a secret input: texts of the service, and digests, which can be guessed. */
const SECRET_KEYS = ["error", "response", "metadata", "target", "undo", HIDDEN];

/**
 * Encodes a state for Pulumi. The undo request has its own key there, because the engine keeps its secrets encrypted
 * only under the name of the input.
 *
 * @param maxSize bytes of the outputs whose size the service decides; larger ones are left out
 */
export function writeState(saved: SavedOperation, maxSize = MAX_STATE_SIZE): JsonObject {
  const { undo, ...settings } = saved.settingsAsGiven;
  const hidden = {
    version: VERSION,
    settings,
    fingerprints: saved.fingerprints,
    adopted: saved.isAdopted,
    seen: saved.wasReturned,
    ...(saved.cancelRequestedAt !== undefined && { cancelRequestedAt: saved.cancelRequestedAt }),
    ...(saved.isSecret && { secret: true }),
    ...(saved.isNameSecret && { secretName: true }),
    since: saved.acquiredAt,
  };
  const outputs = fitOutputs(saved.outputs, maxSize);
  const visible = undo === undefined ? outputs : { ...outputs, undo };
  const written = stateValue({ ...visible, __urn: saved.urn, [HIDDEN]: hidden }) as JsonObject;
  const secretKeys = [
    ...(saved.isSecret ? SECRET_KEYS : []),
    ...(saved.isNameSecret ? ["operationName"] : []),
  ];
  const secrets = Object.entries(written).filter(([key]) => secretKeys.includes(key));
  return { ...written, ...Object.fromEntries(secrets.map(([key, value]) => [key, secretValue(value)])) };
}

/** The keys of the outputs in a state. */
const OUTPUT_KEYS = [
  "operationName",
  "state",
  "done",
  "cancelRequested",
  "endpoint",
  "apiVersion",
  "error",
  "response",
  "metadata",
  "progressPercent",
  "target",
  "verb",
  "startTime",
  "endTime",
] as const satisfies readonly (keyof OperationOutputs)[];

/** @throws UserError for properties that no create or update of this package has returned */
export function readState(properties: JsonObject): SavedOperation {
  const { members, hidden } = readHiddenPart(properties);
  const { undo, __urn: urn } = members;
  const outputs = readOutputs(members);
  const settingsAsGiven = {
    ...(isJsonObject(hidden.settings) && hidden.settings),
    ...(undo !== undefined && undo !== null && { undo }),
  };
  const { fingerprints, cancelRequestedAt } = hidden;
  // States of 0.1 hold `cancelledAtInterrupt`, and `wanted` once an `up` had accepted the completion.
  const wasCancelledAtInterrupt = hidden.cancelledAtInterrupt === true && hidden.wanted !== true;
  return {
    outputs,
    settings: readOperationSettings(settingsAsGiven),
    settingsAsGiven,
    fingerprints: (isJsonObject(fingerprints) ? fingerprints : {}) as SavedOperation["fingerprints"],
    isAdopted: hidden.adopted === true,
    wasReturned: hidden.seen === true,
    ...(wasCancelledAtInterrupt && { cancelRequestedAt: 0 }),
    ...(typeof cancelRequestedAt === "number" && { cancelRequestedAt }),
    acquiredAt: typeof hidden.since === "number" ? hidden.since : 0,
    urn: typeof urn === "string" ? urn : "",
    isSecret: hidden.secret === true,
    isNameSecret: hidden.secretName === true,
  };
}

/**
 * Decrypts a state of this package.
 *
 * @throws UserError for properties that no create or update of this package has returned
 */
export function readHiddenPart(properties: JsonObject): { members: JsonObject; hidden: JsonObject } {
  const members = decryptedMembers(properties);
  const { [HIDDEN]: hidden } = members;
  if (!isJsonObject(hidden)) {
    throw new UserError(
      "The resource's state was not written by this package, but by `pulumi import` or another program. " +
        "Remove the resource from the state with `pulumi state delete <urn>`. To adopt a running operation, set " +
        "`operationName`; `pulumi import` and `get` are not supported.",
    );
  }
  if (typeof hidden.version === "number" && hidden.version > VERSION) {
    throw new UserError(
      "The resource's state was written by a later release of pulumi-gcp-lro " +
        `(state version ${hidden.version}; this release reads ${VERSION}). Update the package and run again.`,
    );
  }
  return { members, hidden };
}

/** Checks inputs or a state for a secret argument that becomes part of names. A state that can't be read counts as one with it. */
export function hasSecretName(properties: JsonObject): boolean {
  if (!(HIDDEN in properties)) {
    return properties.__secretName === true;
  }
  const { [HIDDEN]: hidden } = decryptedMembers(properties);
  return !isJsonObject(hidden) || hidden.secretName === true;
}

/**
 * Picks the outputs out of a decrypted state.
 *
 * @throws UserError if there is no operation in it
 */
export function readOutputs(properties: JsonObject): OperationOutputs {
  const outputs: JsonObject = {};
  for (const key of OUTPUT_KEYS) {
    const value = properties[key];
    if (value !== undefined && value !== null) {
      outputs[key] = value;
    }
  }
  if (typeof outputs.operationName !== "string") {
    throw new UserError("The resource's state has no operationName: it was not written by this package.");
  }
  return outputs as unknown as OperationOutputs;
}

/** The kind of an object that holds a secret, under the key `SIGNATURE`. */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A value that the engine keeps encrypted. It returns the plain value with the state to a dynamic provider. */
export function secretValue(value: JsonValue): JsonObject {
  return { [SIGNATURE]: SECRET, value };
}

/** The members of a state, decrypted: an engine may hand over a secret as the object that marks it. */
function decryptedMembers(properties: JsonObject): JsonObject {
  const members: [string, JsonValue | undefined][] = [];
  for (const [key, value] of Object.entries(properties)) {
    members.push([key, isJsonObject(value) && value[SIGNATURE] === SECRET ? value.value : value]);
  }
  return Object.fromEntries(members) as JsonObject;
}
