import type { JsonObject } from "#src/core/json.js";
import { PartialStateError } from "#src/pulumi/report/userError.js";

/** What Pulumi keeps of a resource. */
export interface Resource {
  id: string;
  state: JsonObject;
}

/** As Pulumi's server does: it adds the provider's text to every result but failed ones. */
export function kept(outs: JsonObject | undefined, inputs: JsonObject): JsonObject {
  return { ...outs, __provider: inputs.__provider ?? null };
}

/** What Pulumi saves of a step that failed. */
export function saved(failure: Error): Resource & { reasons: string[] } {
  if (!(failure instanceof PartialStateError)) {
    throw new Error(`Pulumi would save nothing from this failure: ${failure.message}`);
  }
  const { id, properties, reasons } = failure;
  return { id, state: properties, reasons };
}
