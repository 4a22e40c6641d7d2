import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { startEmulator } from "pulumi-gcp-lro/emulator";

/** The service of one measurement. */
export interface ServerOrder {
  operations: number;
  /** Milliseconds from the start of an operation to its own end. */
  operationTime: number;
  /** Milliseconds from a cancel to its effect. */
  cancelTime: number;
  /** Milliseconds by which each answer is delayed. */
  roundTrip: number;
}

/** The server's address and the operations that it has started. */
export interface ServerReady {
  host: string;
  names: string[];
}

/** The requests of one measurement, as the server counted them. */
export interface ServerFigures {
  gets: number;
  lists: number;
  cancels: number;
  /** The most connections that were open at a time. */
  mostSockets: number;
  /** Milliseconds of CPU time of the server. */
  cpu: number;
}

/** Starts an emulator as ordered. It counts until any further message, sends the figures, and ends. */
process.once("message", async (order: ServerOrder) => {
  let open = 0;
  let mostSockets = 0;
  subscribe("net.server.socket", (message) => {
    open += 1;
    mostSockets = Math.max(mostSockets, open);
    (message as { socket: Socket }).socket.once("close", () => {
      open -= 1;
    });
  });
  const counts = { get: 0, list: 0, cancel: 0 };
  const emulator = await startEmulator({
    ...order,
    maxRecorded: 1,
    onRequest: ({ kind }) => {
      if (kind === "get" || kind === "list" || kind === "cancel") {
        counts[kind] += 1;
      }
    },
  });
  if (order.roundTrip > 0) {
    emulator.fault({ fault: { kind: "delay", milliseconds: order.roundTrip } });
  }
  const names = Array.from({ length: order.operations }, (_, index) =>
    emulator.seedOperation({
      service: "alloydb",
      method: "exportCluster",
      target: `projects/p/locations/us-central1/clusters/c${index}`,
    }),
  );
  const before = process.cpuUsage();
  process.once("message", async () => {
    const { user, system } = process.cpuUsage(before);
    const { get: gets, list: lists, cancel: cancels } = counts;
    await emulator.close();
    const figures: ServerFigures = { gets, lists, cancels, mostSockets, cpu: (user + system) / 1_000 };
    process.send?.(figures, () => process.disconnect());
  });
  process.send?.({ host: emulator.host, names } satisfies ServerReady);
});
