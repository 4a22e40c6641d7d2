/** A value, or the reason why there is none. For failures that a caller expects; defects throw. */
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E };
