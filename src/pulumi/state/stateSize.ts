import { isJsonObject, type JsonValue } from "../../core/json.js";
import { sanitize } from "../../core/text.js";
import type { OperationOutputs } from "./outputs.js";

/**
 * The most bytes of metadata, response and error details that a state holds together: every checkpoint of a
 * stack writes the states of all its resources.
 */
export const LARGEST_STATE = 256 * 1024;

/**
 * The same for a create or update that failed, whose state travels as base64 in the trailers of a gRPC answer.
 * Node's HTTP/2 refuses trailers of more than 64 KiB, and the engine would save nothing. A refresh brings back
 * what was left out.
 */
export const LARGEST_FAILED_STATE = 16 * 1024;

/** The most bytes of an undo request, which is never left out. */
export const LARGEST_UNDO = 8 * 1024;

type Part = { size: number; leaveOut(outputs: OperationOutputs): OperationOutputs };

/** The outputs without the largest of what the service is free to fill, until the rest of it fits. */
export function fitOutputs(outputs: OperationOutputs, most: number): OperationOutputs {
  const parts: Part[] = [
    { size: encodedSize(outputs.metadata), leaveOut: ({ metadata: _, ...rest }) => rest },
    { size: encodedSize(outputs.response), leaveOut: ({ response: _, ...rest }) => rest },
    { size: encodedSize(outputs.error?.details), leaveOut: withoutDetails },
  ];
  let fitted = withShortMessage(outputs);
  let total = parts.reduce((sum, { size }) => sum + size, 0);
  for (const { size, leaveOut } of parts.sort((a, b) => b.size - a.size)) {
    if (total > most) {
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

/** Of a google.protobuf.Value's own tags and lengths, and of a number: eight bytes and a tag. */
const FRAME = 12;

/** About the bytes that a value takes as a google.protobuf.Value, the form in which the engine is handed it. */
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
