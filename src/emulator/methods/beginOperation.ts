import type { JsonObject } from "../../core/json.js";
import { type Behaviour, type BehaviourRules, resolveBehaviour } from "../operations/behaviour.js";
import type { EmulatorClock } from "../operations/emulatorClock.js";
import type { OperationRecord } from "../operations/operationRecord.js";
import type { OperationStore } from "../operations/operationStore.js";
import type { SeededRandom } from "../operations/seededRandom.js";
import type { ServiceDefinition, StartDefinition } from "../services/serviceDefinition.js";

/** The state of an emulator, which its methods share. */
export interface EmulatorState {
  readonly clock: EmulatorClock;
  readonly store: OperationStore;
  readonly behaviours: BehaviourRules;
  /** All emulated services. */
  readonly services: readonly ServiceDefinition[];
  /** The source of operations' ids. */
  readonly random: SeededRandom;
  /** Milliseconds, for operations whose behaviour doesn't set them. */
  readonly defaults: { operationTime: number; cancelTime: number };
  /** The number of every project, for services that name projects by number. */
  readonly projectNumber: string;
  /** Aborts when the emulator is closed. */
  readonly closing: AbortSignal;
}

/** An operation to start. */
export interface NewOperation {
  service: ServiceDefinition;
  version: string;
  start: StartDefinition;
  target: string;
  body: JsonObject;
  behaviour: Behaviour;
  /** Milliseconds since it started. Default 0. */
  age?: number;
  /** Default: the service forms one. */
  name?: string;
}

/** Starts an operation: adds its record to the store. */
export function beginOperation(state: EmulatorState, operation: NewOperation): OperationRecord {
  const record = operationRecord(state, operation);
  state.store.add(record);
  return record;
}

/** The record of an operation that starts now. */
export function operationRecord(state: EmulatorState, operation: NewOperation): OperationRecord {
  const { service, version, start, target, body, name } = operation;
  const startedAt = state.clock.now() - (operation.age ?? 0);
  return {
    sequence: state.store.all.length + 1,
    service: service.service,
    version,
    method: start.method,
    verb: start.verb,
    name: name === undefined ? newName(state, operation, startedAt) : canonicalName(service, name, state),
    target,
    body,
    behaviour: resolveBehaviour(operation.behaviour, state.defaults),
    response: start.response,
    startedAt,
    dropped: false,
  };
}

/** The most attempts to form a new name. Only a described service whose names have no ID needs more than a few. */
const MAX_ATTEMPTS = 10;

/** Forms a name that no other operation has; a seeded operation may have the first one. */
function newName(state: EmulatorState, operation: NewOperation, startedAt: number): string {
  const { service, version, start, target } = operation;
  for (let attempt = 1; ; attempt += 1) {
    const name = service.dialect.operationName({
      version,
      method: start.method,
      verb: start.verb,
      target,
      projectNumber: state.projectNumber,
      random: state.random,
      wall: state.clock.epoch + startedAt,
    });
    const canonical = canonicalName(service, name, state);
    if (state.store.find(service.service, canonical) === undefined || attempt === MAX_ATTEMPTS) {
      return canonical;
    }
  }
}

/** The name under which the service stores an operation or a parent. */
export function canonicalName(service: ServiceDefinition, name: string, state: EmulatorState): string {
  return service.dialect.canonicalName?.(name, state.projectNumber) ?? name;
}
