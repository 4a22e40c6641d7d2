import {
  type CatalogService,
  findService,
  nearestServices,
  outOfScope,
} from "../../google/catalog/catalog.js";
import { loadCatalog } from "../../google/catalog/catalogFile.js";
import { listParents } from "../../google/catalog/listParents.js";
import { exitCodes } from "../output/exitCode.js";
import { type CommandRun, UsageError } from "./command.js";

/** The options of `gcp-lro services`. */
export interface ServicesCommandOptions {
  json?: boolean;
}

/** The operations of a version that can be cancelled. */
type Reach = "all" | "some" | "none";

/** Runs `gcp-lro services`: prints what the catalog knows about all services, or about the named ones. */
export const servicesCommand: CommandRun<ServicesCommandOptions> = async ({ streams }, { json }, words) => {
  const services =
    words.length > 0
      ? words.map(serviceOf)
      : Object.keys(loadCatalog()).flatMap((key) => findService(key) ?? []);
  const write = (text: string): unknown => streams.stdout.write(`${text}\n`);
  if (json) {
    for (const service of services) {
      write(JSON.stringify(serviceLine(service)));
    }
  } else if (words.length > 0) {
    write(services.map(serviceText).join("\n\n"));
  } else {
    write(tableRow(["SERVICE", "CANCEL", "LIST", "VERSIONS"]));
    for (const service of services) {
      const reaches = new Set([...service.versions.keys()].map((version) => reachOf(service, version)));
      const cancel = reaches.has("all") ? "yes" : reaches.has("some") ? "some" : "no";
      write(tableRow([service.key, cancel, listText(service), [...service.versions.keys()].join(" ")]));
    }
  }
  return exitCodes.ok;
};

function serviceOf(name: string): CatalogService {
  const service = findService(name);
  if (service === undefined) {
    const nearest = nearestServices(name).join(" or ");
    const hint = nearest === "" ? "" : ` Did you mean ${nearest}?`;
    throw new UsageError(outOfScope(name) ?? `"${name}" is not in the catalog of services.${hint}`);
  }
  return service;
}

const widths = [32, 6, 9];

function tableRow(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join("  ")
    .trimEnd();
}

/** The way to list the service's operations: by `project`, below other resources (`resource`), or not at all. */
function listText(service: CatalogService): string {
  const { direct, places, resources } = listParents(service);
  const ways = [
    ...(direct.length + places.length > 0 ? ["project"] : []),
    ...(resources.length > 0 ? ["resource"] : []),
  ];
  return ways.length === 2 ? "both" : (ways[0] ?? "-");
}

function reachOf({ versions }: CatalogService, version: string): Reach {
  const { names = [], cancellableStarts } = versions.get(version) ?? {};
  const cancelling = names.filter(({ methods }) => methods.has("cancel")).length;
  if (cancelling === 0) {
    return "none";
  }
  return cancelling === names.length && cancellableStarts === undefined ? "all" : "some";
}

function serviceText(service: CatalogService): string {
  const { key, host, cancelPermission, versions } = service;
  return [
    `service:     ${key}`,
    `host:        ${host}`,
    ...(cancelPermission === undefined ? [] : [`permission:  ${cancelPermission}`]),
    ...[...versions].flatMap(([version, { names }]) => [
      `${version}:`,
      ...names.map(({ pattern, methods }) => `  ${pattern}  (${[...methods].join(", ")})`),
    ]),
  ].join("\n");
}

function serviceLine(service: CatalogService) {
  return {
    event: "service",
    service: service.key,
    name: `//${service.host}`,
    versions: [...service.versions].map(([version, { names }]) => ({
      version,
      cancel: reachOf(service, version),
      operations: names.map(({ pattern, methods }) => ({ pattern, methods: [...methods] })),
    })),
  };
}
