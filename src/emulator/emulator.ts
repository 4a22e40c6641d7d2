import type { JsonObject } from "../core/json.js";
import type { FaultRule } from "./faults/faultRule.js";
import type { RecordedRequest } from "./http/requestLog.js";
import type { Behaviour, BehaviourRule, DurationLike } from "./operations/behaviour.js";
import type { OperationPhase } from "./operations/operationRecord.js";

/** A running emulator. `await using emulator = await startEmulator()` closes it by itself. */
export interface Emulator extends AsyncDisposable {
  /** "127.0.0.1:N": the value for the environment variable GCP_LRO_EMULATOR_HOST. */
  readonly host: string;
  /** "http://127.0.0.1:N"; a service is reached below it, as in "http://127.0.0.1:N/alloydb/v1beta/…". */
  readonly url: string;
  /** Every request in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Every operation in order of its start, as it is now. */
  readonly operations: readonly EmulatedOperation[];
  /** Milliseconds on the emulator's clock, which began at 0 when it was started. */
  now(): number;
  /** The moment when `now()` was 0, in milliseconds since 1970. In driven time it is always the same. */
  readonly epoch: number;
  /** Gives a behaviour to operations that are started after this. */
  behave(rule: BehaviourRule): void;
  /** Makes requests fail that arrive after this. */
  fault(rule: FaultRule): void;
  /** Puts in an operation that no request started, for instance to adopt it. Answers its name. */
  seedOperation(seed: OperationSeed): string;
  /** Drops an operation's record, as services do some time after the end: looks at it bring 404. */
  forget(name: string): void;
  /** Lets driven time pass. @throws Error where time is real. */
  advance(milliseconds: number): Promise<void>;
  /** Drops the record of requests, the rules and the operations. Time goes on. */
  clear(): void;
  /** Stops listening and closes every connection. Once is enough; more does no harm. */
  close(): Promise<void>;
}

/** An operation as the emulator knows it, beyond what it tells its clients. */
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
  /** Whether looks at it bring 404 because its record was dropped. */
  readonly gone: boolean;
  /** Milliseconds on the emulator's clock, as are the next two. */
  readonly startedAt: number;
  /** When a cancel was first answered with 200 while the operation was in flight. */
  readonly cancelRequestedAt?: number;
  readonly endedAt?: number;
}

/** An operation that nobody started over the wire. */
export interface OperationSeed {
  service: string;
  /** Default: the service's first (alloydb: v1beta). */
  version?: string;
  /**
   * The method that would have started it, as Google's clients call it: "exportCluster". Of a service that is
   * played from its description, any word.
   */
  method: string;
  /** The resource that it works on: "projects/p/locations/l/clusters/c". */
  target: string;
  /** The body that the request would have had. */
  body?: JsonObject;
  /** Its name. Default: as the service forms names. */
  name?: string;
  behaviour?: Behaviour;
  /** How long ago it was started; more than its `operationTime` makes one that has ended. Default 0. */
  age?: DurationLike;
  /** How long ago its cancellation was asked for. Default: it wasn't. */
  cancelRequestedAgo?: DurationLike;
}
