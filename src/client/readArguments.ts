import { filterProblem } from "../google/listQuery.js";
import { readServiceName } from "../google/operationName.js";
import { readRequestPath } from "../google/requestPath.js";
import { pathProblem, quoted } from "../google/resourcePath.js";
import type { ListQuestion } from "../google/serviceConnection.js";
import type { ServicePlace } from "../google/serviceTarget.js";
import type { CancelAllOptions, ListOptions } from "./callOptions.js";
import { ArgumentError } from "./errors/argumentError.js";

/** As many as there are connections. */
const CONCURRENCY = 32;

/** An operation's name without its host; most names come from the service itself. @throws ArgumentError */
export function readName(text: string, place: ServicePlace): string {
  const reading = readServiceName(text, place);
  if (!reading.ok) {
    throw new ArgumentError("name", reading.reason);
  }
  return reading.name;
}

/** Checks the path of a start. @throws ArgumentError */
export function checkStartPath(path: string): void {
  const reading = readRequestPath(path);
  if (!reading.ok) {
    throw new ArgumentError("start.path", reading.reason);
  }
}

/** Checks the name below which operations are listed; an empty one means the service's top. @throws ArgumentError */
export function checkParent(parent: string): void {
  const problem = parent === "" ? undefined : (pathProblem(parent) ?? collectionProblem(parent));
  if (problem !== undefined) {
    throw new ArgumentError("parent", `${quoted(parent)} can't be used as a parent. ${problem}`);
  }
}

/**
 * What to ask a list for. A filter that the service is known to ignore is refused: what matches it not would be
 * taken for a match.
 *
 * @throws ArgumentError
 */
export function readQuestion(
  { filter, pageSize }: ListOptions,
  { service, host }: ServicePlace,
): ListQuestion {
  const question = {
    ...(filter !== undefined && { filter }),
    ...(pageSize !== undefined && { pageSize }),
  };
  const problem = filterProblem(question, service?.listQuirks ?? [], host);
  if (problem !== undefined) {
    throw new ArgumentError("filter", problem);
  }
  return question;
}

/** How many operations are to be asked to be cancelled at a time. @throws ArgumentError */
export function readConcurrency({ concurrency = CONCURRENCY }: CancelAllOptions): number {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ArgumentError("concurrency", `${concurrency} is no number of operations: give 1 or more.`);
  }
  return concurrency;
}

function collectionProblem(parent: string): string | undefined {
  return /(?:^|\/)operations$/.test(parent)
    ? "It is the collection of the operations itself; leave out /operations."
    : undefined;
}
