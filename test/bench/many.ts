import type { ClientFigures, ClientOrder } from "./clientProgram.js";
import { rounded, send, startProgram } from "./programs.js";
import type { ServerFigures, ServerOrder, ServerReady } from "./serverProgram.js";

const COUNTS = [1, 10, 100, 1_000];

interface Measurement extends Omit<ServerOrder, "cancelTime"> {
  call: ClientOrder["call"];
}

/** Measures waits and cancels of many operations below one parent, and prints one table. */
export async function many(counts: readonly number[] = COUNTS): Promise<void> {
  const rows = [];
  for (const operations of counts) {
    rows.push(await measure({ call: "wait", operations, operationTime: 30_000, roundTrip: 0 }));
    for (const call of ["cancel by name", "cancel by parent"] as const) {
      for (const roundTrip of [0, 50]) {
        rows.push(await measure({ call, operations, operationTime: 3_600_000, roundTrip }));
      }
    }
  }
  console.table(rows);
}

/** Measures one call, with client and server in a process each. */
async function measure({ call, ...order }: Measurement): Promise<Record<string, string | number>> {
  const server = startProgram("serverProgram.js");
  const client = startProgram("clientProgram.js");
  try {
    const ready = await send<ServerReady>(server, { ...order, cancelTime: 3_000 } satisfies ServerOrder);
    const figures = await send<ClientFigures>(client, { call, ...ready } satisfies ClientOrder);
    const { lags, outcomes } = figures;
    const counted = await send<ServerFigures>(server, {});
    return {
      call,
      N: order.operations,
      "answers ms": order.roundTrip,
      "wall s": rounded(figures.wall / 1_000),
      "CPU s": rounded(figures.cpu / 1_000),
      // The client's first GET, before the measurement, is not part of it.
      GETs: counted.gets - 1,
      lists: counted.lists,
      cancels: counted.cancels,
      sockets: counted.mostSockets,
      "lag mean s": rounded(lags.reduce((sum, lag) => sum + lag, 0) / lags.length / 1_000),
      "lag max s": rounded((lags.at(-1) ?? 0) / 1_000),
      "server CPU s": rounded(counted.cpu / 1_000),
      outcomes: Object.entries(outcomes)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(", "),
    };
  } finally {
    server.kill();
    client.kill();
  }
}
