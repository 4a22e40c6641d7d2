import assert from "node:assert/strict";
import { before } from "node:test";
import {
  type EmulatedOperation,
  type Emulator,
  type EmulatorOptions,
  type RequestKind,
  startEmulator,
} from "pulumi-gcp-lro/emulator";
import type { Install } from "./engineProgram.js";
import type { EngineRun } from "./engineRun.js";
import { EngineStack } from "./engineStack.js";
import type { SdkLoading } from "./sdkLoading.js";

export interface StorySettings extends Omit<EmulatorOptions, "onRequest"> {
  /** How the program comes by this package. Default: as a link to its folder. */
  install?: Install;
  /** How program and provider load Pulumi's SDK. Default: `onUse`. */
  loading?: SdkLoading;
}

/** A stack, and the services that its operations run in. */
export interface Scene {
  emulator: Emulator;
  stack: EngineStack;
  /**
   * Resolves once something is so after a request was answered or a line printed, while a command runs.
   *
   * @throws Error when the command ends before
   */
  until(running: Promise<EngineRun>, isSo: () => boolean): Promise<void>;
  /** The operations on a target, by the target's last segment, in order of their start. */
  operations(target: string): EmulatedOperation[];
  /** How many requests of a kind there were so far about the operations on a target. */
  count(kind: RequestKind, target: string): number;
}

/**
 * One life of a stack, lived before the tests of a suite, which look at what it left behind. Afterwards no
 * process, port or file is left.
 *
 * Nothing ends by itself unless the story says so: operations take an hour, and time can be driven.
 *
 * @returns what gives the tests what `tell` answered
 */
export function story<Facts>(settings: StorySettings, tell: (scene: Scene) => Promise<Facts>): () => Facts {
  let facts: { told: Facts } | undefined;
  before(async () => {
    facts = { told: await live(settings, tell) };
  });
  return () => {
    assert.ok(facts !== undefined, "the story was not told to its end");
    return facts.told;
  };
}

async function live<Facts>(
  { install, loading, ...options }: StorySettings,
  tell: (scene: Scene) => Promise<Facts>,
): Promise<Facts> {
  const listeners = new Set<() => void>();
  const onNews = (): void => {
    for (const listener of listeners) {
      listener();
    }
  };
  await using emulator = await startEmulator({
    operationTime: "1h",
    cancelTime: 300,
    ...options,
    onRequest: onNews,
  });
  const stack = await EngineStack.create(emulator, install, loading);
  stack.onPrinted = onNews;
  const until: Scene["until"] = async (running, isSo) => {
    let listener = (): void => undefined;
    const happened = new Promise<void>((resolve) => {
      listener = () => isSo() && resolve();
    });
    listeners.add(listener);
    listener();
    const tooEarly = running.then(({ command, text }) => {
      throw new Error(`pulumi ${command} ended before what the story waits for:\n${text}`);
    });
    await Promise.race([happened, tooEarly]).finally(() => listeners.delete(listener));
  };
  const operations: Scene["operations"] = (target) =>
    emulator.operations.filter((operation) => operation.target.endsWith(`/${target}`));
  const count: Scene["count"] = (kind, target) => {
    const names = operations(target).map(({ name }) => name);
    return emulator.requests.filter(
      (request) => request.kind === kind && names.includes(request.operation ?? ""),
    ).length;
  };
  let left: string[] = [];
  let told: Facts;
  try {
    told = await tell({ emulator, stack, until, operations, count });
  } finally {
    left = await stack.remove();
  }
  assert.deepEqual(left, [], "processes were left running");
  return told;
}
