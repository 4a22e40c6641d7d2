import type { EmulatedOperation, OperationPhase, RecordedRequest } from "pulumi-gcp-lro/emulator";

const ended: ReadonlySet<string> = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);

/** An operation of a record that a test makes up; in flight unless the test says more. */
export function fakeOperation(facts: Partial<EmulatedOperation> & { name: string }): EmulatedOperation {
  return {
    service: "alloydb",
    version: "v1beta",
    method: "exportCluster",
    target: "projects/p/locations/l/clusters/c",
    state: "RUNNING",
    done: false,
    gone: false,
    startedAt: 0,
    ...facts,
  };
}

/**
 * Requests about one operation, `kind@milliseconds` each, answered at once: 200, or what follows as `=status`; a
 * look is answered with the state that follows as `=STATE`.
 */
export function fakeRequests(
  operation: EmulatedOperation,
  first: number,
  ...told: string[]
): RecordedRequest[] {
  return told.map((text, index) => {
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
