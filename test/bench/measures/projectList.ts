import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type RecordedRequest, type ServiceDescription, startEmulator } from "pulumi-gcp-lro/emulator";
import { describeService } from "#src/cli/commands/describeService.js";
import { findService } from "#src/google/catalog/catalog.js";
import catalog from "#src/google/catalog/catalog.json";
import { packageRoot } from "../../support/providerProject.js";
import type { Measure } from "../measure.js";
import { countServerSockets } from "../serverSockets.js";
import type { Row } from "../table.js";

/** Enabled services. */
const COUNT = 60;

/** Milliseconds by which each answer is delayed: far more than the machine adds. */
const ROUND_TRIP = 1_000;

/** Milliseconds by which one service is slower. */
const SLOWER = 3_000;

/** `gcp-lro list --project` with 60 enabled services, one of which is slow. */
export const projectList: Measure = {
  async run() {
    const withWildcard = await list({});
    const withoutWildcard = await list({ locations: { wildcard: "refused" } });
    const title = "list --project, 60 services";
    const rows: Row[] = [
      { measure: `${title}: requests that wait for each other`, unit: "", ours: withWildcard.depth, goal: 3 },
      { measure: `${title}: time in round trips`, unit: "", ours: withWildcard.roundTrips },
      {
        measure: `${title}, no wildcard: requests that wait for each other`,
        unit: "",
        ours: withoutWildcard.depth,
        goal: 5,
      },
      { measure: `${title}, no wildcard: time in round trips`, unit: "", ours: withoutWildcard.roundTrips },
      { measure: `${title}: sockets`, unit: "", ours: withWildcard.sockets, goal: 32 },
      {
        measure: `${title}: first row after the first answer`,
        unit: "ms",
        ours: withWildcard.firstRow,
        goal: 300,
      },
    ];
    return { rows };
  },
};

interface ListFigures {
  /** The most requests of one service that waited for each other, and the list of services before them. */
  depth: number;
  /** The time of all requests but those of the slow service, in times of an answer. */
  roundTrips: number;
  sockets: number;
  /** Milliseconds from the first answer with operations to the first row. */
  firstRow: number;
}

/** Runs the command. @param more what each of the services is like */
async function list(more: Partial<ServiceDescription>): Promise<ListFigures> {
  const services = simpleServices().map((service) => ({ ...service, ...more }));
  const absent = builtIn.map((service) => ({ service, versions: ["v1"], enabled: false }));
  await using emulator = await startEmulator({
    operationTime: "10h",
    services: [...services, ...absent],
  });
  for (const { service } of services) {
    const target = "projects/p/locations/us-central1/things/t";
    emulator.seedOperation({ service, method: "create", target, age: "1h" });
  }
  const slow = services[0]?.service;
  emulator.fault({ fault: { kind: "delay", milliseconds: ROUND_TRIP } });
  emulator.fault({ match: { service: slow ?? "" }, fault: { kind: "delay", milliseconds: SLOWER } });
  const sockets = countServerSockets();
  const program = path.join(packageRoot, "dist", "gcp-lro.js");
  const command = spawn(process.execPath, [program, "list", "--project", "p"], {
    env: { ...process.env, GCP_LRO_EMULATOR_HOST: emulator.host },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const firstRow = once(command.stdout, "data").then(() => emulator.now());
  command.stdout.resume();
  await once(command, "exit");
  const others = emulator.requests.filter(({ service }) => service !== slow);
  const passed = Math.max(...others.map(({ at }) => at)) - (others[0]?.at ?? 0);
  const chains = services.map(({ service }) => chainOf(others.filter((one) => one.service === service)));
  const firstList = others.find(({ kind, status }) => kind === "list" && status === 200);
  return {
    depth: 1 + Math.max(...chains),
    roundTrips: 1 + Math.floor(passed / ROUND_TRIP),
    sockets: sockets.most,
    firstRow: (await firstRow) - (firstList?.at ?? 0) - ROUND_TRIP,
  };
}

/** The number of requests each of which arrived after the answer to the one before it. */
function chainOf(requests: readonly RecordedRequest[]): number {
  let [count, answered] = [0, Number.NEGATIVE_INFINITY];
  for (const { at } of requests) {
    if (at >= answered) {
      count += 1;
      answered = at + ROUND_TRIP;
    }
  }
  return count;
}

/** Services whose operations all lie below locations of a project. */
function simpleServices(): ServiceDescription[] {
  return Object.keys(catalog)
    .flatMap((key) => {
      const service = findService(key);
      const versions = [...(service?.versions.values() ?? [])];
      const patterns = versions.flatMap(({ names }) => names.map(({ pattern }) => pattern));
      const isSimple =
        patterns.every((pattern) => pattern === "projects/*/locations/*/operations/*") &&
        !builtIn.includes(key) &&
        service?.operationFormat === undefined;
      return isSimple && service ? [describeService(service)] : [];
    })
    .slice(0, COUNT);
}

/** Services that every emulator has. */
const builtIn = ["alloydb", "cloudaicompanion", "datafusion", "datastore", "discoveryengine"];
