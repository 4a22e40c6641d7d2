import type { Operation } from "../core/operation.js";
import { startOperation } from "../google/startOperation.js";
import type { StartRequest } from "../google/startRequest.js";
import { ASK_TIMEOUT, type CallOptions } from "./callOptions.js";
import { StartRefusedError } from "./errors/startRefusedError.js";
import { StartUncertainError } from "./errors/startUncertainError.js";
import type { Calls } from "./operationCall.js";
import { checkStartPath } from "./readArguments.js";

/**
 * Starts an operation and remembers that it was started here.
 *
 * @throws ArgumentError, TargetError, StartRefusedError, StartUncertainError; the signal's reason where it was aborted
 *   before anything was sent
 */
export async function start(calls: Calls, request: StartRequest, options: CallOptions): Promise<Operation> {
  checkStartPath(request.path);
  options.signal?.throwIfAborted();
  const { clock, random, newRequestId } = calls.surroundings;
  const { connection } = calls.connect(request.path);
  const report = calls.reporter(request.path, options);
  const result = await startOperation({ clock, random, connection, report }, request, newRequestId(), {
    deadline: calls.deadline(options, ASK_TIMEOUT),
    ...(options.signal && { signal: options.signal }),
  });
  switch (result.kind) {
    case "started":
      calls.dealings.started(result.operation.name);
      return result.operation;
    case "refused":
      throw new StartRefusedError(result.fault);
    case "uncertain":
      throw new StartUncertainError(result);
  }
}
