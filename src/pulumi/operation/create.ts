import { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import { pollOnce } from "../../core/polling.js";
import { readOperationName } from "../../google/names/operationName.js";
import type { Dependencies } from "../context/dependencies.js";
import { type OperationContext, openContext } from "../context/operationContext.js";
import type { StepControl } from "../engine/steps.js";
import { settleEntry } from "../recovery/cancelRecord.js";
import type { AcquiredOperation } from "../recovery/startContext.js";
import { recordReturn, startOrRecover } from "../recovery/startOrRecover.js";
import { UserError } from "../report/userError.js";
import { fingerprint } from "../state/fingerprint.js";
import type { DeclaredState, OperationInputs, SavedOperation } from "../state/operationState.js";
import { isInFlight, outputsOf } from "../state/outputs.js";
import { unendedState } from "./deleteResult.js";
import { completeAtInterrupt, type WaitResult, waitUntilDone, withPartialState } from "./waitUntilDone.js";

/** The longest time for the first poll of an operation to adopt, in milliseconds. */
const ADOPTION_POLL_LIMIT = 2 * 60_000;

const NOT_ADDED = "The resource was not added to the state.";

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
  const { declared, source } = inputs;
  const { urn, fingerprints, settings } = declared;
  const open = (resourceName: string): OperationContext =>
    openContext(dependencies, control, { ...declared, resourceName, timeout: settings.createTimeout });
  switch (source.kind) {
    case "start": {
      const { request } = source;
      const context = open(request.path);
      const start = { context, urn, request, requestDigest: fingerprint(fingerprints) };
      const acquired = await startOrRecover(start);
      const saved = await acquiredState(context, declared, acquired, false);
      try {
        return await complete(context, saved, request.path);
      } finally {
        await recordReturn(start, acquired.operation.name);
      }
    }
    case "adopt": {
      const { operationName } = source;
      const context = open(operationName);
      const acquired = await adopt(context, operationName);
      const saved = await acquiredState(context, declared, acquired, true);
      await settleEntry(dependencies, saved);
      return complete(context, saved, operationName);
    }
  }
}

/** The state of a new resource. The log, the only trace of the operation if this run is killed, is shown first. */
async function acquiredState(
  { address, log }: OperationContext,
  declared: DeclaredState,
  { operation, acquiredAt, wasReturned }: AcquiredOperation,
  isAdopted: boolean,
): Promise<SavedOperation> {
  await log.flush();
  return { ...declared, outputs: outputsOf(operation, address, false), isAdopted, wasReturned, acquiredAt };
}

/** Waits for the end of the operation if `waitFor` says so. The ID of an operation without a name has `resourceName`. */
async function complete(
  context: OperationContext,
  saved: SavedOperation,
  resourceName: string,
): Promise<{ id: string; saved: SavedOperation }> {
  const { waitFor } = saved.settings;
  const id = `//${context.connection.host}/${saved.outputs.operationName || resourceName}`;
  // The interrupt may have come while the start was on the wire.
  const isInterrupted = context.signal.aborted && !saved.isAdopted && isInFlight(saved.outputs.state);
  if (waitFor === "started" && !isInterrupted) {
    return { id, saved };
  }
  const wait = (): Promise<WaitResult> =>
    waitFor === "done" ? waitUntilDone(context, saved, "afterPause") : completeAtInterrupt(context, saved);
  const completed = await withPartialState(context.text, id, saved, wait);
  context.log.write("info", context.text.succeeded(completed.outputs));
  return { id, saved: completed };
}

/**
 * Polls an operation that the user names. One that has ended is adopted as well: there is nothing to cancel later, but
 * its result can be used.
 *
 * @param fullName the name, perhaps with its host: `//host/projects/…`
 * @throws UserError if the service doesn't know the operation or refuses to return it; then nothing is saved
 */
async function adopt(context: OperationContext, fullName: string): Promise<AcquiredOperation> {
  const { clock, connection, log, text } = context;
  const { host, apiVersion, baseUrl, versionHint } = connection;
  const operationName = readOperationName(fullName, context.service);
  if (!operationName.ok) {
    throw new UserError(`operationName: ${operationName.error}`);
  }
  const name = text.name(operationName.value);
  const timeout = Math.min(ADOPTION_POLL_LIMIT, context.deadline.total);
  const polled = await pollOnce(context.core, operationName.value, 0, {
    deadline: new Deadline(clock, timeout),
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
          `${versionHint === undefined ? "" : `${versionHint}. `}Check the name, the service, the location and ` +
          "apiVersion. If the operation ended long ago, the service may have deleted its record.",
      );
    case "refused":
      throw new UserError(
        `operationName: the state of ${name} is unknown: ${text.failure(polled.failure)}. ${NOT_ADDED}`,
      );
    case "stopped": {
      const state =
        polled.because === "interrupted"
          ? `Interrupted before the service reported the state of ${name}.`
          : `operationName: ${unendedState(name, false, ` within ${formatDuration(timeout)}`)}`;
      throw new UserError(`${state}${text.lastFailure(polled.failure)} ${NOT_ADDED}`);
    }
  }
}
