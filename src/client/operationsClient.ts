import { cancelAndWait, cancelOnly } from "../core/cancel.js";
import type { CancelResult } from "../core/cancelAll.js";
import type { Operation } from "../core/operation.js";
import { NoAnswerError, RequestRefusedError } from "../core/operationErrors.js";
import type { Outcome } from "../core/outcome.js";
import { pollOnce } from "../core/polling.js";
import { waitForOperation } from "../core/wait.js";
import type { StartRequest } from "../google/startRequest.js";
import {
  ASK_TIMEOUT,
  type CallOptions,
  type CancelAllOptions,
  type CancelOptions,
  type ListOptions,
  type OperationSelection,
  WAIT_TIMEOUT,
} from "./callOptions.js";
import { cancelNamed } from "./cancelNamed.js";
import {
  type ClientDependencies,
  defaultDependencies,
  type OperationsClientOptions,
  readOptions,
} from "./clientOptions.js";
import { list, namesInFlight } from "./list.js";
import { ClientContext } from "./operationCall.js";
import { start } from "./start.js";

/**
 * The long-running operations of one Google Cloud service: starts, lists, watches and cancels them, without
 * Pulumi.
 *
 * Waits answer an {@link Outcome}: what GetOperation said, or why the wait stopped. They never throw for what an
 * operation did, nor for a time-out or an abort; how the operation then stands is `running`. Passing trouble
 * (429, 503, resets) is retried until the call's timeout. What can't be got over is a typed error:
 * `ArgumentError` and `TargetError` before anything is sent, `RequestRefusedError` and `ListRefusedError` from
 * the service or for a failure of this machine's set-up (certificate, host name, proxy) before it was reached,
 * `NoAnswerError` and `IncompleteListError` after the timeout of a call that has no outcome.
 *
 * @example
 * ```ts
 * import { OperationsClient } from "pulumi-gcp-lro/client";
 *
 * const client = new OperationsClient({ service: "alloydb" });
 * const outcome = await client.cancelAndWait("projects/p/locations/europe-west1/operations/operation-1", {
 *   timeout: "10m",
 *   signal: AbortSignal.timeout(600_000),
 *   onProgress: ({ kind, name }) => console.error(kind, name),
 * });
 * console.log(outcome.kind); // cancelled, completed, failed, gone or running
 * ```
 */
export class OperationsClient {
  readonly #calls: ClientContext;

  /**
   * Nothing is sent, and no credentials are looked for, before the first call.
   *
   * @param surroundings time, chance and connections, to be replaced in tests alone
   * @throws TargetError for options that no operation could be reached by
   */
  constructor(options: OperationsClientOptions, surroundings: ClientDependencies = defaultDependencies) {
    this.#calls = new ClientContext(readOptions(options), surroundings);
  }

  /**
   * Looks at an operation.
   *
   * @param name `projects/…/operations/…`, with or without `//alloydb.googleapis.com/` before it
   * @returns `undefined` where the service knows no such operation: it never did, or its record has expired
   * @throws RequestRefusedError, NoAnswerError, or the signal's reason
   */
  async get(name: string, options: CallOptions = {}): Promise<Operation | undefined> {
    const deadline = this.#calls.deadline(options, ASK_TIMEOUT);
    const call = this.#calls.open(name, options, deadline);
    const sighting = await pollOnce(call.tools, call.name, 0, call.limits);
    switch (sighting.kind) {
      case "seen":
        return sighting.operation;
      case "notFound":
        return undefined;
      case "refused":
        throw new RequestRefusedError(call.name, sighting.failure, `The state of ${call.name} is unknown.`);
      case "stopped":
        options.signal?.throwIfAborted();
        throw new NoAnswerError(deadline.total, sighting.failure);
    }
  }

  /**
   * The operations below a parent, page after page as they are asked for. What is not listed may exist all the
   * same: some services list pending operations only.
   *
   * @example
   * ```ts
   * for await (const operation of client.list("projects/p/locations/-", { filter: "done=false" })) {
   *   const { verb, target, progressPercent } = readMetadata(operation.metadata);
   *   console.log(operation.name, verb, target, progressPercent);
   * }
   * ```
   * @throws ListRefusedError, IncompleteListError if the timeout cuts the list short, or the signal's reason, all while
   *   iterating
   */
  list(parent: string, options: ListOptions = {}): AsyncGenerator<Operation, void, undefined> {
    return list(this.#calls, parent, options);
  }

  /**
   * Starts an operation. A request whose answer is lost is repeated only with a request id; say by `requestId`
   * where the service takes one.
   *
   * After the signal aborts, nothing is sent any more. The answer to a try that has left the process is awaited, for
   * as long as the request's time limit: only that answer has the name of what then runs.
   *
   * @example
   * ```ts
   * const operation = await client.start({
   *   path: "projects/p/locations/europe-west1/clusters/orders:export",
   *   body: { database: "orders", gcsDestination: { uri: "gs://backups/orders.sql" }, sqlExportOptions: {} },
   * });
   * const outcome = await client.wait(operation.name);
   * ```
   * @returns the operation as the service answered it; one that has ended at once may have no name
   * @throws StartRefusedError when nothing was started
   * @throws StartUncertainError when an operation may have been started, but its name is not known
   */
  start(request: StartRequest, options: CallOptions = {}): Promise<Operation> {
    return start(this.#calls, request, options);
  }

  /**
   * Asks an operation to be cancelled, and doesn't wait for its end: GET, cancel. Accepted, the outcome is
   * `running`, `abandoned`, with `cancelRequested`: an acknowledgement, no more. One that has ended is sent no
   * cancel; one that can't be cancelled is `running`, `cancelUnsupported`.
   *
   * @throws RequestRefusedError when the service refuses for good, such as for want of a permission
   */
  async cancel(name: string, options: CallOptions = {}): Promise<Outcome> {
    const call = this.#calls.open(name, options, this.#calls.deadline(options, ASK_TIMEOUT));
    const plan = call.plan({ whenCancelUnsupported: "abandon" });
    const outcome = await cancelOnly(call.tools, call.name, plan, call.limits);
    return this.#calls.history.conclude(call.name, outcome);
  }

  /**
   * Waits until an operation has ended by itself. Looks come every 5 % of the time waited (0.25 to 5 s).
   *
   * @throws RequestRefusedError when the service refuses to tell how it stands
   */
  async wait(name: string, options: CallOptions = {}): Promise<Outcome> {
    const call = this.#calls.open(name, options, this.#calls.deadline(options, WAIT_TIMEOUT));
    const outcome = await waitForOperation(call.tools, call.name, call.limits, { firstPoll: "atOnce" });
    return this.#calls.history.conclude(call.name, outcome);
  }

  /**
   * Cancels an operation and waits until GetOperation says that it has ended: GET, cancel, GETs every 10 % of the
   * time since (0.25 to 2 s). It may end completed all the same; the outcome says so. An abort before the cancel
   * is sent leaves the operation alone; `cancelRequested` of the outcome tells.
   *
   * @throws RequestRefusedError when the service refuses for good; the operation then still runs
   */
  async cancelAndWait(name: string, options: CancelOptions = {}): Promise<Outcome> {
    const call = this.#calls.open(name, options, this.#calls.deadline(options, WAIT_TIMEOUT));
    const outcome = await cancelAndWait(call.tools, call.name, call.plan(options), call.limits);
    return this.#calls.history.conclude(call.name, outcome);
  }

  /**
   * Cancels operations by their names, or those in flight below a parent, and waits for all of them. Every name is
   * read, and the list followed to its end, before the first cancel is sent.
   *
   * @example
   * ```ts
   * const results = await client.cancelAll({
   *   parent: "projects/p/locations/europe-west1",
   *   matching: ({ metadata }) => readMetadata(metadata).target?.endsWith("/clusters/orders") ?? false,
   * });
   * for (const { name, outcome, error } of results) {
   *   console.log(name, outcome?.kind ?? error?.message);
   * }
   * ```
   * @returns what became of each, once, in the order of the names or of the list: its outcome, or the refusal
   * @throws what `list` throws, also if the list takes more than half of the timeout; nothing was cancelled then
   */
  async cancelAll(
    which: readonly string[] | OperationSelection,
    options: CancelAllOptions = {},
  ): Promise<CancelResult[]> {
    const deadline = this.#calls.deadline(options, WAIT_TIMEOUT);
    const names = Array.isArray(which)
      ? (which as readonly string[])
      : await namesInFlight(this.#calls, which as OperationSelection, options, deadline);
    return cancelNamed(this.#calls, names, options, deadline);
  }
}
