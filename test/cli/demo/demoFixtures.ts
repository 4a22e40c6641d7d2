import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { EmulatedOperation, OperationPhase, RecordedRequest } from "pulumi-gcp-lro/emulator";

const ended: ReadonlySet<string> = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);

/** Creates an operation: an AlloyDB export in flight, unless the test sets other values. */
export function operationFixture(values: Partial<EmulatedOperation> & { name: string }): EmulatedOperation {
  return {
    service: "alloydb",
    version: "v1beta",
    method: "exportCluster",
    target: "projects/p/locations/l/clusters/c",
    state: "RUNNING",
    done: false,
    gone: false,
    startedAt: 0,
    ...values,
  };
}

/**
 * Creates recorded requests about an operation from texts such as `cancel@1000`: the kind, and the time in
 * milliseconds. `=503` sets the status of the answer (default 200), `=RUNNING` the state in the answer to a GET.
 */
export function requestFixtures(
  operation: EmulatedOperation,
  first: number,
  ...texts: string[]
): RecordedRequest[] {
  return texts.map((text, index) => {
    const match = /^(start|get|cancel)@(\d+)(?:=(\d+))?(?:=([A-Z]+))?$/.exec(text);
    const [, kind = "", at = "", status = "200", state] = match ?? [];
    const path = `/${operation.service}/v1beta/${operation.name}`;
    return {
      sequence: first + index,
      at: Number(at),
      service: operation.service,
      version: "v1beta",
      method: kind === "get" ? "GET" : "POST",
      path:
        kind === "start"
          ? `/${operation.service}/v1beta/${operation.target}:export`
          : kind === "cancel"
            ? `${path}:cancel`
            : path,
      query: {},
      headers: {},
      body: "",
      kind: kind as RecordedRequest["kind"],
      operation: operation.name,
      status: Number(status),
      ...(state === undefined
        ? {}
        : { answer: { at: Number(at), state: state as OperationPhase, done: ended.has(state) } }),
    };
  });
}

/** Captures output, as a terminal with that many columns or as a pipe. */
export class CapturedOutput extends PassThrough {
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  /** The written lines, without colours. */
  lines(): string[] {
    const text: string = this.read()?.toString() ?? "";
    return stripVTControlCharacters(text).split("\n").slice(0, -1);
  }
}
