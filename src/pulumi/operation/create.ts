import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../../core/deadline.js";
import type { JsonObject } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import { pollOnce } from "../../core/polling.js";
import {
  type Dependencies,
  type OperationContext,
  openContext,
  settingsOf,
} from "../context/operationContext.js";
import { recordReturn, settleEntry } from "../recovery/records.js";
import type { AcquiredOperation } from "../recovery/startContext.js";
import { startOrRecover } from "../recovery/startOrRecover.js";
import { UserError } from "../report/userError.js";
import { fingerprint } from "../state/fingerprint.js";
import { inputPart, type SavedOperation, writeState } from "../state/operationState.js";
import { isInFlight, outputsOf } from "../state/outputs.js";
import { readSource } from "./operationSource.js";
import { withPartialState } from "./partialState.js";
import { completeAtInterrupt, type WaitResult, waitUntilDone } from "./waitUntilDone.js";

/**
 * Starts or adopts the operation, and waits for its end if `waitFor` says so.
 *
 * Once the operation's name is known, every failure carries the state to save.
 *
 * @throws ResourceFailure if nothing was started, or if an operation may run whose name is not known
 * @throws IncompleteFailure if it was started and is not what was asked for
 */
export async function createOperation(dependencies: Dependencies, inputs: JsonObject): Promise<CreateResult> {
  const part = inputPart(inputs);
  const source = readSource(inputs, settingsOf(dependencies).settings);
  const about = source.kind === "start" ? source.request.path : source.operationName;
  const context = openContext(dependencies, part, about);
  const deadline = new Deadline(context.clock, part.settings.timeouts.create);
  const { operation, since, seen } =
    source.kind === "start"
      ? await startOrRecover({
          context,
          part,
          request: source.request,
          requestDigest: fingerprint(part.fingerprints),
          deadline,
          newRequestId: () => dependencies.newRequestId(),
        })
      : await adopt(context, source.operationName, deadline);
  // The log is the only trace of the operation if this run is killed: it is shown before the wait begins.
  await context.log.flush();

  const saved: SavedOperation = {
    ...part,
    outputs: outputsOf(operation, context.address, false),
    adopted: source.kind === "adopt",
    seen,
    since,
  };
  if (saved.adopted) {
    await settleEntry(dependencies, saved);
  }
  const id = `//${context.connection.host}/${operation.name || about}`;
  try {
    const final = await withPartialState(context, id, saved, inputs, () =>
      complete(context, saved, deadline),
    );
    return { id, outs: writeState(final) };
  } finally {
    await recordReturn(context, part.urn, operation.name);
    await context.log.flush();
  }
}

async function adopt(
  context: OperationContext,
  name: string,
  deadline: Deadline,
): Promise<AcquiredOperation> {
  const operation = await adoptOperation(context, name, deadline);
  context.log.write("info", `adopted ${context.text.name(operation.name)}`);
  return { operation, since: context.clock.wall(), seen: true };
}

async function complete(
  context: OperationContext,
  saved: SavedOperation,
  deadline: Deadline,
): Promise<WaitResult> {
  if (saved.settings.waitFor === "done") {
    return waitUntilDone(context, saved, deadline, "afterPause");
  }
  // The interrupt came while the start was on the wire.
  const isInterrupted = context.signal.aborted && !saved.adopted && isInFlight(saved.outputs.state);
  return isInterrupted ? completeAtInterrupt(context, saved) : { saved };
}

/** The longest time for the first poll of an operation to adopt, in milliseconds. */
const LOOK_LIMIT = 2 * 60_000;

/**
 * Polls an operation that the user names. One that has ended is adopted as well: there is nothing to cancel later, but
 * its result can be used.
 *
 * @throws ResourceFailure when the service doesn't know it, or won't tell; nothing is then put into the state
 */
export async function adoptOperation(
  context: OperationContext,
  name: string,
  createDeadline: Deadline,
): Promise<Operation> {
  const deadline = new Deadline(context.clock, Math.min(LOOK_LIMIT, createDeadline.total));
  const polled = await pollOnce(context.tools, name, 0, {
    deadline,
    signal: context.signal,
    isFirstContact: true,
  });
  const { host, apiVersion, baseUrl, versionHint } = context.connection;
  switch (polled.kind) {
    case "found":
      return polled.operation;
    case "notFound":
      throw new UserError(
        `operationName: ${context.text.name(name)} was not found at ${host} (${apiVersion}, ${baseUrl}). ` +
          `${versionHint === undefined ? "" : `${versionHint}. `}Check its name, its service, its location and the ` +
          "apiVersion. Services delete the records of old operations.",
      );
    case "refused":
      throw new UserError(
        `operationName: the state of ${context.text.name(name)} is unknown: ${context.text.failure(polled.failure)}. Nothing was saved.`,
      );
    case "stopped": {
      const why = polled.because === "interrupted" ? "before the interrupt" : "in time";
      const last =
        polled.failure === undefined ? "" : ` The last failure: ${context.text.failure(polled.failure)}.`;
      throw new UserError(
        `operationName: no answer about ${context.text.name(name)} ${why}.${last} Nothing was saved.`,
      );
    }
  }
}
