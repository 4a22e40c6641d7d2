import type { EmulatedOperation, OperationSeed } from "./emulator.js";
import type { EmulatorState } from "./operations/beginOperation.js";
import { beginOperation, canonicalName } from "./operations/beginOperation.js";
import { milliseconds } from "./operations/behaviour.js";
import { type OperationRecord, snapshotOf } from "./operations/operationRecord.js";
import { emulatedService } from "./services/emulatedServices.js";

/** An operation as the emulator's owner sees it. */
export function emulatedOperation(record: OperationRecord, now: number): EmulatedOperation {
  const life = snapshotOf(record, now);
  return {
    name: record.name,
    service: record.service,
    version: record.version,
    method: record.start.method,
    target: record.target,
    state: life.phase,
    done: life.done,
    gone: life.gone,
    startedAt: record.startedAt,
    ...(record.cancelRequestedAt === undefined ? {} : { cancelRequestedAt: record.cancelRequestedAt }),
    ...(life.done ? { endedAt: life.endedAt } : {}),
  };
}

/** @throws RangeError for a service, version or method that is not played, with what is; for a name that is taken. */
export function seedOperation(state: EmulatorState, seed: OperationSeed): string {
  const service = emulatedService(seed.service, state.services);
  const start =
    service.starts.find((candidate) => candidate.method === seed.method) ?? service.otherStart?.(seed.method);
  if (start === undefined) {
    const methods = service.starts.map((candidate) => candidate.method).join(", ");
    throw new RangeError(`method: ${service.service} has no "${seed.method}". It has ${methods}.`);
  }
  const versions = start.versions ?? service.versions;
  const version = seed.version ?? versions[0] ?? "";
  if (!versions.includes(version)) {
    throw new RangeError(`version: ${start.method} is not in "${version}", but in ${versions.join(", ")}.`);
  }
  const name = seed.name && canonicalName(service, seed.name, state);
  if (name !== undefined && state.store.find(service.service, name)?.dropped === false) {
    throw new RangeError(`name: there is an operation "${name}" already.`);
  }
  const record = beginOperation(state, {
    service,
    version,
    start,
    target: seed.target,
    body: seed.body ?? {},
    behaviour: seed.behaviour ?? {},
    age: milliseconds(seed.age, 0),
    ...(seed.name === undefined ? {} : { name: seed.name }),
  });
  if (seed.cancelRequestedAgo !== undefined) {
    record.cancelRequestedAt = state.clock.now() - milliseconds(seed.cancelRequestedAgo, 0);
  }
  return record.name;
}

/** @throws RangeError for a name that no operation has. */
export function forgetOperation(state: EmulatorState, name: string): void {
  const records = state.store.all.filter((record) => record.name === name);
  if (records.length === 0) {
    throw new RangeError(`name: there is no operation "${name}".`);
  }
  for (const record of records) {
    record.dropped = true;
  }
}
