import type { JsonObject } from "../core/json.js";
import { ResourceFailure } from "./resourceFailure.js";

/**
 * A create or update that failed after the operation had been started. Pulumi saves a resource from it, with
 * `id`, `properties` as its outputs and `reasons` as what the user is shown
 * (`ErrorResourceInitFailed` of the provider protocol).
 */
export class IncompleteFailure extends ResourceFailure {
  override readonly name = "IncompleteFailure";
  readonly id: string;
  readonly properties: JsonObject;
  readonly reasons: string[];

  constructor(id: string, properties: JsonObject, reason: string) {
    super(reason);
    this.id = id;
    this.properties = properties;
    this.reasons = [this.message];
  }
}
