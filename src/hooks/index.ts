export type { ConflictOptions, ConflictPolicy } from "./conflictOptions.js";
export { resolveConflicts } from "./resolveConflicts.js";
