import { cancelAndWait, cancelOnly } from "../core/cancel.js";
import type { OperationEvent } from "../core/events.js";
import type { Operation } from "../core/operation.js";
import { NoAnswerError, RequestRefusedError } from "../core/operationErrors.js";
import type { Outcome } from "../core/outcome.js";
import { pollOnce } from "../core/polling.js";
import { waitForOperation } from "../core/wait.js";
import type { OperationOutcome } from "../core/waitAll.js";
import { startOperation } from "../google/startOperation.js";
import type { StartRequest } from "../google/startRequest.js";
import { checkStart } from "./arguments.js";
import { ClientContext } from "./clientContext.js";
import { StartRefusedError, StartUncertainError } from "./clientErrors.js";
import {
  CALL_TIMEOUT,
  type CallOptions,
  type CancelAllOptions,
  type CancelOptions,
  type ListOptions,
  type OperationSelection,
  type OperationsClientOptions,
  WAIT_TIMEOUT,
} from "./options.js";
import { cancelSelected, list, waitForSelected } from "./selection.js";

/**
 * Client of the long-running operations of one Google Cloud service: starts, lists, polls and cancels them, without
 * Pulumi.
 *
 * Waits return an {@link Outcome}: the end that GetOperation reports, or the reason why the wait stopped. They never throw
 * because of the end of an operation, a time-out or an abort; after the latter two the outcome is `running`. Transient failures (429, 503, resets)
 * are retried until the call's timeout. Permanent failures throw a typed error: `ArgumentError` and `TargetError`
 * before anything is sent; `RequestRefusedError` and `ListRefusedError` from the service, or for a problem of this
 * machine's set-up (certificate, host name, proxy) before the service was reached; `NoAnswerError` and
 * `IncompleteListError` after the timeout of a call that has no outcome.
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
  readonly #context: ClientContext;

  /**
   * Reads options and environment. The first call is the first to send anything or to read credentials.
   *
   * @throws TargetError for options with which no service can be opened
   */
  constructor(options: OperationsClientOptions) {
    this.#context = new ClientContext(options);
  }

  /**
   * Gets an operation.
   *
   * @param name `projects/…/operations/…`, with or without `//alloydb.googleapis.com/` before it
   * @returns `undefined` if the service knows no such operation: there never was one, or its record has expired
   * @throws RequestRefusedError, NoAnswerError, or the signal's reason
   */
  async get(name: string, options: CallOptions = {}): Promise<Operation | undefined> {
    const deadline = this.#context.deadline(options, CALL_TIMEOUT);
    const call = this.#context.prepareCall(name, options, deadline);
    const polled = await pollOnce(call.context, call.name, 0, call.limits);
    switch (polled.kind) {
      case "found":
        return polled.operation;
      case "notFound":
        return undefined;
      case "refused":
        throw new RequestRefusedError(call.name, polled.failure, `The state of ${call.name} is unknown`);
      case "stopped":
        options.signal?.throwIfAborted();
        throw new NoAnswerError(call.name, deadline.total, polled.failure);
    }
  }

  /**
   * Lists the operations below a parent, page after page as they are asked for. An operation that is not listed may
   * exist: some services list pending operations only.
   *
   * @example
   * ```ts
   * for await (const operation of client.list("projects/p/locations/-", { filter: "done=false" })) {
   *   const { verb, target, progressPercent } = readMetadata(operation.metadata);
   *   console.log(operation.name, verb, target, progressPercent);
   * }
   * ```
   * @throws ListRefusedError, IncompleteListError if the timeout cuts the list short or the service could not reach a
   *   location, or the signal's reason, all while iterating
   */
  list(parent: string, options: ListOptions = {}): AsyncGenerator<Operation, void, undefined> {
    return list(this.#context, parent, options);
  }

  /**
   * Starts an operation. A request whose response is lost is repeated only with a request ID; `requestId` tells which part
   * of the request takes one.
   *
   * After the signal aborts, nothing more is sent. The response to a request that has been sent is still awaited, up to its
   * time limit, because only that response has the operation's name. An error that `onProgress` throws ends the attempts;
   * it is thrown if nothing was started, and otherwise it is the cause of the StartUncertainError.
   *
   * @example
   * ```ts
   * const operation = await client.start({
   *   path: "projects/p/locations/europe-west1/clusters/orders:export",
   *   body: { database: "orders", gcsDestination: { uri: "gs://backups/orders.sql" }, sqlExportOptions: {} },
   * });
   * const outcome = await client.wait(operation.name);
   * ```
   * @returns the operation as the service returned it; one that has ended at once may have no name
   * @throws StartRefusedError when nothing was started
   * @throws StartUncertainError when an operation may have been started, but its name is not known
   */
  async start(request: StartRequest, options: CallOptions = {}): Promise<Operation> {
    checkStart(request);
    const deadline = this.#context.deadline(options, CALL_TIMEOUT);
    options.signal?.throwIfAborted();
    const { clock, random, newRequestId } = this.#context.dependencies;
    const { connection } = this.#context.open(request.path);
    const reportProgress = this.#context.reporter(request.path, options);
    const controller = new AbortController();
    let progressError: { cause?: unknown } = {};
    const report = (event: OperationEvent): void => {
      try {
        reportProgress(event);
      } catch (cause) {
        progressError = { cause };
        controller.abort();
      }
    };
    const result = await startOperation({ clock, random, connection, report }, request, newRequestId(), {
      deadline,
      signal: options.signal ? AbortSignal.any([options.signal, controller.signal]) : controller.signal,
    });
    switch (result.kind) {
      case "started":
        this.#context.history.recordStart(result.operation.name);
        return result.operation;
      case "refused":
        throw controller.signal.aborted ? progressError.cause : new StartRefusedError(result.failure);
      case "uncertain":
        throw new StartUncertainError(result, progressError);
    }
  }

  /**
   * Requests that an operation be cancelled, and doesn't wait for its end: GET, cancel. If the request is accepted, the
   * outcome is `running`, `abandoned`, with `cancelRequested`: an acknowledgement, no more. No cancel is sent for an
   * operation that has ended. One that can't be cancelled is `running`, `cancelUnsupported`.
   *
   * @throws RequestRefusedError when the service refuses for good, such as for a missing permission
   */
  async cancel(name: string, options: CallOptions = {}): Promise<Outcome> {
    const call = this.#context.prepareCall(name, options, this.#context.deadline(options, CALL_TIMEOUT));
    const plan = call.plan({ whenCancelUnsupported: "abandon" });
    const outcome = await cancelOnly(call.context, call.name, plan, call.limits);
    return this.#context.endCall(call, outcome);
  }

  /**
   * Waits until an operation has ended by itself. The pauses between polls grow from 0.25 s to 5 s.
   *
   * @throws RequestRefusedError when the service refuses to return the operation
   */
  async wait(name: string, options: CallOptions = {}): Promise<Outcome> {
    const deadline = this.#context.deadline(options, WAIT_TIMEOUT);
    const { context, name: operationName, limits } = this.#context.prepareCall(name, options, deadline);
    // There may be thousands of such calls, so each keeps no more than it needs.
    return waitForOperation(context, operationName, limits, { firstPoll: "atOnce" }).then((outcome) =>
      this.#context.endCall({ context, name: operationName }, outcome),
    );
  }

  /**
   * Cancels an operation and waits until GetOperation reports its end: GET, cancel, GETs every 10 % of the
   * time since (0.25 to 2 s). It may still end completed; the outcome says so. An abort before the cancel is sent
   * leaves the operation alone; the outcome's `cancelRequested` shows whether one was sent.
   *
   * @throws RequestRefusedError when the service refuses for good; the operation then still runs
   */
  async cancelAndWait(name: string, options: CancelOptions = {}): Promise<Outcome> {
    const call = this.#context.prepareCall(name, options, this.#context.deadline(options, WAIT_TIMEOUT));
    const outcome = await cancelAndWait(call.context, call.name, call.plan(options), call.limits);
    return this.#context.endCall(call, outcome);
  }

  /**
   * Cancels operations by their names, or those in flight below a parent, and waits for all of them. Every name is
   * read, and the list followed to its end, before the first cancel is sent.
   *
   * @example
   * ```ts
   * const results = await client.cancelAll({
   *   parent: "projects/p/locations/europe-west1",
   *   targets: ["projects/p/locations/europe-west1/clusters/orders"],
   * });
   * for (const { name, outcome, error } of results) {
   *   console.log(name, outcome?.kind ?? error?.message);
   * }
   * ```
   * @returns the outcome of each operation, or the refusal, once, in the order of the names or of the list
   * @throws what `list` throws, also if the list takes more than half of the timeout; nothing was cancelled then
   */
  cancelAll(
    which: readonly string[] | OperationSelection,
    options: CancelAllOptions = {},
  ): Promise<OperationOutcome[]> {
    return cancelSelected(this.#context, which, options);
  }

  /**
   * Waits until operations have ended by themselves: those with the given names, or those in flight below a parent.
   * Every name is read, and the list followed to its end, before the first wait begins. Operations that are started
   * later are not waited for.
   *
   * @example
   * ```ts
   * const results = await client.waitAll({ parent: "projects/p/locations/europe-west1" }, { timeout: "2h" });
   * const unfinished = results.filter(({ outcome }) => outcome?.kind !== "completed");
   * ```
   * @returns the outcome of each operation, or the refusal, once, in the order of the names or of the list
   * @throws what `list` throws, also if the list takes more than half of the timeout
   */
  waitAll(
    which: readonly string[] | OperationSelection,
    options: CallOptions = {},
  ): Promise<OperationOutcome[]> {
    return waitForSelected(this.#context, which, options);
  }
}
