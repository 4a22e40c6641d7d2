import type { OperationsRoute, ServiceDescription } from "pulumi-gcp-lro/emulator";

/** catalog.json as it stands, read here by other code than the one under test. */
const catalog = require("#src/google/catalog/catalog.json") as Record<string, Entry>;

interface Entry {
  host?: string;
  form?: "status";
  versions: Record<string, VersionFacts | string>;
}

interface VersionFacts {
  base?: string;
  names: Record<string, string>;
  templates?: Record<string, string>;
  renamed?: Record<string, string>;
}

/** One version of one service, and what its names can be used for. */
export interface CataloguedVersion {
  service: string;
  version: string;
  base: string;
  /** Pattern to letters: g, c, l, f, d, w. */
  names: [pattern: string, letters: string][];
  templates: Record<string, string>;
  /** The pattern in paths, for names that have another one there. */
  renamed: Record<string, string>;
}

export const services = Object.keys(catalog);

export function versionsOf(service: string): CataloguedVersion[] {
  const versions = catalog[service]?.versions ?? {};
  return Object.keys(versions).map((version) => {
    const own = versions[version];
    const facts = typeof own === "string" ? versions[own] : own;
    if (facts === undefined || typeof facts === "string") {
      throw new Error(`${service} ${version} is like ${String(own)}, which is not there.`);
    }
    const { base = version, names, templates = {}, renamed = {} } = facts;
    return { service, version, base, names: Object.entries(names), templates, renamed };
  });
}

/** A service for the emulator, with the routes that its entry tells. */
export function described(service: string): ServiceDescription {
  const versions = versionsOf(service);
  const { host, form } = catalog[service] ?? {};
  return {
    service,
    ...(host !== undefined && { host }),
    versions: versions.map(({ version }) => version),
    bases: Object.fromEntries(versions.map(({ version, base }) => [version, base])),
    routes: versions.flatMap(routesOf),
    names: Object.fromEntries(versions.flatMap(namesOf)),
    ...(form === "status" && { form: service === "sqladmin" ? "sqladmin" : "container" }),
    ...(service === "storage" && { cancelAnswer: "nothing" }),
  };
}

const actions = { g: "get", c: "cancel", d: "delete", w: "wait" } as const;
const standard = { get: "GET ", cancel: "POST :cancel", delete: "DELETE ", wait: "POST :wait" } as const;

function routesOf({ base, names, templates, renamed }: CataloguedVersion): OperationsRoute[] {
  return names.flatMap(([name, letters]) => {
    const pattern = renamed[name]?.replace(/\{\d+\}/g, "*") ?? name;
    const routes = Object.entries(actions)
      .filter(([letter]) => letters.includes(letter))
      .map(([, action]): OperationsRoute => {
        const [verb = "", suffix = ""] = standard[action].split(" ");
        const [http = "", path = ""] = (templates[action] ?? `${verb} {base}/{name}${suffix}`).split(" ");
        const template = `/${path.replace("{base}", base).replace("{name}", "{+name}")}`;
        return { action, http: http as OperationsRoute["http"], template, pattern };
      });
    const collection = pattern.split("/").slice(0, -1).join("/");
    const list: OperationsRoute = {
      action: "list",
      http: "GET",
      template: `/${base}/{+name}`,
      pattern: collection,
    };
    return letters.includes("l") ? [...routes, list] : routes;
  });
}

/** Lists ask for a collection; what they list is kept under the collection's parent. */
function namesOf({ names, renamed }: CataloguedVersion): [string, string][] {
  const inPaths = new Map(Object.entries(renamed));
  return names.flatMap(([name]): [string, string][] => {
    const path = inPaths.get(name);
    const real = path === undefined ? numbered(name) : name;
    const pattern = (path ?? name).replace(/\{\d+\}/g, "*");
    const collection = pattern.split("/").slice(0, -1).join("/");
    const own: [string, string][] = path === undefined ? [] : [[pattern, numbered(name)]];
    return [...own, [collection, numbered(real).split("/").slice(0, -2).join("/")]];
  });
}

/** `a/*\/b/*` as a form: `a/{1}/b/{2}`. */
function numbered(pattern: string): string {
  let count = 0;
  return pattern.replace(/\*/g, () => {
    count += 1;
    return `{${count}}`;
  });
}
