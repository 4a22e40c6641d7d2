import type { JsonObject } from "../core/json.js";
import { beginOperation, canonicalName, type EmulatorState } from "./methods/beginOperation.js";
import { type Behaviour, type DurationLike, toMilliseconds } from "./operations/behaviour.js";
import { type OperationPhase, type OperationRecord, snapshotOf } from "./operations/operationRecord.js";
import { emulatedService } from "./services/emulatedServices.js";

/** An operation as the emulator stores it; clients get less. */
export interface EmulatedOperation {
  readonly name: string;
  readonly service: string;
  readonly version: string;
  /** The method that started it, as Google's clients call it: "exportCluster". */
  readonly method: string;
  /** The resource that it works on. */
  readonly target: string;
  readonly state: OperationPhase;
  readonly done: boolean;
  /** True if its record was dropped, so that GET answers 404. */
  readonly gone: boolean;
  /** Milliseconds on the emulator's clock, like the next two. */
  readonly startedAt: number;
  /** The time of the first cancel that was answered with 200 while the operation was in flight. */
  readonly cancelRequestedAt?: number;
  readonly endedAt?: number;
}

/** An operation that no request starts. */
export interface OperationSeed {
  service: string;
  /** Default: the service's first (alloydb: v1beta). */
  version?: string;
  /**
   * The method that would have started it, as Google's clients call it: "exportCluster". For a described service,
   * any method.
   */
  method: string;
  /** The resource that it works on: "projects/p/locations/l/clusters/c". */
  target: string;
  /** The body that the request would have had. */
  body?: JsonObject;
  /** Its name. Default: the service forms one. */
  name?: string;
  behaviour?: Behaviour;
  /** Time since its start; with more than its `operationTime` it has ended. Default 0. */
  age?: DurationLike;
  /** Time since its cancellation was requested. Default: not requested. */
  cancelRequestedAgo?: DurationLike;
}

/** The public form of a stored operation. */
export function emulatedOperation(record: OperationRecord, now: number): EmulatedOperation {
  const snapshot = snapshotOf(record, now);
  return {
    name: record.name,
    service: record.service,
    version: record.version,
    method: record.method,
    target: record.target,
    state: snapshot.phase,
    done: snapshot.done,
    gone: snapshot.gone,
    startedAt: record.startedAt,
    ...(record.cancelRequestedAt === undefined ? {} : { cancelRequestedAt: record.cancelRequestedAt }),
    ...(snapshot.done ? { endedAt: snapshot.endedAt } : {}),
  };
}

/**
 * Adds an operation and returns its name.
 *
 * @throws RangeError for an unknown service, version or method, with the known ones; for a name that is in use.
 */
export function seedOperation(state: EmulatorState, seed: OperationSeed): string {
  const service = emulatedService(seed.service, state.services);
  const start =
    service.starts.find((candidate) => candidate.method === seed.method) ??
    service.genericStart?.(seed.method);
  if (start === undefined) {
    const methods = service.starts.map((candidate) => candidate.method).join(", ");
    throw new RangeError(`method: ${service.service} has no method "${seed.method}". It has ${methods}.`);
  }
  const versions = start.versions ?? service.versions;
  const version = seed.version ?? versions[0] ?? "";
  if (!versions.includes(version)) {
    throw new RangeError(
      `version: ${start.method} is not in version "${version}". It is in ${versions.join(", ")}.`,
    );
  }
  const name = seed.name && canonicalName(service, seed.name, state);
  if (name !== undefined && state.store.find(service.service, name)?.dropped === false) {
    throw new RangeError(`name: the operation "${name}" already exists.`);
  }
  const record = beginOperation(state, {
    service,
    version,
    start,
    target: seed.target,
    body: seed.body ?? {},
    behaviour: seed.behaviour ?? {},
    age: toMilliseconds(seed.age, 0),
    ...(seed.name === undefined ? {} : { name: seed.name }),
  });
  if (seed.cancelRequestedAgo !== undefined) {
    record.cancelRequestedAt = state.clock.now() - toMilliseconds(seed.cancelRequestedAgo, 0);
  }
  return record.name;
}

/** Drops the record of an operation. @throws RangeError for a name that no operation has. */
export function forgetOperation(state: EmulatorState, name: string): void {
  const records = state.store.all.filter((record) => record.name === name);
  if (records.length === 0) {
    throw new RangeError(`name: the operation "${name}" does not exist.`);
  }
  for (const record of records) {
    record.dropped = true;
  }
}
