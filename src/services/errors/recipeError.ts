import * as pulumi from "@pulumi/pulumi";

/**
 * An argument that no request can be made of. It extends Pulumi's RunError, so that a program that meets it
 * ends with this message alone, without a stack trace.
 */
export class RecipeError extends pulumi.RunError {
  override readonly name = "RecipeError";
  /** The argument, such as `cluster`. */
  readonly property: string;
  /** What is wrong and the way out, in full sentences. */
  readonly reason: string;

  constructor(service: string, property: string, reason: string) {
    super(`${service}: ${property}: ${reason}`);
    this.property = property;
    this.reason = reason;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isRecipeError(error: unknown): error is RecipeError {
  return error instanceof Error && error.name === "RecipeError";
}
