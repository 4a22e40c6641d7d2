import { mkdir, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import path from "node:path";
import type { JsonObject } from "#src/core/json.js";
import { destroyStack, type StackKind } from "./destroy.js";
import type { GroupFigures, GroupOrder } from "./groupProgram.js";
import { rounded, send, startProgram } from "./programs.js";
import type { ServerFigures, ServerOrder, ServerReady } from "./serverProgram.js";

/** Milliseconds from a cancel to its effect. */
const CANCEL_TIME = 3_000;

type Row = Record<string, string | number>;

const STACKS: readonly StackKind[] = ["no group", "group by name", "group by parent"];

/**
 * Measures the delete of one OperationGroup, and `pulumi destroy` of as many operations with and without a group before
 * them. Prints one table and writes it as JSON.
 */
export async function group(operations: number): Promise<void> {
  const rows: Row[] = [];
  for (const selection of ["by name", "by parent"] as const) {
    for (const roundTrip of [0, 50]) {
      rows.push(await measureDelete(selection, operations, roundTrip));
    }
  }
  let withoutGroup: number | undefined;
  for (const kind of STACKS) {
    const load = loadavg()[0] ?? 0;
    const { wall, cpu, requests } = await destroyStack(kind, operations, CANCEL_TIME);
    withoutGroup ??= wall;
    rows.push({
      measured: `destroy, ${kind}`,
      N: operations,
      "answers ms": 0,
      ...figuresOf(wall, cpu, load),
      ...requests,
      "wall/no group": rounded(wall / withoutGroup),
    });
  }
  console.table(rows);
  const file = path.join(__dirname, "../../bench", "group.json");
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(rows, undefined, 2));
  console.log(`The same as JSON: ${file}`);
}

/** Measures the delete of one group by the provider, with provider and service in a process each. */
async function measureDelete(
  selection: "by name" | "by parent",
  operations: number,
  roundTrip: number,
): Promise<Row> {
  const server = startProgram("serverProgram.js");
  const provider = startProgram("groupProgram.js");
  try {
    const load = loadavg()[0] ?? 0;
    const order = { operations, operationTime: 3_600_000, cancelTime: CANCEL_TIME, roundTrip };
    const { host, names } = await send<ServerReady>(server, order satisfies ServerOrder);
    const selected: JsonObject =
      selection === "by name" ? { operationNames: names } : { parent: "projects/p/locations/us-central1" };
    const args: JsonObject = { service: "alloydb", ...selected };
    const { wall, cpu } = await send<GroupFigures>(provider, { host, args } satisfies GroupOrder);
    const { gets, lists, cancels, mostSockets } = await send<ServerFigures>(server, {});
    return {
      measured: `delete of a group ${selection}`,
      N: operations,
      "answers ms": roundTrip,
      ...figuresOf(wall, cpu, load),
      gets,
      lists,
      cancels,
      sockets: mostSockets,
    };
  } finally {
    server.kill();
    provider.kill();
  }
}

function figuresOf(wall: number, cpu: number, load: number): Row {
  return { "wall s": rounded(wall / 1_000), "CPU s": rounded(cpu / 1_000), load: rounded(load) };
}
