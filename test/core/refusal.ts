import assert from "node:assert/strict";
import { isRequestRefusedError, type RequestRefusedError } from "#src/core/operationErrors.js";

/** The refusal with which a wait ends. */
export async function refusalOf(wait: Promise<unknown>): Promise<RequestRefusedError> {
  const error = await wait.then(
    (value) => assert.fail(`It ended with ${JSON.stringify(value)}.`),
    (reason: unknown) => reason,
  );
  assert.ok(isRequestRefusedError(error), String(error));
  return error;
}
