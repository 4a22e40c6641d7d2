import type { BehaviourBook } from "./behaviourBook.js";
import type { EmulatorClock } from "./emulatorClock.js";
import type { OperationStore } from "./operationStore.js";
import type { SeededRandom } from "./seededRandom.js";
import type { ServiceDefinition } from "./services/serviceDefinition.js";

/** What the handlers of requests share. */
export interface EmulatorState {
  readonly clock: EmulatorClock;
  readonly store: OperationStore;
  readonly behaviours: BehaviourBook;
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
