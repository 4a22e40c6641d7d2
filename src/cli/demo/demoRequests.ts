import type { EmulatedOperation, RecordedRequest } from "../../emulator/index.js";
import type { Style, Terminal } from "../output/terminal.js";

/** The effect of a request on its operation, or the state in its response, as it is printed. */
type RequestLabel =
  | "started"
  | "running"
  | "cancel acknowledged"
  | "cancelling"
  | "done"
  | "refused"
  | "other";

export interface LabelledRequest {
  request: RecordedRequest;
  label: RequestLabel;
}

/** The requests about one operation, in order. */
export interface OperationRequests {
  /** Identifies the operation. Its state is not used: only responses count. */
  operation: EmulatedOperation;
  requests: LabelledRequest[];
  /** The first response to a GET with `done`. */
  end?: NonNullable<RecordedRequest["answer"]>;
}

/** Groups recorded requests by operation, in the order of the operations' starts. */
export function requestsByOperation(
  recorded: readonly RecordedRequest[],
  operations: readonly EmulatedOperation[],
): OperationRequests[] {
  return operations.map((operation) => {
    const requests = recorded
      .filter(({ operation: name, service }) => name === operation.name && service === operation.service)
      .map((request) => ({ request, label: labelOf(request) }));
    const end = requests.find(({ label }) => label === "done")?.request.answer;
    return { operation, requests, ...(end && { end }) };
  });
}

/** The requests after the one with that sequence number, without operations that have none. */
export function requestsAfter(all: readonly OperationRequests[], sequence: number): OperationRequests[] {
  return all
    .map((one) => ({ ...one, requests: one.requests.filter(({ request }) => request.sequence > sequence) }))
    .filter(({ requests }) => requests.length > 0);
}

function labelOf({ kind, status, answer }: RecordedRequest): RequestLabel {
  if (status !== 200) {
    return "refused";
  }
  switch (kind) {
    case "start":
      return "started";
    case "cancel":
      return "cancel acknowledged";
    case "get":
      return answer === undefined ? "other" : stateLabel(answer);
    default:
      return "other";
  }
}

function stateLabel({ done, state }: NonNullable<RecordedRequest["answer"]>): RequestLabel {
  if (done) {
    return "done";
  }
  return state === "CANCELLING" ? "cancelling" : "running";
}

/** Successive requests of the same kind and label, which are printed in one line. */
interface RequestGroup {
  first: LabelledRequest;
  count: number;
}

/** Columns of the method with its count, and of the label. */
const METHOD_WIDTH = 7;
const LABEL_WIDTH = 19;

const MARGIN = "   ";

const colours = {
  started: "cyan",
  running: "gray",
  "cancel acknowledged": "yellow",
  cancelling: "gray",
  done: "green",
  refused: "red",
  other: "gray",
} as const satisfies Record<RequestLabel, Style>;

/**
 * Writes the requests of each operation, with times since `begin` on the emulator's clock. Names and paths are
 * shortened to the terminal's columns.
 */
export function writeRequests(
  terminal: Terminal,
  operations: readonly OperationRequests[],
  begin: number,
): void {
  const titles = headings(operations, terminal.columns);
  for (const [index, { operation, requests }] of operations.entries()) {
    const [title = "", name = ""] = titles[index] ?? [];
    terminal.line(`${MARGIN}${terminal.style("bold", title)}${name}`);
    for (const { first, count } of groups(requests)) {
      const { request, label } = first;
      const time = `${((request.at - begin) / 1000).toFixed(2)} s`.padStart(10);
      const method = (count === 1 ? request.method : `${request.method} x${count}`).padEnd(METHOD_WIDTH);
      const text = label === "done" ? `done, ${request.answer?.state}` : label;
      const room = terminal.columns - `${time}  ${method} ${request.status} `.length - LABEL_WIDTH - 2;
      const path = fittingPath(request, operation, room);
      terminal.line(
        `${terminal.style("gray", time)}  ${method} ${request.status} ` +
          terminal.style(colours[label], path === "" ? text : text.padEnd(LABEL_WIDTH)) +
          (path === "" ? "" : `  ${terminal.style("gray", path)}`),
      );
    }
  }
}

/** A short name of an operation: its service and method. */
export function titleOf(operation: EmulatedOperation): string {
  return `${operation.service} ${operation.method}`;
}

/** Title and name of each operation, all in the first of three forms in which every one fits. */
function headings(
  operations: readonly OperationRequests[],
  columns: number,
): [title: string, name: string][] {
  const withFullName = operations.map(({ operation }): [string, string] => [
    titleOf(operation),
    `  ${operation.name}`,
  ]);
  const withShortName = operations.map(({ operation }): [string, string] => [
    titleOf(operation),
    `  ${shortName(operation)}`,
  ]);
  const fitting = [withFullName, withShortName].find((form) =>
    form.every((heading) => MARGIN.length + heading.join("").length <= columns),
  );
  return (
    fitting ?? operations.map(({ operation }) => [titleOf(operation), `\n${MARGIN}${shortName(operation)}`])
  );
}

function shortName({ name }: EmulatedOperation): string {
  return `…${name.slice(name.lastIndexOf("/operations/"))}`;
}

function groups(requests: readonly LabelledRequest[]): RequestGroup[] {
  const all: RequestGroup[] = [];
  for (const next of requests) {
    const last = all.at(-1);
    if (
      last !== undefined &&
      last.first.label === next.label &&
      last.first.request.kind === next.request.kind
    ) {
      last.count++;
    } else {
      all.push({ first: next, count: 1 });
    }
  }
  return all;
}

/**
 * The path without the service's prefix, and with `{name}` for the name in the heading. If there is no room, it
 * leaves out the middle or all of it.
 */
function fittingPath(request: RecordedRequest, operation: EmulatedOperation, room: number): string {
  const path = request.path.replace(/^\/[^/]+/, "").replace(operation.name, "{name}");
  const short = path.replace(/^(\/[^/]+)\/.+(\/[^/]+)$/, "$1/…$2");
  return [path, short].find((form) => form.length <= room) ?? "";
}
