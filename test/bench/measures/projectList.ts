import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type ServiceDescription, startEmulator } from "pulumi-gcp-lro/emulator";
import { describeService } from "#src/cli/commands/describeService.js";
import { findService } from "#src/google/catalog/catalog.js";
import catalog from "#src/google/catalog/catalog.json";
import { listParents } from "#src/google/catalog/listParents.js";
import { packageRoot } from "../../support/providerProject.js";
import type { Measure } from "../measure.js";
import { countServerSockets } from "../serverSockets.js";
import type { Row } from "../table.js";

/** Enabled services. */
const COUNT = 60;

/** Milliseconds by which each answer is delayed, and by which one service is slower. */
const ROUND_TRIP = 300;
const SLOWER = 3_000;

/** `gcp-lro list --project` with 60 enabled services, one of which is slow. */
export const projectList: Measure = {
  runs: 3,
  async run() {
    const withWildcard = await list({});
    const withoutWildcard = await list({ locations: { wildcard: "refused" } });
    const title = "list --project, 60 services";
    const rows: Row[] = [
      { measure: `${title}: round trips, one after the other`, unit: "", ours: withWildcard.depth, goal: 3 },
      {
        measure: `${title} without a wildcard: round trips`,
        unit: "",
        ours: withoutWildcard.depth,
        goal: 5,
      },
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
  /** Requests that had to wait for each other. */
  depth: number;
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
  const firstList = others.find(({ kind, status }) => kind === "list" && status === 200);
  return {
    depth: 1 + Math.floor(passed / ROUND_TRIP),
    sockets: sockets.most,
    firstRow: (await firstRow) - (firstList?.at ?? 0) - ROUND_TRIP,
  };
}

/** Services with one list for all operations of a project. */
function simpleServices(): ServiceDescription[] {
  return Object.keys(catalog)
    .flatMap((key) => {
      const service = findService(key);
      const parents = service && listParents(service);
      const isSimple =
        parents?.places.length === 1 &&
        parents.direct.length + parents.resources.length === 0 &&
        !builtIn.includes(key) &&
        service?.operationFormat === undefined &&
        [...(service?.versions.values() ?? [])].every(({ names }) =>
          names.every(({ pattern }) => pattern.endsWith("/operations/*")),
        );
      return isSimple && service ? [describeService(service)] : [];
    })
    .slice(0, COUNT);
}

/** Services that every emulator has. */
const builtIn = ["alloydb", "cloudaicompanion", "datafusion", "datastore", "discoveryengine"];
