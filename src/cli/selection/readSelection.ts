import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { findService } from "../../google/catalog/catalog.js";
import { readServiceName } from "../../google/names/operationName.js";
import { parentProblem, quoted, splitFullName } from "../../google/names/resourceName.js";
import { UsageError } from "../commands/command.js";
import { type Clients, serviceKey } from "./clients.js";

/** An operation that the user named. */
export interface NamedOperation {
  service: string;
  /** Without the host. */
  name: string;
}

/** The operations that a command is about, before its filters. */
export type Selection =
  | { kind: "names"; operations: NamedOperation[] }
  | { kind: "parent"; service: string; parent: string }
  | {
      kind: "project";
      project: string;
      /** The services to ask. Absent: all that are enabled in the project. */
      services?: string[];
      location?: string;
    };

/** The options that select operations. */
export interface SelectionOptions {
  service?: string[];
  parent?: string;
  project?: string;
  location?: string;
}

/**
 * Reads the selection from names and options. `-` stands for names on standard input, one a line.
 *
 * @throws UsageError, TargetError
 */
export async function readSelection(
  words: readonly string[],
  { service: services = [], parent, project, location }: SelectionOptions,
  clients: Clients,
  stdin: Readable | undefined,
): Promise<Selection> {
  const ways = [
    words.length > 0 && "NAME",
    parent !== undefined && "--parent",
    project !== undefined && "--project",
  ];
  const given = ways.filter((way) => way !== false);
  if (given.length !== 1) {
    throw new UsageError(
      given.length === 0
        ? "Give one of: names of operations; --project; --parent with --service."
        : `${given.join(" and ")} can't be combined. Give one of them.`,
    );
  }
  if (location !== undefined && project === undefined) {
    throw new UsageError("--location narrows --project. With --parent, write the location into the parent.");
  }
  if (project !== undefined) {
    return projectSelection(project, services, location, clients);
  }
  const [service] = services;
  if (services.length > 1) {
    throw new UsageError("--service can be repeated only with --project.");
  }
  return parent === undefined
    ? { kind: "names", operations: await readNames(words, service, clients, stdin) }
    : parentSelection(parent, service, clients);
}

function projectSelection(
  project: string,
  services: string[],
  location: string | undefined,
  clients: Clients,
): Selection {
  const id = project.replace(/^projects\//, "");
  if (!/^[A-Za-z0-9.:_-]+$/.test(id)) {
    throw new UsageError(`--project: ${quoted(project)} is not a project ID or number.`);
  }
  if (location !== undefined && !/^[a-z0-9-]+$/.test(location)) {
    throw new UsageError(`--location: ${quoted(location)} is not a location such as europe-west1.`);
  }
  if (services.length !== 1 && clients.isForOneService) {
    throw new UsageError("--endpoint and --api-version apply to a single service. Name it with --service.");
  }
  for (const service of services) {
    // Throws for a service that can't be used.
    clients.client(service);
    if (findService(service) === undefined) {
      throw new UsageError(
        `--service: ${service} is not in the catalog, so its lists are unknown. Use --parent.`,
      );
    }
  }
  return {
    kind: "project",
    project: id,
    ...(services.length > 0 && { services: [...new Set(services.map(serviceKey))] }),
    ...(location !== undefined && { location }),
  };
}

function parentSelection(text: string, service: string | undefined, clients: Clients): Selection {
  const { host, name } = splitFullName(text);
  const owner = ownerOf(host, service, "--parent");
  clients.client(owner);
  const problem = name === "" ? undefined : parentProblem(name);
  if (problem !== undefined) {
    throw new UsageError(`--parent: ${problem}`);
  }
  return { kind: "parent", service: owner, parent: name };
}

async function readNames(
  words: readonly string[],
  service: string | undefined,
  clients: Clients,
  stdin: Readable | undefined,
): Promise<NamedOperation[]> {
  const texts: string[] = [];
  for (const word of words) {
    texts.push(...(word === "-" ? await readLines(stdin) : [word]));
  }
  const operations = texts.map((text) => {
    const { host } = splitFullName(text);
    const owner = ownerOf(host, service, text);
    const name = readServiceName(text, clients.open(owner, text).resolved);
    if (!name.ok) {
      throw new UsageError(name.error);
    }
    return { service: owner, name: name.value };
  });
  return [...new Map(operations.map((one) => [`${serviceKey(one.service)} ${one.name}`, one])).values()];
}

/** The service of a name: that of its host, else the option. */
function ownerOf(host: string | undefined, service: string | undefined, what: string): string {
  const owner = host ?? service;
  if (owner === undefined) {
    throw new UsageError(
      `${what}: the service is missing. Give --service, or a full name such as //alloydb.googleapis.com/projects/….`,
    );
  }
  if (host !== undefined && service !== undefined && serviceKey(host) !== serviceKey(service)) {
    throw new UsageError(`${what}: its host is not that of --service ${service}.`);
  }
  return owner;
}

async function readLines(stdin: Readable | undefined): Promise<string[]> {
  const lines: string[] = [];
  if (stdin !== undefined) {
    for await (const line of createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      const name = line.trim();
      if (name !== "") {
        lines.push(name);
      }
    }
  }
  return lines;
}
