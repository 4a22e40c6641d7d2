import { templateExpression } from "../services/pathPattern.js";
import {
  baseOf,
  type OperationsAction,
  type ServiceDefinition,
  type StartDefinition,
} from "../services/serviceDefinition.js";

/** A request by its method and path. */
export type RoutedRequest = UnknownRequest | OperationsRequest | StartRequest | ProjectRequest;

/** A request that no service has. */
interface UnknownRequest {
  kind: "unknown";
  service?: ServiceDefinition;
  version?: string;
}

/** A request for an existing operation, or for the list of a parent's. */
export interface OperationsRequest {
  kind: OperationsAction;
  service: ServiceDefinition;
  version: string;
  /** The operation's name, for a list the parent's, in the form that the path has. */
  name: string;
}

/** A request that starts an operation. */
export interface StartRequest {
  kind: "start";
  service: ServiceDefinition;
  version: string;
  start: StartDefinition;
  /** The path after the version, without the custom verb. */
  resource: string;
}

/** A request for the services that are enabled in a project, or for the locations of a service in a project. */
export interface ProjectRequest {
  kind: "services" | "locations";
  service?: ServiceDefinition;
  version: string;
  project: string;
}

interface CompiledRoute {
  http: string;
  expression: RegExp;
  routed: (name: string) => RoutedRequest;
}

/** The list of a project's services in Service Usage, which every emulator has. */
const ENABLED_SERVICES = /^\/serviceusage\/v1\/projects\/(?<project>[^/]+)\/services$/;

/** The list of a service's locations (google.cloud.location.Locations). */
const LOCATIONS = /\/projects\/(?<project>[^/]+)\/locations$/;

const compiled = new WeakMap<ServiceDefinition, CompiledRoute[]>();

/**
 * Routes a request. The service is the path's first segment; if that is no service, it is `rootService`, if there
 * is one.
 */
export function route(
  http: string,
  pathname: string,
  services: readonly ServiceDefinition[],
  rootService: ServiceDefinition | undefined,
): RoutedRequest {
  const path = decodePath(pathname);
  if (path === undefined) {
    return { kind: "unknown" };
  }
  const [, first = "", ...rest] = path.split("/");
  const enabledOf = http === "GET" ? ENABLED_SERVICES.exec(path)?.groups?.project : undefined;
  if (enabledOf !== undefined) {
    return { kind: "services", version: "v1", project: enabledOf };
  }
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
  const locationsOf = http === "GET" ? LOCATIONS.exec(below)?.groups?.project : undefined;
  if (version !== undefined && locationsOf !== undefined) {
    return { kind: "locations", service, version, project: locationsOf };
  }
  return version === undefined
    ? { kind: "unknown", service }
    : (genericStartOf(service, version, http, below) ?? { kind: "unknown", service, version });
}

const standardMethods: Readonly<Record<string, string>> = {
  POST: "create",
  PATCH: "update",
  PUT: "update",
  DELETE: "delete",
};

/** Routes a change of anything but an operation, if the service starts an operation for each of them. */
function genericStartOf(
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
  const start = method === undefined || isOperation ? undefined : service.genericStart?.(method);
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

/** Decodes percent-encoded segments: some clients encode `(default)`. An encoded slash is refused. */
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
