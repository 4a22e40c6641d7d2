import { Deadline } from "../../core/deadline.js";
import { pollOnce } from "../../core/polling.js";
import { readOperationName } from "../../google/names/operationName.js";
import type { Dependencies } from "../context/dependencies.js";
import { type OperationContext, openContext } from "../context/operationContext.js";
import type { StepControl } from "../engine/steps.js";
import { settleEntry } from "../recovery/cancelRecord.js";
import type { AcquiredOperation, StartContext } from "../recovery/startContext.js";
import { recordReturn, startOrRecover } from "../recovery/startOrRecover.js";
import { UserError } from "../report/userError.js";
import { fingerprint } from "../state/fingerprint.js";
import type { OperationInputs, SavedOperation } from "../state/operationState.js";
import { isInFlight, outputsOf } from "../state/outputs.js";
import { completeAtInterrupt, type WaitResult, waitUntilDone, withPartialState } from "./waitUntilDone.js";

/** The longest time for the first poll of an operation to adopt, in milliseconds. */
const ADOPTION_POLL_LIMIT = 2 * 60_000;

/**
 * Starts or adopts the operation, and waits for its end if `waitFor` says so.
 *
 * Once the operation's name is known, every failure carries the state to save.
 *
 * @throws UserError if nothing was started, or if an operation may run whose name is not known
 * @throws PartialStateError if it was started and is not as the inputs want it
 */
export async function createOperation(
  dependencies: Dependencies,
  control: StepControl,
  inputs: OperationInputs,
): Promise<{ id: string; saved: SavedOperation }> {
  const { source } = inputs;
  const { urn, fingerprints, settings } = inputs.saved;
  const resourceName = source.kind === "start" ? source.request.path : source.operationName;
  const context = openContext(dependencies, control, {
    ...inputs.saved,
    resourceName,
    timeout: settings.createTimeout,
  });
  const start: StartContext | undefined =
    source.kind === "start"
      ? { context, urn, request: source.request, requestDigest: fingerprint(fingerprints) }
      : undefined;
  const { operation, acquiredAt, wasReturned } =
    start === undefined ? await adopt(context, resourceName) : await startOrRecover(start);
  // The log is the only trace of the operation if this run is killed: it is shown before the wait begins.
  await context.log.flush();

  const saved: SavedOperation = {
    ...inputs.saved,
    outputs: outputsOf(operation, context.address, false),
    isAdopted: start === undefined,
    wasReturned,
    acquiredAt,
  };
  if (start === undefined) {
    await settleEntry(dependencies, saved);
  }
  const id = `//${context.connection.host}/${operation.name || resourceName}`;
  // The interrupt may have come while the start was on the wire.
  const isInterrupted = context.signal.aborted && !saved.isAdopted && isInFlight(saved.outputs.state);
  const isComplete = settings.waitFor === "started" && !isInterrupted;
  const complete = (): Promise<WaitResult> =>
    settings.waitFor === "done"
      ? waitUntilDone(context, saved, "afterPause")
      : completeAtInterrupt(context, saved);
  try {
    return {
      id,
      saved: isComplete ? saved : await withPartialState(context.text, id, saved, complete),
    };
  } finally {
    if (start !== undefined) {
      await recordReturn(start, operation.name);
    }
  }
}

/**
 * Polls an operation that the user names. One that has ended is adopted as well: there is nothing to cancel later, but
 * its result can be used.
 *
 * @param fullName the name, perhaps with its host: `//host/projects/…`
 * @throws UserError if the service doesn't know the operation or refuses to answer; then nothing is saved
 */
async function adopt(context: OperationContext, fullName: string): Promise<AcquiredOperation> {
  const { clock, connection, log, text } = context;
  const { host, apiVersion, baseUrl, versionHint } = connection;
  const operationName = readOperationName(fullName, context.service);
  if (!operationName.ok) {
    throw new UserError(`operationName: ${operationName.error}`);
  }
  const name = text.name(operationName.value);
  const polled = await pollOnce(context.core, operationName.value, 0, {
    deadline: new Deadline(clock, Math.min(ADOPTION_POLL_LIMIT, context.deadline.total)),
    signal: context.signal,
    isFirstContact: true,
  });
  switch (polled.kind) {
    case "found": {
      const { operation } = polled;
      log.write("info", `adopted ${text.name(operation.name)}`);
      return { operation, acquiredAt: clock.wall(), wasReturned: true };
    }
    case "notFound":
      throw new UserError(
        `operationName: ${name} was not found at ${host} (${apiVersion}, ${baseUrl}). ` +
          `${versionHint === undefined ? "" : `${versionHint}. `}Check its name, its service, its location and the ` +
          "apiVersion. Services delete the records of old operations.",
      );
    case "refused":
      throw new UserError(
        `operationName: the state of ${name} is unknown: ${text.failure(polled.failure)}. Nothing was saved.`,
      );
    case "stopped": {
      const why = polled.because === "interrupted" ? "before the interrupt" : "in time";
      throw new UserError(
        `operationName: no answer about ${name} ${why}.${text.lastFailure(polled.failure)} Nothing was saved.`,
      );
    }
  }
}
