import type { OperationEvent } from "../core/events.js";
import type { Operation } from "../core/operation.js";
import { startOperation } from "../google/startOperation.js";
import type { StartRequest } from "../google/startRequest.js";
import { checkStart } from "./arguments.js";
import { ASK_TIMEOUT, type CallOptions } from "./callOptions.js";
import { StartRefusedError, StartUncertainError } from "./clientErrors.js";
import type { ClientContext } from "./operationCall.js";

/**
 * Starts an operation and remembers that it was started here. What `onProgress` throws ends the repetitions, and is
 * thrown once it is known that nothing was started; else it is the cause of the StartUncertainError.
 *
 * @throws ArgumentError, TargetError, StartRefusedError, StartUncertainError; the signal's reason if it was aborted
 *   beforehand
 */
export async function start(
  calls: ClientContext,
  request: StartRequest,
  options: CallOptions,
): Promise<Operation> {
  checkStart(request);
  const deadline = calls.deadline(options, ASK_TIMEOUT);
  options.signal?.throwIfAborted();
  const { clock, random, newRequestId } = calls.surroundings;
  const { connection } = calls.connect(request.path);
  const show = calls.reporter(request.path, options);
  const stop = new AbortController();
  let thrown: { cause?: unknown } = {};
  const report = (event: OperationEvent): void => {
    try {
      show(event);
    } catch (cause) {
      thrown = { cause };
      stop.abort();
    }
  };
  const result = await startOperation({ clock, random, connection, report }, request, newRequestId(), {
    deadline,
    signal: options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal,
  });
  switch (result.kind) {
    case "started":
      calls.history.started(result.operation.name);
      return result.operation;
    case "refused":
      throw stop.signal.aborted ? thrown.cause : new StartRefusedError(result.failure);
    case "uncertain":
      throw new StartUncertainError(result, thrown);
  }
}
