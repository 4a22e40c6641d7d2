import type { OpenPeer, Peer, ReportedEnd } from "./peer.js";
import { answerOnce } from "./programs.js";
import { followTime, passed, type TimeScale } from "./timeScale.js";

/** The file of each client. A process loads only its own. */
const files = {
  ours: "./ours/client.js",
  oursByParent: "./ours/clientByParent.js",
  ourGroup: "./ours/group.js",
  googleGax: "./peers/googleGax.js",
  coreLro: "./peers/coreLro.js",
} as const;

export type ClientName = keyof typeof files;

/** The client of one measurement: first, it gets an ended operation, so that everything is loaded. */
export interface ClientOrder {
  client: ClientName;
  host: string;
  service: string;
  endedName: string;
  time: TimeScale;
}

/** A call of the client. Times are in milliseconds. */
export type Call =
  | { kind: "wait" }
  | { kind: "cancel" }
  /** Cancels each operation that many milliseconds after the wait for it has begun. */
  | { kind: "waitAndCancel"; after: number[] }
  /** Gets operations again and again, `parallel` at a time. */
  | { kind: "get"; count: number; parallel: number };

/** Then its call. */
export interface CallOrder {
  call: Call;
  names: string[];
  /** The time after which the call is given up. */
  limit: number;
  /** The time after which the heap is measured. Default: never. */
  heapAfter?: number;
}

/** The figures of the call. Times are in milliseconds. */
export interface ClientFigures {
  wall: number;
  cpu: number;
  /** Growth of the live heap since the call, in bytes. */
  heap?: number;
  /** The most resident memory, in bytes. */
  memory: number;
  /** The reported end of each operation, and the time of the report, in milliseconds that have passed; `null` without. */
  ends: ({ end: ReportedEnd; time: number } | null)[];
}

answerOnce(async ({ client, host, service, endedName, time }: ClientOrder) => {
  followTime(time);
  const { open } = require(files[client]) as { open: OpenPeer };
  const peer = open(host, service);
  await peer.get(endedName);

  answerOnce(async ({ call, names, limit, heapAfter }: CallOrder): Promise<ClientFigures> => {
    const ends: ClientFigures["ends"] = names.map(() => null);
    const indexes = new Map(names.map((name, index) => [name, index]));
    const onEnd = (name: string, end: ReportedEnd): void => {
      ends[indexes.get(name) ?? 0] ??= { end, time: passed(time) };
    };
    const heapBefore = liveHeap();
    let heap: number | undefined;
    let measuring = 0;
    const before = process.cpuUsage();
    const start = performance.now();
    if (heapAfter !== undefined) {
      setTimeout(() => {
        const begin = process.cpuUsage();
        heap = liveHeap() - heapBefore;
        measuring = milliseconds(process.cpuUsage(begin));
      }, heapAfter);
    }
    const limited = new Promise((resolve) => {
      setTimeout(resolve, limit).unref();
    });
    await Promise.race([run(peer, call, names, onEnd), limited]);
    return {
      wall: performance.now() - start,
      cpu: milliseconds(process.cpuUsage(before)) - measuring,
      ...(heap !== undefined && { heap }),
      memory: process.resourceUsage().maxRSS * 1_024,
      ends,
    };
  });
  return {};
});

async function run(
  peer: Peer,
  call: Call,
  names: readonly string[],
  onEnd: (name: string, end: ReportedEnd) => void,
): Promise<void> {
  switch (call.kind) {
    case "wait":
      await peer.wait(names, onEnd);
      return;
    case "cancel":
      await peer.cancel(names, onEnd);
      return;
    case "waitAndCancel": {
      for (const [index, name] of names.entries()) {
        setTimeout(() => void peer.requestCancel(name), call.after[index]);
      }
      await peer.wait(names, onEnd);
      return;
    }
    case "get": {
      let sent = 0;
      const getInTurn = async (): Promise<void> => {
        while (sent < call.count) {
          sent += 1;
          await peer.get(names[sent % names.length] ?? "");
        }
      };
      await Promise.all(Array.from({ length: call.parallel }, getInTurn));
    }
  }
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}

/** The bytes in use after a collection. */
function liveHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
