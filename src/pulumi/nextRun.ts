/**
 * What a failed delete says of the runs to come. Pulumi doesn't tell a delete whether it is a destroy's or a
 * replacement's, so both are named: whoever has interrupted a replacement is not to destroy the stack.
 */
export const OR_UP = "or the next `pulumi up` if the resource is being replaced";

/**
 * How other settings come to count: a delete goes by those of the last `up` that has saved the resource, and one
 * that fails in replacing it has not.
 */
export const UP_FIRST =
  "run `pulumi up` before the next destroy (on its own, without the change that replaces the resource)";
