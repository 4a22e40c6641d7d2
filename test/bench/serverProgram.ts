import {
  type Behaviour,
  type EmulatedFault,
  type EmulatedOperation,
  type FaultOccurrence,
  type FaultRule,
  type RecordedRequest,
  startEmulator,
} from "pulumi-gcp-lro/emulator";
import { answerOnce } from "./programs.js";
import { countServerSockets } from "./serverSockets.js";
import { followTime, passed, type TimeScale } from "./timeScale.js";

/** An operation that the server starts. */
export interface PlannedOperation {
  /** The resource that it works on. */
  target: string;
  behaviour: Behaviour;
  /** Faults of the GETs of this operation. */
  faults?: { when?: FaultOccurrence; fault: EmulatedFault }[];
}

/** The service of one measurement: first, an emulator with one ended operation. */
export interface ServerOrder {
  service: string;
  time: TimeScale;
}

/** The server's address, and the name of the ended operation. */
export interface ServerReady {
  host: string;
  endedName: string;
}

/** Then the operations that are measured. */
export interface OperationsOrder {
  operations: PlannedOperation[];
  /** Milliseconds by which each answer is delayed. */
  roundTrip: number;
  faults: FaultRule[];
}

/** The names of the operations, in the order of the plans. */
export interface OperationsReady {
  names: string[];
}

/** One operation at the server: its state, its end and the requests for it. */
export interface ServedOperation {
  state: EmulatedOperation["state"];
  /** The time of its end, in milliseconds that have passed. */
  end?: number;
  gets: number;
  /** GETs since its first cancel. */
  getsAfterCancel: number;
}

/** The requests of one measurement. */
export interface ServerFigures {
  operations: ServedOperation[];
  gets: number;
  lists: number;
  cancels: number;
  /** The most connections that were open at a time. */
  mostSockets: number;
}

/** The method that starts the operations of each service. */
const methods: Readonly<Record<string, string>> = { alloydb: "exportCluster", datastore: "exportEntities" };

interface RequestCount {
  gets: number;
  getsAfterCancel: number;
  isCancelled: boolean;
}

answerOnce(async ({ service, time }: ServerOrder): Promise<ServerReady> => {
  followTime(time);
  const method = methods[service] ?? "";
  const sockets = countServerSockets();
  const totals = { get: 0, list: 0, cancel: 0 };
  const counts = new Map<string, RequestCount>();
  const count = ({ kind, operation = "" }: RecordedRequest): void => {
    if (kind !== "get" && kind !== "list" && kind !== "cancel") {
      return;
    }
    const ofOperation = counts.get(operation);
    totals[kind] += kind === "list" || ofOperation !== undefined ? 1 : 0;
    if (ofOperation !== undefined && kind === "get") {
      ofOperation.gets += 1;
      ofOperation.getsAfterCancel += ofOperation.isCancelled ? 1 : 0;
    } else if (ofOperation !== undefined) {
      ofOperation.isCancelled = true;
    }
  };
  const emulator = await startEmulator({ maxRecorded: 1, rootService: service, onRequest: count });
  const endedName = emulator.seedOperation({
    service,
    method,
    target: "projects/ended/locations/l/clusters/c",
    behaviour: { doneAtStart: true },
  });

  answerOnce(({ operations, roundTrip, faults }: OperationsOrder): OperationsReady => {
    const names = operations.map(({ target, behaviour }) =>
      emulator.seedOperation({ service, method, target, behaviour }),
    );
    for (const [index, name] of names.entries()) {
      counts.set(name, { gets: 0, getsAfterCancel: 0, isCancelled: false });
      for (const rule of operations[index]?.faults ?? []) {
        emulator.fault({ ...rule, match: { kind: "get", path: name } });
      }
    }
    for (const rule of faults) {
      emulator.fault(rule);
    }
    if (roundTrip > 0) {
      emulator.fault({ fault: { kind: "delay", milliseconds: roundTrip } });
    }

    answerOnce(async (): Promise<ServerFigures> => {
      const served = new Map(emulator.operations.map((operation) => [operation.name, operation]));
      const begin = passed(time) - emulator.now();
      await emulator.close();
      return {
        operations: names.map((name) => {
          const { gets = 0, getsAfterCancel = 0 } = counts.get(name) ?? {};
          const { state = "RUNNING", endedAt } = served.get(name) ?? {};
          const end = endedAt === undefined ? {} : { end: begin + endedAt };
          return { state, ...end, gets, getsAfterCancel };
        }),
        gets: totals.get,
        lists: totals.list,
        cancels: totals.cancel,
        mostSockets: sockets.most,
      };
    });
    return { names };
  });
  return { host: emulator.host, endedName };
});
