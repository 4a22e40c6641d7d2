import assert from "node:assert/strict";
import type { EmulatedOperation, RecordedRequest } from "pulumi-gcp-lro/emulator";

/** The code of a command whose CLI was killed, as a shell shows it: 128 and SIGKILL's number. */
export const KILLED = 137;

/** The result of a command of the CLI. */
export interface EngineRun {
  command: string;
  code: number;
  stdout: string;
  /** Everything that was printed, on one stream or the other. */
  text: string;
  /** The requests that the emulator received meanwhile, in order of arrival. */
  requests: WireRequest[];
}

/** A request, with the resource that its operation works on, if there is such an operation. */
export interface WireRequest extends RecordedRequest {
  target?: string;
}

export function withTargets(
  requests: readonly RecordedRequest[],
  operations: readonly EmulatedOperation[],
): WireRequest[] {
  const targets = new Map(operations.map(({ name, target }) => [name, target]));
  return requests.map((request) => {
    const target = request.operation === undefined ? undefined : targets.get(request.operation);
    return target === undefined ? request : { ...request, target };
  });
}

/** The requests of a run about operations on one target, by the target's last segment. */
export function requestsAbout(run: EngineRun, target: string): WireRequest[] {
  return run.requests.filter((request) => request.target?.endsWith(`/${target}`));
}

/** The requests about operations on one target, as in `start get cancel get get`. */
export function asked(run: EngineRun, target: string): string {
  return requestsAbout(run, target)
    .map(({ kind }) => kind)
    .join(" ");
}

/** The lines that the CLI shows about one resource after the command; empty if there are none. */
export function diagnosticsOf(run: EngineRun, resource: string): string {
  const [, after = ""] = run.text.split(/^Diagnostics:$/m);
  const sections = after.split(/^ {2}(?=\S)/m);
  const section = sections.find((text) => text.split("\n")[0]?.endsWith(`(${resource}):`));
  const lines = section?.split("\n").slice(1) ?? [];
  const end = lines.findIndex((line) => /^\S/.test(line));
  return (end < 0 ? lines : lines.slice(0, end)).join("\n").trim();
}

/** Passes a run on that has to have succeeded, for a scenario that can't continue otherwise. */
export async function succeeding(running: Promise<EngineRun>): Promise<EngineRun> {
  const run = await running;
  assert.equal(run.code, 0, `pulumi ${run.command} failed:\n${run.text}`);
  return run;
}

/** Passes a run on that has to have failed, for a scenario that can't continue otherwise. */
export async function failing(running: Promise<EngineRun>): Promise<EngineRun> {
  const run = await running;
  assert.notEqual(run.code, 0, `pulumi ${run.command} succeeded:\n${run.text}`);
  return run;
}

/** Asserts that the output is meant for people: it has no line of a stack trace and no name of an error class. */
export function assertForPeople(text: string): void {
  assert.doesNotMatch(text, /^\s+at .*:\d+:\d+\)?$|node_modules|\w+Failure\b|\w+Error:/m);
}
