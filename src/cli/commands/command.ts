import type { Writable } from "node:stream";

/** Where a command writes: results to stdout, everything about how it goes to stderr. */
export interface Streams {
  stdout: Writable;
  stderr: Writable;
}

/**
 * Runs a command with the words after its name and answers the exit code. It winds up when the signal aborts,
 * and answers 130 then if it did not do all that it was asked for.
 */
export type CommandRun = (parameters: string[], streams: Streams, signal: AbortSignal) => Promise<number>;

/** One entry of the command line's table. */
export interface Command {
  summary: string;
  /** Loads the code of this command only: `gcp-lro --help` should not wait for that of the others. */
  load(): Promise<CommandRun>;
}

/** Exit code of a command that was called with words it does not know. */
export const USAGE_ERROR = 2;

/** Exit code after Ctrl-C, as shells report it. */
export const INTERRUPTED = 130;
