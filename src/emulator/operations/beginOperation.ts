import type { JsonObject } from "../../core/json.js";
import type { ServiceDefinition, StartDefinition } from "../services/serviceDefinition.js";
import { type Behaviour, type BehaviourRules, resolveBehaviour } from "./behaviour.js";
import type { EmulatorClock } from "./emulatorClock.js";
import type { OperationRecord } from "./operationRecord.js";
import type { OperationStore } from "./operationStore.js";
import type { SeededRandom } from "./seededRandom.js";

/** An operation to be. */
export interface OperationPlan {
  service: ServiceDefinition;
  version: string;
  start: StartDefinition;
  target: string;
  body: JsonObject;
  behaviour: Behaviour;
  /** Milliseconds since it began. Default 0. */
  age?: number;
  /** Default: as the service forms names. */
  name?: string;
}

/** Puts an operation into the store. */
export function beginOperation(state: EmulatorState, plan: OperationPlan): OperationRecord {
  const record = operationRecord(state, plan);
  state.store.add(record);
  return record;
}

/** The operation as it would begin now. */
export function operationRecord(state: EmulatorState, plan: OperationPlan): OperationRecord {
  const { service, start, target } = plan;
  const startedAt = state.clock.now() - (plan.age ?? 0);
  return {
    sequence: state.store.all.length + 1,
    service: service.service,
    version: plan.version,
    start,
    name:
      plan.name === undefined ? newName(state, plan, startedAt) : canonicalName(service, plan.name, state),
    target,
    body: plan.body,
    behaviour: resolveBehaviour(plan.behaviour, state.defaults),
    startedAt,
    dropped: false,
  };
}

/** Chance forms the same name twice only where a described service has names without an id. */
const MOST_TRIES = 10;

/** As the service forms names; one that was seeded before is not given again. */
function newName(state: EmulatorState, plan: OperationPlan, startedAt: number): string {
  const { service, version, start, target } = plan;
  for (let tries = 1; ; tries += 1) {
    const name = service.dialect.operationName({
      version,
      start,
      target,
      projectNumber: state.projectNumber,
      random: state.random,
      wall: state.clock.epoch + startedAt,
    });
    const canonical = canonicalName(service, name, state);
    if (state.store.find(service.service, canonical) === undefined || tries === MOST_TRIES) {
      return canonical;
    }
  }
}

/** The name that the service keeps an operation under, or a parent. */
export function canonicalName(service: ServiceDefinition, name: string, state: EmulatorState): string {
  return service.dialect.canonicalName?.(name, state.projectNumber) ?? name;
}

/** What the handlers of requests share. */
export interface EmulatorState {
  readonly clock: EmulatorClock;
  readonly store: OperationStore;
  readonly behaviours: BehaviourRules;
  /** Every service that is played. */
  readonly services: readonly ServiceDefinition[];
  /** Ids of operations come from here. */
  readonly random: SeededRandom;
  /** Milliseconds, for operations whose behaviour says nothing else. */
  readonly defaults: { operationTime: number; cancelTime: number };
  /** The number that stands for every project where a service names projects by number. */
  readonly projectNumber: string;
  /** Aborts when the emulator is closed. */
  readonly closing: AbortSignal;
}
