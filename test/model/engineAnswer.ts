import type { JsonObject } from "#src/core/json.js";
import { PartialStateError } from "#src/pulumi/report/userError.js";

/** The result of a step of the provider. */
export type Work = () => Promise<{ id?: string; outs?: JsonObject } | undefined>;

/** The end of a call of the provider, as the engine sees it. */
export type Ended =
  | { how: "returned"; id: string; outputs: JsonObject }
  | { how: "incomplete"; id: string; outputs: JsonObject; message: string }
  | { how: "failed"; message: string }
  | { how: "killed" }
  | { how: "notBegun" };

/** The dynamic-provider server adds `__provider` to every result but failed ones. */
export async function settle(work: Work, inputs: JsonObject): Promise<Ended> {
  try {
    const { id = "", outs = {} } = (await work()) ?? {};
    return { how: "returned", id, outputs: { ...outs, __provider: inputs.__provider ?? null } };
  } catch (error) {
    if (!(error instanceof Error)) {
      throw new Error(`The server answers nothing at all when ${String(error)} is thrown.`);
    }
    return error instanceof PartialStateError
      ? { how: "incomplete", id: error.id, outputs: error.properties, message: error.reasons.join("; ") }
      : { how: "failed", message: error.message };
  }
}

export function errorsOf(ended: Ended): string[] {
  return ended.how === "incomplete" ? [ended.message] : [];
}

/** Delete and refresh run the provider text of the stored outputs; the inputs' is not consulted. */
export function withProvider(outputs: JsonObject): JsonObject {
  if (typeof outputs.__provider !== "string") {
    throw new TypeError("code must be a string, not undefined");
  }
  return outputs;
}

/** A copy, as over the wire: the engine shares no objects. */
export function given(bag: JsonObject): JsonObject {
  return structuredClone(bag);
}
