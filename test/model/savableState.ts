import assert from "node:assert/strict";
import { assertJson } from "../support/assertJson.js";
import type { Simulation } from "./simulation.js";

/** Asserts that the state can be saved: plain JSON, an ID, and the provider's text that the next delete runs. */
export function assertStateIsSavable({ engine }: Simulation): void {
  for (const { id, outputs } of engine.resources.values()) {
    assert.match(id, /^\/\/alloydb\.googleapis\.com\/./, "without an id the engine forgets the resource");
    assert.equal(typeof outputs.__provider, "string", "without __provider it can never be deleted");
    assertJson(outputs, "outputs");
  }
}
