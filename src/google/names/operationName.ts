import type { Result } from "../../core/result.js";
import { editDistance } from "../../core/text.js";
import { type CatalogService, findService } from "../catalog/catalog.js";
import { fitsPattern, looksLikeOperation } from "../catalog/namePattern.js";
import { pathProblem, quoted, splitFullName, versionProblem } from "./resourceName.js";

/** The service and API version whose patterns a name must fit. */
export interface NameContext {
  /** Absent for a host that the catalog doesn't know; any well-formed name then fits. */
  service?: CatalogService;
  host: string;
  apiVersion: string;
}

/**
 * Reads an operation's name as a user gives it: `projects/p/locations/l/operations/o`, or the full resource
 * name `//host/projects/…`. The value can be put into a URL literally; the error is a sentence.
 */
export function readOperationName(text: string, context: NameContext): Result<string, string> {
  const name = readServiceName(text, context);
  const problem = name.ok ? patternProblem(name.value, context) : undefined;
  return problem === undefined ? name : refuse(text, problem);
}

/**
 * Reads a name that comes from the service, from a start or a list: it may have a form that the catalog doesn't know yet,
 * and then uses the standard paths.
 */
export function readServiceName(text: string, context: NameContext): Result<string, string> {
  const { host, name } = splitFullName(text);
  const problem =
    hostProblem(host, context) ??
    pathProblem(name) ??
    methodProblem(name) ??
    versionProblem(name) ??
    (looksLikeOperation(name) ? undefined : patternProblem(name, context));
  return problem === undefined ? { ok: true, value: name } : refuse(text, problem);
}

/** The longest name, in characters: servers and proxies refuse request lines of more than some thousand. */
const MAX_NAME_LENGTH = 2_000;

/** Checks whether a name from a service can be used in later requests. */
export function isUsableName(name: string): boolean {
  return (
    name.length <= MAX_NAME_LENGTH && pathProblem(name) === undefined && methodProblem(name) === undefined
  );
}

/** The problem of the host in a full resource name, in sentences; `undefined` if it is the service's or absent. */
export function hostProblem(host: string | undefined, context: NameContext): string | undefined {
  const isOfService =
    host === undefined ||
    host.toLowerCase() === context.host ||
    (context.service && findService(host) === context.service);
  return isOfService
    ? undefined
    : `Its host is not ${context.host}, the host of this service. Set service to match the name.`;
}

function methodProblem(name: string): string | undefined {
  const [suffix] = /:(cancel|wait|delete|get|list|pause|resume)$/i.exec(name) ?? [];
  return suffix === undefined ? undefined : `It must not end with the method ${suffix}.`;
}

function patternProblem(name: string, { service, apiVersion }: NameContext): string | undefined {
  const names = service?.versions.get(apiVersion)?.names;
  if (
    service === undefined ||
    names === undefined ||
    names.some(({ pattern }) => fitsPattern(name, pattern))
  ) {
    return undefined;
  }
  const segments = name.split("/");
  const nearest = names
    .map(({ pattern }) => ({ pattern, distance: editDistance(segments, pattern.split("/"), fitsSegment) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ pattern }) => pattern);
  const more = names.length > nearest.length ? ` (the most similar of ${names.length} patterns)` : "";
  return `Operations of ${service.key} ${apiVersion} are named ${nearest.join(" or ")}${more}.`;
}

function fitsSegment(segment: string, expected: string): boolean {
  return expected === segment || expected === "*" || expected === "**";
}

function refuse(text: string, problem: string): Result<never, string> {
  return { ok: false, error: `${quoted(text)} can't be used as an operation's name. ${problem}` };
}
