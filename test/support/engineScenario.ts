import assert from "node:assert/strict";
import { before } from "node:test";
import {
  type EmulatedOperation,
  type Emulator,
  type EmulatorOptions,
  type RequestKind,
  startEmulator,
} from "pulumi-gcp-lro/emulator";
import type { EngineRun } from "./engineRun.js";
import { EngineStack, type EngineStackOptions } from "./engineStack.js";

export type ScenarioSettings = Omit<EmulatorOptions, "onRequest"> &
  Pick<EngineStackOptions, "install" | "loading" | "saves">;

/** A stack, and the services that its operations run in. */
export interface Scene {
  emulator: Emulator;
  stack: EngineStack;
  /**
   * Resolves once a condition holds after a response or a printed line, while a command runs.
   *
   * @throws Error when the command ends before
   */
  until(running: Promise<EngineRun>, condition: () => boolean): Promise<void>;
  /** The operations on a target, by the target's last segment, in order of their start. */
  operations(target: string): EmulatedOperation[];
  /** The number of requests of a kind so far about the operations on a target. */
  count(kind: RequestKind, target: string): number;
}

/**
 * Runs a scenario of one stack before the tests of a suite, which check its results. It leaves no process, port or file
 * behind. Operations take an hour unless the settings say otherwise, and time can be driven.
 *
 * @returns a function that returns the results to the tests
 */
export function scenario<Results>(
  settings: ScenarioSettings,
  run: (scene: Scene) => Promise<Results>,
): () => Results {
  let finished: { results: Results } | undefined;
  before(async () => {
    finished = { results: await runScenario(settings, run) };
  });
  return () => {
    assert.ok(finished !== undefined, "the scenario did not finish");
    return finished.results;
  };
}

async function runScenario<Results>(
  { install, loading, saves, ...options }: ScenarioSettings,
  run: (scene: Scene) => Promise<Results>,
): Promise<Results> {
  const listeners = new Set<() => void>();
  const checkConditions = (): void => {
    for (const listener of listeners) {
      listener();
    }
  };
  await using emulator = await startEmulator({
    operationTime: "1h",
    cancelTime: 300,
    ...options,
    onRequest: checkConditions,
  });
  const stack = await EngineStack.create(emulator, {
    ...(install && { install }),
    ...(loading && { loading }),
    ...(saves && { saves }),
  });
  stack.onPrinted = checkConditions;
  const until: Scene["until"] = async (running, condition) => {
    let listener = (): void => undefined;
    const met = new Promise<void>((resolve) => {
      listener = () => condition() && resolve();
    });
    listeners.add(listener);
    listener();
    const endedEarly = running.then(({ command, text }) => {
      throw new Error(`pulumi ${command} ended before the condition held:\n${text}`);
    });
    await Promise.race([met, endedEarly]).finally(() => listeners.delete(listener));
  };
  const operations: Scene["operations"] = (target) =>
    emulator.operations.filter((operation) => operation.target.endsWith(`/${target}`));
  const count: Scene["count"] = (kind, target) => {
    const names = operations(target).map(({ name }) => name);
    return emulator.requests.filter(
      (request) => request.kind === kind && names.includes(request.operation ?? ""),
    ).length;
  };
  let remaining: string[] = [];
  let results: Results;
  try {
    results = await run({ emulator, stack, until, operations, count });
  } finally {
    remaining = await stack.remove();
  }
  assert.deepEqual(remaining, [], "processes were left running");
  return results;
}
