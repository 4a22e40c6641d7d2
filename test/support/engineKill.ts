import { type EngineProcess, processesOf, send, staying } from "./engineProcesses.js";

/**
 * The processes of a run of `pulumi up`: the CLI, which is the engine; the language host and the program that it runs; and
 * the dynamic-provider server. All but the program outlive a killed CLI, each in its own process group.
 */
export type EnginePart = "cli" | "languageHost" | "program" | "provider";

const commandOf: Record<EnginePart, RegExp> = {
  cli: /^\S*\/pulumi\s/,
  languageHost: /^\S*\/pulumi-language-nodejs\b/,
  program: /\/@pulumi\/pulumi\/cmd\/run\b/,
  provider: /\/@pulumi\/pulumi\/cmd\/dynamic-provider\b/,
};

/** The reason to skip tests that signal single processes of a run, if they are skipped here. */
export const cannotSignalParts: string | false =
  process.platform === "linux" ? false : "Only Linux tells which processes belong to which stack.";

/**
 * Sends a signal to these parts of what runs for a stack, in this order; nothing else hears of it.
 *
 * @param mark a text in the environment of every process of the stack and of no other: its folder
 * @throws Error when one of them doesn't run
 */
export async function signalParts(
  mark: string,
  signal: NodeJS.Signals,
  parts: readonly EnginePart[],
): Promise<void> {
  const running = await processesOf(mark);
  const meant = parts.flatMap((part) => {
    const found = running.filter(isPart(part));
    if (found.length === 0) {
      throw new Error(`No ${part} runs among: ${running.map(({ command }) => command).join(" | ")}`);
    }
    return found;
  });
  if (signal === "SIGKILL") {
    // On a busy machine one would live long enough to act on the death of another.
    sendAll("SIGSTOP", meant);
  }
  sendAll(signal, meant);
}

function sendAll(signal: NodeJS.Signals, processes: readonly EngineProcess[]): void {
  for (const { pid } of processes) {
    send(signal, pid);
  }
}

/** Waits for the end of one part. Returns false if it doesn't end. */
export async function hasEnded(mark: string, part: EnginePart): Promise<boolean> {
  return (await staying(mark, isPart(part))).length === 0;
}

function isPart(part: EnginePart): (process: EngineProcess) => boolean {
  return ({ command }) => commandOf[part].test(command);
}
