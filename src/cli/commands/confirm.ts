import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import type { Streams } from "./command.js";

/** True if a user can be asked: input and messages are a terminal. */
export function canAsk({ stdin, stderr }: Streams): boolean {
  return stdin?.isTTY === true && stderr.isTTY === true;
}

/** Asks a question on the terminal. Anything but y or yes means no. @throws the signal's reason once it aborts */
export async function confirm(
  { stdin, stderr }: Streams,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (stdin === undefined) {
    return false;
  }
  const lines = createInterface({ input: stdin, output: stderr });
  // Readline takes Ctrl-C from the terminal while it reads.
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  // Ctrl-D ends the input, and with it the question.
  const inputEnd = once(lines, "close").then(() => undefined);
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), inputEnd]);
    if (answer === undefined) {
      stderr.write("\n");
      return false;
    }
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}
