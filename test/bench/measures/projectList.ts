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

/** Services beside the five that every emulator has. */
const COUNT = 55;

/** Milliseconds by which each answer is delayed, and by which one service is slower. */
const ROUND_TRIP = 300;
const SLOWER = 3_000;

/** `gcp-lro list --project` with 60 enabled services, one of which is slow. */
export const projectList: Measure = {
  runs: 3,
  async run() {
    const sockets = countServerSockets();
    const services = describedServices();
    await using emulator = await startEmulator({ operationTime: "10h", services });
    for (const { service } of services) {
      const target = "projects/p/locations/us-central1/things/t";
      emulator.seedOperation({ service, method: "create", target, age: "1h" });
    }
    const slow = services[0]?.service ?? "";
    emulator.fault({ fault: { kind: "delay", milliseconds: ROUND_TRIP } });
    emulator.fault({ match: { service: slow }, fault: { kind: "delay", milliseconds: SLOWER } });
    const program = path.join(packageRoot, "dist", "gcp-lro.js");
    const command = spawn(process.execPath, [program, "list", "--project", "p"], {
      env: { ...process.env, GCP_LRO_EMULATOR_HOST: emulator.host },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const firstRow = once(command.stdout, "data").then(() => emulator.now());
    command.stdout.resume();
    await once(command, "exit");
    const { requests } = emulator;
    const begin = requests[0]?.at ?? 0;
    const arrivals = requests.filter(({ service }) => service !== slow).map(({ at }) => at - begin);
    const firstList = requests.find(({ kind, service }) => kind === "list" && service !== slow)?.at ?? 0;
    return {
      rows: [
        {
          measure: "list --project, 60 services: round trips, one after the other",
          unit: "",
          ours: 1 + Math.floor(Math.max(...arrivals) / ROUND_TRIP),
          goal: 3,
        },
        { measure: "list --project, 60 services: sockets", unit: "", ours: sockets.most, goal: 32 },
        {
          measure: "list --project, 60 services: first row after the first answer",
          unit: "ms",
          ours: (await firstRow) - firstList - ROUND_TRIP,
          goal: 300,
        },
      ],
    };
  },
};

/** Services that list all operations of a project by one request. */
function describedServices(): ServiceDescription[] {
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

const builtIn = ["alloydb", "cloudaicompanion", "datafusion", "datastore", "discoveryengine"];
