import { type Input, Output, output } from "@pulumi/pulumi";
import type { HttpRequest } from "../args.js";

/**
 * An undo request as it is to be registered. It is the one input that a state has to keep as it was given, and
 * the engine keeps a secret secret there by its key alone, never inside of a list (`annotateSecrets` in
 * pulumi's sdk/go/common/resource/plugin/provider_plugin.go). So each part of the request with a secret in it
 * becomes a secret as a whole.
 */
export function undoInput(undo: Input<HttpRequest>): Input<HttpRequest> {
  if (Output.isInstance(undo) || undo instanceof Promise || typeof undo !== "object" || undo === null) {
    return output(undo) as Input<HttpRequest>;
  }
  return Object.fromEntries(
    Object.entries(undo).map(([key, part]) => [key, output(part)]),
  ) as unknown as HttpRequest;
}
