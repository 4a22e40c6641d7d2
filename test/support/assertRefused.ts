import assert from "node:assert/strict";
import { isRequestRefusedError } from "#src/core/operationErrors.js";

/** Asserts that a wait ends with a RequestRefusedError that says so. */
export async function assertRefused(wait: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(wait, (error) => {
    assert.ok(isRequestRefusedError(error), String(error));
    assert.match(error.message, message);
    return true;
  });
}
