import assert from "node:assert/strict";
import { assertJson } from "../support/assertJson.js";
import type { Life } from "./life.js";

/** What is kept can be kept: plain JSON, an id, and the text that the next delete runs. */
export function assertPlain({ engine: { kept } }: Life): void {
  if (kept === undefined) {
    return;
  }
  assert.match(kept.id, /^\/\/alloydb\.googleapis\.com\/./, "without an id the engine forgets the resource");
  assert.equal(typeof kept.outputs.__provider, "string", "without __provider it can never be deleted");
  assertJson(kept.outputs, "outputs");
}
