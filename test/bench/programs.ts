import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** Starts a program of this folder. */
export function startProgram(program: string, options: readonly string[] = []): ChildProcess {
  return fork(path.join(__dirname, program), {
    execArgv: ["--no-warnings", ...options],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Sends a message to a program and returns its answer. */
export async function send<Answer>(program: ChildProcess, message: object): Promise<Answer> {
  const answered = once(program, "message");
  const ended = once(program, "exit").then(([code, signal]) => {
    throw new Error(`A program of the benchmark ended with ${code ?? signal} and without an answer.`);
  });
  program.send(message);
  const [answer] = await Promise.race([answered, ended]);
  return answer as Answer;
}

// A program ends with the process that started it, also if that is killed.
process.once("disconnect", () => process.exit());

/** Answers the next message to this program. */
export function answerOnce<Message>(answer: (message: Message) => object | Promise<object>): void {
  process.once("message", async (message: Message) => {
    process.send?.(await answer(message));
  });
}
