import {
  baseOf,
  type OperationsAction,
  type ServiceDefinition,
  type StartDefinition,
} from "../services/serviceDefinition.js";

/** What a method and a path ask for. */
export type Routed = UnknownRequest | OperationsRequest | StartRequest;

/** Nothing that any service has. */
interface UnknownRequest {
  kind: "unknown";
  service?: ServiceDefinition;
  version?: string;
}

/** Something of an operation that exists already, or a list of a parent's. */
export interface OperationsRequest {
  kind: OperationsAction;
  service: ServiceDefinition;
  version: string;
  /** The operation's name, for a list the parent's; as it stands in the path. */
  name: string;
}

/** The start of an operation. */
export interface StartRequest {
  kind: "start";
  service: ServiceDefinition;
  version: string;
  start: StartDefinition;
  /** The path behind the version, without the custom verb. */
  resource: string;
}

interface CompiledRoute {
  http: string;
  expression: RegExp;
  routed: (name: string) => Routed;
}

const compiled = new WeakMap<ServiceDefinition, CompiledRoute[]>();

/**
 * Finds out what is asked for. The service is the path's first segment; where that names none, it is
 * `rootService`, if there is one.
 */
export function route(
  http: string,
  pathname: string,
  services: readonly ServiceDefinition[],
  rootService: ServiceDefinition | undefined,
): Routed {
  const path = decodePath(pathname);
  if (path === undefined) {
    return { kind: "unknown" };
  }
  const [, first = "", ...rest] = path.split("/");
  const named = services.find((candidate) => candidate.service === first);
  const service = named ?? rootService;
  if (service === undefined) {
    return { kind: "unknown" };
  }
  const below = named === undefined ? path : `/${rest.join("/")}`;
  for (const candidate of routesOf(service)) {
    const groups = candidate.http === http ? candidate.expression.exec(below)?.groups : undefined;
    if (groups !== undefined) {
      return candidate.routed(groups.name ?? "");
    }
  }
  const version = service.versions.find((known) => below.startsWith(`/${baseOf(service, known)}/`));
  return version === undefined
    ? { kind: "unknown", service }
    : (changeOf(service, version, http, below) ?? { kind: "unknown", service, version });
}

const standardMethods: Readonly<Record<string, string>> = {
  POST: "create",
  PATCH: "update",
  PUT: "update",
  DELETE: "delete",
};

/** A request that changes something else than an operation, where the service takes each of them for a start. */
function changeOf(
  service: ServiceDefinition,
  version: string,
  http: string,
  path: string,
): StartRequest | undefined {
  const [, resourcePath = "", verb] = /^(.+?)(?::([^/:]+))?$/.exec(path) ?? [];
  const method = Object.hasOwn(standardMethods, http) ? (verb ?? standardMethods[http]) : undefined;
  const isOperation = routesOf(service).some(
    (route) => route.http === "GET" && route.expression.test(resourcePath),
  );
  const start = method === undefined || isOperation ? undefined : service.otherStart?.(method);
  return start === undefined
    ? undefined
    : {
        kind: "start",
        service,
        version,
        start,
        resource: resourcePath.slice(baseOf(service, version).length + 2),
      };
}

/** Segments may be percent-encoded, as `(default)` is by some clients; an encoded slash makes no segment. */
function decodePath(pathname: string): string | undefined {
  try {
    const segments = pathname.split("/").map((segment) => decodeURIComponent(segment));
    return segments.some((segment) => segment.includes("/")) ? undefined : segments.join("/");
  } catch {
    return undefined;
  }
}

function routesOf(service: ServiceDefinition): CompiledRoute[] {
  let routes = compiled.get(service);
  if (routes === undefined) {
    routes = [...compileOperationsRoutes(service), ...compileStarts(service)];
    compiled.set(service, routes);
  }
  return routes;
}

function compileOperationsRoutes(service: ServiceDefinition): CompiledRoute[] {
  return service.routes.map(({ action, http, template, pattern }) => {
    const version =
      service.versions.find((known) => template.startsWith(`/${baseOf(service, known)}/`)) ?? "";
    return {
      http,
      expression: templateExpression(template, pattern),
      routed: (name) => ({ kind: action, service, version, name }),
    };
  });
}

function compileStarts(service: ServiceDefinition): CompiledRoute[] {
  return service.starts.flatMap((start) =>
    (start.versions ?? service.versions).map((version) => ({
      http: start.http,
      expression: templateExpression(`/${baseOf(service, version)}/{+name}`, start.path),
      routed: (name) => ({
        kind: "start",
        service,
        version,
        start,
        resource: withoutCustomVerb(name, start.path),
      }),
    })),
  );
}

function withoutCustomVerb(name: string, pattern: string): string {
  const verb = /:[^/:*]+$/.exec(pattern)?.[0] ?? "";
  return name.slice(0, name.length - verb.length);
}

/**
 * A regular expression that matches what a name pattern of Google's does: `*` is one segment that is not empty,
 * `**` any number of them. In the last segment a lone `*` takes no colon, which begins a custom verb there.
 */
export function patternSource(pattern: string): string {
  return pattern
    .split("/")
    .map((segment, index, segments) => segmentSource(segment, index === segments.length - 1))
    .join("/");
}

function segmentSource(segment: string, last: boolean): string {
  if (segment === "**") {
    return ".+";
  }
  if (segment === "*") {
    return last ? "[^/:]+" : "[^/]+";
  }
  return segment
    .split("*")
    .map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]+");
}

/** What a template's path matches; the group `name` is what stands for `{+name}`. */
export function templateExpression(template: string, pattern: string): RegExp {
  const [before = "", after = ""] = template.split("{+name}");
  return new RegExp(`^${patternSource(before)}(?<name>${patternSource(pattern)})${patternSource(after)}$`);
}

/**
 * What a pattern's `*` stand for in a name, in order; `undefined` where the name is not of the pattern. Only for
 * patterns whose wildcards are whole segments.
 */
export function wildcardsOf(name: string, pattern: string): string[] | undefined {
  const segments = name.split("/");
  const expected = pattern.split("/");
  const fits =
    segments.length === expected.length &&
    expected.every((segment, index) => segment === "*" || segment === segments[index]);
  return fits ? segments.filter((_, index) => expected[index] === "*") : undefined;
}
