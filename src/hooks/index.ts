/**
 * Hooks for resources of `@pulumi/gcp` that end the operations that block them.
 *
 * @module pulumi-gcp-lro/hooks
 */
export type { ConflictOptions, ConflictPolicy } from "./conflictOptions.js";
export { resolveConflicts } from "./resolveConflicts.js";
