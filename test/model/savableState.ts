import assert from "node:assert/strict";
import { assertJson } from "../support/assertJson.js";
import type { Simulation } from "./simulation.js";

/** The state can be kept: plain JSON, an id, and the text that the next delete runs. */
export function assertPlain({ engine }: Simulation): void {
  for (const { id, outputs } of engine.resources.values()) {
    assert.match(id, /^\/\/alloydb\.googleapis\.com\/./, "without an id the engine forgets the resource");
    assert.equal(typeof outputs.__provider, "string", "without __provider it can never be deleted");
    assertJson(outputs, "outputs");
  }
}
