import type { FaultRule } from "pulumi-gcp-lro/emulator";
import type { Call, CallOrder, ClientFigures, ClientName, ClientOrder } from "./clientProgram.js";
import { send, startProgram } from "./programs.js";
import type {
  OperationsOrder,
  OperationsReady,
  PlannedOperation,
  ServedOperation,
  ServerFigures,
  ServerOrder,
  ServerReady,
} from "./serverProgram.js";
import { timeScaleFromNow } from "./timeScale.js";

/** One call for operations of one service. Times are in milliseconds. */
export interface Scenario {
  call: Call;
  operations: PlannedOperation[];
  /** The time after which the call is given up. */
  limit: number;
  /** Default: AlloyDB. */
  service?: string;
  /** The factor by which time runs faster than the system's. Default: 1. */
  scale?: number;
  /** Default: 0. */
  roundTrip?: number;
  faults?: FaultRule[];
  heapAfter?: number;
}

/** One operation at the server, and the lag of its report. */
export interface MeasuredOperation extends ServedOperation {
  /** Seconds from its end to the report of it; absent if the report is missing, wrong or too early. */
  lag?: number;
}

/** The figures of a scenario. */
export interface Figures
  extends Omit<ServerFigures, "operations">,
    Pick<ClientFigures, "wall" | "cpu" | "memory" | "heap"> {
  operations: MeasuredOperation[];
}

/** The report that agrees with a state. */
const reports: Readonly<Record<string, string>> = {
  SUCCEEDED: "completed",
  CANCELLED: "cancelled",
  FAILED: "failed",
};

/** Milliseconds by which the clocks of client and server may differ. */
const CLOCK_ERROR = 5;

/** Plays a scenario, with client and server in a process each. */
export async function play(client: ClientName, scenario: Scenario): Promise<Figures> {
  const { service = "alloydb", scale = 1, call, limit, heapAfter } = scenario;
  const time = timeScaleFromNow(scale);
  const server = startProgram("serverProgram.js");
  const caller = startProgram("clientProgram.js", ["--expose-gc"]);
  try {
    const ready = await send<ServerReady>(server, { service, time } satisfies ServerOrder);
    await send(caller, { client, service, time, ...ready } satisfies ClientOrder);
    const { operations, roundTrip = 0, faults = [] } = scenario;
    const order: OperationsOrder = { operations, roundTrip, faults };
    const { names } = await send<OperationsReady>(server, order);
    const callOrder: CallOrder = { call, names, limit, ...(heapAfter !== undefined && { heapAfter }) };
    const { ends, ...called } = await send<ClientFigures>(caller, callOrder);
    const { operations: served, ...counted } = await send<ServerFigures>(server, {});
    return {
      ...counted,
      ...called,
      operations: served.map((operation, index) => measured(operation, ends[index] ?? null, scale)),
    };
  } finally {
    server.kill();
    caller.kill();
  }
}

function measured(
  operation: ServedOperation,
  report: ClientFigures["ends"][number],
  scale: number,
): MeasuredOperation {
  const { state, end } = operation;
  if (report === null || end === undefined || report.end !== reports[state]) {
    return operation;
  }
  const lag = report.time - end;
  return lag < -CLOCK_ERROR * scale ? operation : { ...operation, lag: Math.max(0, lag) / 1_000 };
}

/** Plays a scenario with several clients at a time, for figures that don't depend on the speed of the machine. */
export async function playTogether<Name extends ClientName>(
  clients: readonly Name[],
  scenario: Scenario,
): Promise<Record<Name, Figures>> {
  const entries = await Promise.all(
    clients.map(async (client) => [client, await play(client, scenario)] as const),
  );
  return Object.fromEntries(entries) as Record<Name, Figures>;
}
