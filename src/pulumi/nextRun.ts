/**
 * The next step after a delete that failed, as a sentence. Pulumi doesn't tell a delete whether it is part of a destroy
 * or of a replacement, so that both are named.
 */
export const RUN_AGAIN =
  "Run `pulumi destroy` again to continue, or `pulumi up` if the resource is being replaced.";

/**
 * The way by which changed settings reach a delete, as the end of a sentence: a delete uses the settings of the last
 * `up` that saved the resource.
 */
export const UP_FIRST =
  "run `pulumi up` before you destroy. If the resource is being replaced, revert that change for this one `up`.";
