import type { Readable, Writable } from "node:stream";
import type { ClientDependencies } from "../../client/clientContext.js";

/** The streams of a command: results go to stdout, everything about its progress to stderr. */
export interface Streams {
  /** Read for `-` in place of names, and for the answer to a question. */
  stdin?: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean };
}

/** Everything that a command gets beside its arguments. */
export interface CommandContext {
  streams: Streams;
  /** Stops the command, which returns 130 if it has not completed its task then. */
  signal: AbortSignal;
  /** The clock, and the pool of connections. */
  dependencies: ClientDependencies;
}

/** Runs a command with its positional arguments and its options, and returns the exit code. */
export type CommandRun<Options> = (
  context: CommandContext,
  options: Options,
  words: string[],
) => Promise<number>;

/** The reason of the signal if a command is stopped because its results can't be written. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** The error of arguments that can't be used. Nothing was sent. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
