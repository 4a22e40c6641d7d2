import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import { UserError } from "../report/userError.js";
import { revealed, secretValue, stateValue } from "./encoding.js";
import { fingerprint } from "./fingerprint.js";
import { type OperationSettings, pickSettings, readSettings } from "./operationSettings.js";
import { type OperationOutputs, outputsOf, readOutputs, type ServiceAddress } from "./outputs.js";
import { fitOutputs, LARGEST_STATE } from "./stateSize.js";

/** Key of the hidden part of the state: Pulumi shows no keys that begin with two underscores. */
const HIDDEN = "__lro";

/** Of the form that is written. A release that changes it reads every earlier one as well. */
const VERSION = 1;

/** Inputs that say which operation it is: a change of one replaces the resource. */
export const IDENTITY_KEYS = ["service", "start", "operationName", "triggers"] as const;
export type IdentityKey = (typeof IDENTITY_KEYS)[number];

/** What delete, refresh and update need to know beside the outputs; they are given nothing else. */
export interface SavedOperation {
  outputs: OperationOutputs;
  settings: OperationSettings;
  /** As the user gave them, for comparing. */
  settingsAsGiven: JsonObject;
  /** Of the inputs that say which operation it is. A missing one was not given. */
  fingerprints: Partial<Record<IdentityKey, string>>;
  /** Whether it was adopted by name, not started. */
  adopted: boolean;
  /** Whether GetOperation has ever known it. */
  seen: boolean;
  /**
   * When the service accepted the cancel that an interrupted create or update sent, in milliseconds since the epoch;
   * 0 if the state doesn't tell when. Absent again once an `up` has accepted that the operation completed.
   */
  cancelRequestedAt?: number;
  /** When it was started or adopted, in milliseconds since the epoch. */
  since: number;
  /** The resource's URN, for log lines. */
  urn: string;
  /** Whether an input is secret: what the service answers may repeat it. */
  secret: boolean;
  /** Whether an input that becomes part of the operation's name is secret. */
  secretName: boolean;
}

/** The part of a state that its inputs decide. */
export type InputPart = Pick<
  SavedOperation,
  "settings" | "settingsAsGiven" | "fingerprints" | "urn" | "secret" | "secretName"
>;

export function inputPart(inputs: JsonObject): InputPart {
  const settingsAsGiven = pickSettings(inputs);
  return {
    settings: readSettings(settingsAsGiven),
    settingsAsGiven,
    fingerprints: fingerprintsOf(inputs),
    urn: typeof inputs.__urn === "string" ? inputs.__urn : "",
    secret: inputs.__secret === true,
    secretName: inputs.__secretName === true,
  };
}

/** The state once GetOperation has shown the operation; that its cancellation was requested is kept. */
export function seenAs(saved: SavedOperation, operation: Operation, address: ServiceAddress): SavedOperation {
  return { ...saved, outputs: outputsOf(operation, address, saved.outputs.cancelRequested), seen: true };
}

export function fingerprintsOf(inputs: JsonObject): Partial<Record<IdentityKey, string>> {
  const prints: Partial<Record<IdentityKey, string>> = {};
  for (const key of IDENTITY_KEYS) {
    const value = inputs[key];
    if (value !== undefined && value !== null) {
      prints[key] = fingerprint(key === "start" ? withoutDefaults(value) : value);
    }
  }
  return prints;
}

/** The same start written out in full is the same start. */
function withoutDefaults(start: JsonValue): JsonValue {
  if (!isJsonObject(start)) {
    return start;
  }
  const isDefault = ([key, value]: [string, JsonValue]): boolean =>
    value === null || (key === "method" && value === "POST") || (key === "requestId" && value === "none");
  return Object.fromEntries(Object.entries(start).filter((member) => !isDefault(member)));
}

/** The parts of a state that may repeat a secret input: the service's words, and digests, which can be guessed at. */
const SECRET_KEYS = ["error", "response", "metadata", "target", "undo", HIDDEN];

/**
 * What goes into Pulumi's state. The undo request stands there under its own name, because only under the name of
 * the input the engine keeps what is secret in it secret.
 *
 * @param most bytes of what the service is free to fill; what is larger is left out
 */
export function writeState(state: SavedOperation, most = LARGEST_STATE): JsonObject {
  const { undo, ...settings } = state.settingsAsGiven;
  const hidden = {
    version: VERSION,
    settings,
    fingerprints: state.fingerprints,
    adopted: state.adopted,
    seen: state.seen,
    ...(state.cancelRequestedAt !== undefined && { cancelRequestedAt: state.cancelRequestedAt }),
    ...(state.secret && { secret: true }),
    ...(state.secretName && { secretName: true }),
    since: state.since,
  };
  const outputs = fitOutputs(state.outputs, most);
  const shown = undo === undefined ? outputs : { ...outputs, undo };
  const written = stateValue({ ...shown, __urn: state.urn, [HIDDEN]: hidden }) as JsonObject;
  const secretKeys = [...(state.secret ? SECRET_KEYS : []), ...(state.secretName ? ["operationName"] : [])];
  const secrets = Object.entries(written).filter(([key]) => secretKeys.includes(key));
  return { ...written, ...Object.fromEntries(secrets.map(([key, value]) => [key, secretValue(value)])) };
}

/** @throws ResourceFailure for properties that no create or update of this package has returned */
export function readState(properties: JsonObject): SavedOperation {
  const hidden = revealed(properties[HIDDEN]);
  if (!isJsonObject(hidden)) {
    throw new UserError(
      "The resource's state was not written by this package: it lacks its hidden part, `__lro`. " +
        "An operation that already runs is taken over by `operationName`, not by `pulumi import` or `get`.",
    );
  }
  if (typeof hidden.version === "number" && hidden.version > VERSION) {
    throw new UserError(
      "The resource's state was written by a later release of pulumi-gcp-lro " +
        `(state version ${hidden.version}, this one reads ${VERSION}); update the package and run again.`,
    );
  }
  const undo = revealed(properties.undo);
  const settingsAsGiven = {
    ...objectOf(hidden.settings),
    ...(undo !== undefined && undo !== null && { undo }),
  };
  return {
    outputs: readOutputs(properties),
    settings: readSettings(settingsAsGiven),
    settingsAsGiven,
    fingerprints: objectOf(hidden.fingerprints) as Partial<Record<IdentityKey, string>>,
    adopted: hidden.adopted === true,
    seen: hidden.seen === true,
    ...cancelRequestIn(hidden),
    since: typeof hidden.since === "number" ? hidden.since : 0,
    urn: typeof properties.__urn === "string" ? properties.__urn : "",
    secret: hidden.secret === true,
    secretName: hidden.secretName === true,
  };
}

/** States of 0.1 hold `cancelledAtInterrupt`, and `wanted` once an `up` had accepted the completion. */
function cancelRequestIn(hidden: JsonObject): Pick<SavedOperation, "cancelRequestedAt"> {
  const { cancelRequestedAt, cancelledAtInterrupt, wanted } = hidden;
  if (typeof cancelRequestedAt === "number") {
    return { cancelRequestedAt };
  }
  return cancelledAtInterrupt === true && wanted !== true ? { cancelRequestedAt: 0 } : {};
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
