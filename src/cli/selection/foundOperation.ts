import type { Operation } from "../../core/operation.js";
import type { OperationReport } from "../../google/json/metadata.js";

/** The answer to whether an operation can be cancelled. `managed`: the service runs it by itself. */
export type CancelAnswer = "yes" | "no" | "managed" | "unknown";

/** An operation that a list or a GET returned. */
export interface FoundOperation {
  /** The key of its service, or the host of one that isn't in the catalog. */
  service: string;
  /** `//alloydb.googleapis.com/projects/…`, which each command accepts. */
  fullName: string;
  operation: Operation;
  report: OperationReport;
  cancel: CancelAnswer;
  /** True if it deletes a selected resource. Its end is awaited; it is never cancelled. */
  deletesTarget?: boolean;
}

/** A part of the result that is missing, or that the command leaves out. It makes the exit code 1. */
export interface FindProblem {
  kind: "failed" | "unreachable" | "belowResources" | "unidentified" | "notFound";
  /** The key of the service; absent if the problem concerns all services. */
  service?: string;
  /** The full name of the operation, if the problem concerns one. */
  name?: string;
  /** The problem and the remedy, in full sentences. */
  message: string;
}

/** Receives the result of a search as it arrives. */
export interface FindListener {
  found(operation: FoundOperation): void;
  problem(problem: FindProblem): void;
  /** A fact that needs no remedy. */
  note(text: string): void;
  /** The number of services that have answered, of all that were asked. */
  progress(done: number, all: number): void;
}
