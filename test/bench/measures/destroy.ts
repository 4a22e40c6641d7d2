import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { processesOf } from "../../support/engineProcesses.js";
import { clusterExport, type Declared, output } from "../../support/engineProgram.js";
import { type EngineRun, succeeding } from "../../support/engineRun.js";
import { EngineStack } from "../../support/engineStack.js";
import type { Measure } from "../measure.js";
import type { Row } from "../table.js";

/** The way in which the operations of a stack end: each by its own resource, or all by a group before that. */
type StackKind = "no group" | "group by name" | "group by parent";

/** The figures of one `pulumi destroy`. Times are in milliseconds. */
interface DestroyFigures {
  wall: number;
  /** CPU time of the CLI and all processes that it started. */
  cpu: number;
  requests: { gets: number; lists: number; cancels: number };
}

const COUNT = 1_000;

/** Milliseconds that each cancellation takes. */
const CANCEL_TIME = 3_000;

const stacks: Readonly<Record<StackKind, string>> = {
  "no group": "destroy without a group",
  "group by name": "destroy behind one group with operationNames",
  "group by parent": "destroy behind one group with parent",
};

/** `pulumi destroy` of 1,000 operations with and without a group before them. It takes ten minutes. */
export const destroy: Measure = {
  async run() {
    const rows: Row[] = [];
    for (const [kind, title] of Object.entries(stacks)) {
      const { wall, cpu, requests } = await destroyStack(kind as StackKind);
      const { gets, lists, cancels } = requests;
      rows.push(
        { measure: `${title}: time`, unit: "s", ours: wall / 1_000 },
        { measure: `${title}: CPU of all processes`, unit: "s", ours: cpu / 1_000 },
        { measure: `${title}: requests`, unit: "", ours: gets + lists + cancels },
      );
    }
    return { rows };
  },
};

/** Resources that Pulumi works on at a time by default. The stacks of tests have another default. */
const PARALLEL = `${4 * availableParallelism()}`;

/** The variables with which the file backend writes the state once, not after every step: that would take most of the time. */
const ONE_CHECKPOINT = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** Creates a stack of operations in flight with the real CLI, and measures its `pulumi destroy`. */
async function destroyStack(kind: StackKind): Promise<DestroyFigures> {
  const counts = { get: 0, list: 0, cancel: 0 };
  await using emulator = await startEmulator({
    operationTime: "10h",
    cancelTime: CANCEL_TIME,
    maxRecorded: 1,
    onRequest: ({ kind }) => {
      if (kind === "get" || kind === "list" || kind === "cancel") {
        counts[kind] += 1;
      }
    },
  });
  const stack = await EngineStack.create(emulator, { variables: ONE_CHECKPOINT, commandLimit: 3_600_000 });
  try {
    await succeeding(stack.up(stackOf(kind)));
    Object.assign(counts, { get: 0, list: 0, cancel: 0 });
    const start = performance.now();
    const destroying = succeeding(stack.run(["destroy", "--yes", "--skip-preview", "--parallel", PARALLEL]));
    const cpu = await cpuUntilEnd(stack.folder, destroying);
    const wall = performance.now() - start;
    return { wall, cpu, requests: { gets: counts.get, lists: counts.list, cancels: counts.cancel } };
  } finally {
    await stack.remove();
  }
}

function stackOf(kind: StackKind): Declared[] {
  const names = Array.from({ length: COUNT }, (_, index) => `export-${index}`);
  const exports_ = names.map((name) => clusterExport(name));
  if (kind === "no group") {
    return exports_;
  }
  const selection =
    kind === "group by name"
      ? { operationNames: names.map((name) => output(name, "operationName")) }
      : { parent: "projects/p/locations/europe-west1" };
  const group: Declared = {
    name: "group",
    type: "OperationGroup",
    args: { service: "alloydb", ...selection },
    options: { dependsOn: names },
  };
  return [...exports_, group];
}

/** Adds up the CPU time of all processes of a stack until a command has ended. Only Linux shows it. */
async function cpuUntilEnd(folder: string, running: Promise<EngineRun>): Promise<number> {
  const ticks = new Map<number, number>();
  let hasEnded = false;
  const ended = running.finally(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    for (const { pid } of await processesOf(folder)) {
      ticks.set(pid, (await cpuTicks(pid)) ?? ticks.get(pid) ?? 0);
    }
    await Promise.race([pause(200), ended]);
  }
  await ended;
  return 10 * [...ticks.values()].reduce((sum, one) => sum + one, 0);
}

/** The CPU time of a process in hundredths of a second; `undefined` once it has ended. */
async function cpuTicks(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  return stat === undefined ? undefined : Number(fields[11]) + Number(fields[12]);
}
