import type { Clock } from "../../core/clock.js";
import type { ConnectionPool } from "../../google/connectionPool.js";
import type { ResourceLog } from "../engine/logStream.js";
import type { Journal } from "../journal/journal.js";
import type { Configuration } from "./configuration.js";

/** The parts of a provider that differ between a process of Pulumi's and a test. All resources share them. */
export interface Dependencies {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  /** Opens the services that operations are started, polled and cancelled at. */
  pool: ConnectionPool;
  /** The configuration of pulumi-gcp. Default: the environment's. */
  configuration?: Configuration;
  log(urn: string): ResourceLog;
  /** A UUID, for a request that may have to be repeated. */
  newRequestId(): string;
  /** Entries of this machine about starts and deletes. */
  journal: Journal;
  /** Failures of this process that reported a start whose response was lost, by URN. */
  reportedStarts: Map<string, string>;
  /** The warning to show when a wait begins; `undefined` once it was shown. */
  takeWaitWarning?(): string | undefined;
}
