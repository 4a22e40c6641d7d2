import { type Input, type Output, output } from "@pulumi/pulumi";
import type { GcpResource } from "./gcpResources.js";

/**
 * What is read from a text, or from the id of a resource. A plain text is read at once, so that its error points
 * at the caller; an output once its value is known.
 *
 * @param read gets `undefined` where nothing usable was given
 */
export function readText(
  given: Input<string | GcpResource | undefined>,
  read: (text: string | undefined) => string,
): Output<string> {
  if (typeof given === "string" || given === undefined || given === null) {
    return output(read(given ?? undefined));
  }
  const known = output<unknown>(given) as Output<unknown>;
  // A resource passes through an output as it is, with outputs in it; a plain object comes out resolved.
  return known
    .apply((value) => output<unknown>(hasId(value) ? value.id : value) as Output<unknown>)
    .apply((text) => read(typeof text === "string" ? text : undefined));
}

function hasId(value: unknown): value is { id: unknown } {
  return typeof value === "object" && value !== null && "id" in value;
}
