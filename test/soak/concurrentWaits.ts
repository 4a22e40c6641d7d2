import { getEventListeners } from "node:events";
import { type OperationOutcome, OperationsClient, type Outcome } from "pulumi-gcp-lro/client";
import { type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import { defaultDependencies, withDependencies } from "#src/client/clientContext.js";
import { type Clock, systemClock } from "#src/core/clock.js";
import { ConnectionPool, connectService } from "#src/google/connectionPool.js";
import { closeIdleConnections } from "#src/google/http/agents.js";
import { seededRandom } from "../support/seededRandom.js";
import { parentOf } from "./clientScenarios.js";
import { ClientSockets } from "./clientSockets.js";
import { EmulatorRecords } from "./emulatorRecords.js";
import { layFaults } from "./faultMix.js";
import { between, type Chance } from "./operationPlan.js";
import { RenewingClient } from "./renewingClient.js";
import { type ReportedOutcome, reportedOutcome } from "./reportedOutcome.js";

export interface WaitsOrder {
  seed: number;
  operations: number;
}

/** The result of the waits, as plain JSON. */
export interface WaitsResult {
  requests: number;
  failures: number;
  problems: string[];
  /** The most connections that were open at a time, and how many were made in all. */
  mostSockets: number;
  sockets: number;
  /** The kinds of the outcomes of the aborted waits. */
  aborted: string[];
  /** The resources left after all waits had ended. */
  left: { listeners: number; timers: number; openSockets: number };
  idleConnections: number;
  warnings: string[];
}

/** The factor by which the client's time is faster than this machine's, so that the test takes less time. */
const HASTE = 20;

const hasty: Clock = {
  monotonic: () => systemClock.monotonic() * HASTE,
  wall: () => systemClock.wall(),
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / HASTE, signal),
};

/**
 * Waits for that many operations at once through one client and by one signal, as fast as this machine can, while
 * 30 % of all responses are 503, 429 and resets. Every other wait cancels. Then as many waits again are aborted halfway.
 */
export async function concurrentWaits({ seed, operations }: WaitsOrder): Promise<WaitsResult> {
  const warnings: string[] = [];
  process.on("warning", ({ name, message }) => warnings.push(`${name}: ${message}`));
  const timers = activeTimers();
  const sockets = new ClientSockets();
  const emulator = await startEmulator({ seed, credentials: "required", cancelTime: 500 / HASTE });
  layFaults(emulator, "refusals", seededRandom(seed), 0);
  const client = new OperationsClient(
    withDependencies(
      { service: "alloydb", endpoint: `${emulator.url}/alloydb`, authClient: new RenewingClient() },
      {
        ...defaultDependencies,
        clock: hasty,
        random: seededRandom(seed),
        pool: new ConnectionPool({
          clock: hasty,
          connect: (target, { limiter }) => connectService(target, { limiter }),
        }),
      },
    ),
  );
  const control = new AbortController();

  const outcomes = await Promise.all(
    gather(emulator, client, control.signal, operations, 0, seededRandom(seed)),
  );
  const records = new EmulatorRecords(emulator);
  const problems = outcomes.flatMap((reported, index) => {
    const allowed = index % 2 === 0 ? ["cancelled" as const] : ["completed" as const];
    return records.problemsOf({ outcomes: [reported], allowed, uncertainStarts: 0 }, index);
  });

  const late = gather(emulator, client, control.signal, operations, operations, seededRandom(seed));
  await Promise.race(late);
  control.abort();
  const aborted = await Promise.all(late);

  await emulator.close();
  const idleConnections = closeIdleConnections();
  await sockets.closed();
  const { requests } = emulator;
  return {
    requests: requests.length,
    failures: requests.filter(({ fault }) => fault !== undefined).length,
    problems: problems.slice(0, 20),
    mostSockets: sockets.most,
    sockets: sockets.made,
    aborted: aborted.map(({ outcome }) => outcome),
    left: {
      listeners: getEventListeners(control.signal, "abort").length,
      timers: activeTimers() - timers,
      openSockets: sockets.open,
    },
    idleConnections,
    warnings,
  };
}

/** Every other operation is cancelled, all by one call; the others are waited for. */
function gather(
  emulator: Emulator,
  client: OperationsClient,
  signal: AbortSignal,
  operations: number,
  firstIndex: number,
  chance: Chance,
): Promise<ReportedOutcome>[] {
  const names = Array.from({ length: operations }, (_, index) =>
    emulator.seedOperation({
      service: "alloydb",
      method: "exportCluster",
      target: `${parentOf(firstIndex + index)}/clusters/c`,
      behaviour: { operationTime: index % 2 === 0 ? "1h" : between(chance, 500, 3_000) / HASTE },
    }),
  );
  const cancelled = client.cancelAll(
    names.filter((_, index) => index % 2 === 0),
    { signal, concurrency: operations },
  );
  const report = async (name: string, outcome: Promise<Outcome>): Promise<ReportedOutcome> => {
    const result = await outcome;
    return reportedOutcome(name, emulator.now(), result);
  };
  return names.map((name, index) =>
    report(
      name,
      index % 2 === 0
        ? cancelled.then((results) => outcomeIn(results[index / 2], name))
        : client.wait(name, { signal }),
    ),
  );
}

function outcomeIn(result: OperationOutcome | undefined, name: string): Outcome {
  if (result?.outcome === undefined || result.name !== name) {
    throw new Error(`Nothing was said of ${name}.`, { cause: result?.error });
  }
  return result.outcome;
}

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}
