import { isJsonObject, type JsonObject, type JsonValue, toPlainJson } from "../../core/json.js";
import { sanitize } from "../../core/text.js";
import type { OperationOutputs } from "./outputs.js";

/**
 * The texts that mark a value of each type as unknown (sdk/go/common/resource/plugin/rpc.go). The engine refuses a create
 * whose result holds one, and would save nothing.
 */
const UNKNOWN_VALUES: ReadonlySet<string> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * A value as a state can hold it: plain JSON without the marks by which Pulumi recognizes secrets, assets, resources and
 * unknown values. Without this, a service could send one of those, such as a file of this machine.
 *
 * Members with such a mark, and `__proto__`, are left out; a mark in a list becomes `null`.
 */
export function stateValue(value: unknown): JsonValue {
  return plainData(toPlainJson(value));
}

function plainData(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(plainData);
  }
  if (isJsonObject(value)) {
    const members: [string, JsonValue][] = [];
    for (const [key, member] of Object.entries(value)) {
      if (!isReservedKey(key) && !isUnknownValue(member)) {
        members.push([wellFormed(key), plainData(member)]);
      }
    }
    return Object.fromEntries(members) as JsonObject;
  }
  if (typeof value === "string") {
    return isUnknownValue(value) ? null : wellFormed(value);
  }
  return value;
}

function isReservedKey(key: string): boolean {
  return key === SIGNATURE || key === "__proto__";
}

function isUnknownValue(value: JsonValue): boolean {
  return typeof value === "string" && UNKNOWN_VALUES.has(value);
}

/** Replaces lone halves of surrogate pairs: they have no UTF-8 form, and Pulumi's encoder would drop them silently. */
function wellFormed(value: string): string {
  return value.replace(/\p{Cs}/gu, "\ufffd");
}

/** Key of objects that are no data for Pulumi; its value is the kind (sdk/go/common/resource/sig). */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * The largest size of metadata, response and error details together in a state, in bytes: every checkpoint of a stack writes the
 * states of all its resources.
 */
export const MAX_STATE_SIZE = 256 * 1024;

/**
 * The same for a create or update that failed: its state is sent as base64 in the trailers of a gRPC response. Node's
 * HTTP/2 refuses trailers of more than 64 KiB, and the engine would save nothing. A refresh adds the rest.
 */
export const MAX_FAILED_STATE_SIZE = 16 * 1024;

/** The largest size of an undo request in bytes. It is never left out. */
export const MAX_UNDO_SIZE = 8 * 1024;

type OptionalOutput = { size: number; leaveOut(outputs: OperationOutputs): OperationOutputs };

/** Leaves out the largest of metadata, response and error details until the rest fits. */
export function fitOutputs(outputs: OperationOutputs, maxSize: number): OperationOutputs {
  const optional: OptionalOutput[] = [
    { size: encodedSize(outputs.metadata), leaveOut: ({ metadata: _, ...rest }) => rest },
    { size: encodedSize(outputs.response), leaveOut: ({ response: _, ...rest }) => rest },
    { size: encodedSize(outputs.error?.details), leaveOut: withoutDetails },
  ];
  let fitted = withShortMessage(outputs);
  let total = optional.reduce((sum, { size }) => sum + size, 0);
  for (const { size, leaveOut } of optional.sort((a, b) => b.size - a.size)) {
    if (total > maxSize) {
      fitted = leaveOut(fitted);
      total -= size;
    }
  }
  return fitted;
}

function withShortMessage(outputs: OperationOutputs): OperationOutputs {
  const { error } = outputs;
  return error === undefined
    ? outputs
    : { ...outputs, error: { ...error, message: sanitize(error.message) } };
}

function withoutDetails(outputs: OperationOutputs): OperationOutputs {
  const { error } = outputs;
  return error === undefined ? outputs : { ...outputs, error: { ...error, details: [] } };
}

/** Bytes for the tags and lengths of a google.protobuf.Value, and for a number: eight bytes and a tag. */
const FRAME = 12;

/** An upper bound of the bytes of a value as a google.protobuf.Value, the form in which the engine receives it. */
export function encodedSize(value: JsonValue | undefined): number {
  if (typeof value === "string") {
    return FRAME + Buffer.byteLength(value);
  }
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, item) => sum + encodedSize(item), FRAME);
  }
  if (isJsonObject(value)) {
    return Object.entries(value).reduce(
      (sum, [key, member]) => sum + FRAME + Buffer.byteLength(key) + encodedSize(member),
      FRAME,
    );
  }
  return value === undefined ? 0 : FRAME;
}
