import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** A run that is not over by then hangs. */
const HANGS_AFTER = 240_000;

/**
 * Runs a program of this folder in its own process and returns the result that it sends. The process then has to end by
 * itself: a resource that is left open would keep it running.
 */
export async function inOwnProcess<Order extends object, Result>(
  program: string,
  order: Order,
): Promise<Result> {
  const child = fork(path.join(__dirname, program), {
    timeout: HANGS_AFTER,
    execArgv: ["--trace-warnings"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const answered = once(child, "message");
  child.send(order);
  const [result] = await Promise.race([
    answered,
    ended.then(([code, signal]) => {
      throw new Error(`${program} ended with ${code ?? signal} and without a result.`);
    }),
  ]);
  await ended;
  return result as Result;
}
