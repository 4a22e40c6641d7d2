import type { Writable } from "node:stream";

/** The output of a command: results go to stdout, everything about its progress to stderr. */
export interface Streams {
  stdout: Writable;
  stderr: Writable;
}

/**
 * Runs a command with the arguments after its name and returns the exit code. It stops when the signal aborts, and
 * returns 130 if it has not completed its task then.
 */
export type CommandRun = (args: string[], streams: Streams, signal: AbortSignal) => Promise<number>;

/** An entry in the table of commands. */
export interface Command {
  summary: string;
  /** Loads the command's code, so that `gcp-lro --help` doesn't load all commands. */
  load(): Promise<CommandRun>;
}

/** Exit code of a command that was called with unknown or invalid arguments. */
export const USAGE_ERROR = 2;

/** Exit code after Ctrl-C, as shells report it. */
export const INTERRUPTED = 130;
