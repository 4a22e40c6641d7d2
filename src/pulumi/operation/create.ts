import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../../core/deadline.js";
import type { JsonObject } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import { sight } from "../../core/polling.js";
import { openStep, type Step, type Surroundings, settingsOf } from "../context/operationContext.js";
import { recordReturn, settleEntry } from "../recovery/records.js";
import type { AcquiredOperation } from "../recovery/startContext.js";
import { startOrRecover } from "../recovery/startOrRecover.js";
import { ResourceFailure } from "../report/userError.js";
import { fingerprint } from "../state/fingerprint.js";
import { inputPart, type SavedState, writeState } from "../state/operationState.js";
import { isInFlight, outputsOf } from "../state/outputs.js";
import { readOrigin } from "./operationSource.js";
import { keepingState } from "./partialState.js";
import { awaitCompletion, type Completion, completeAtInterrupt } from "./waitUntilDone.js";

/**
 * Starts or adopts the operation, and waits for its end if `waitFor` says so.
 *
 * Once the operation's name is known, every failure carries the state to save.
 *
 * @throws ResourceFailure if nothing was started, or if an operation may run whose name is not known
 * @throws IncompleteFailure if it was started and is not what was asked for
 */
export async function createOperation(surroundings: Surroundings, inputs: JsonObject): Promise<CreateResult> {
  const part = inputPart(inputs);
  const origin = readOrigin(inputs, settingsOf(surroundings).settings);
  const about = origin.kind === "start" ? origin.request.path : origin.operationName;
  const step = openStep(surroundings, part, about);
  const deadline = new Deadline(step.clock, part.settings.timeouts.create);
  const { operation, since, seen } =
    origin.kind === "start"
      ? await startOrRecover({
          step,
          part,
          request: origin.request,
          requestDigest: fingerprint(part.fingerprints),
          deadline,
          newRequestId: () => surroundings.newRequestId(),
        })
      : await adopt(step, origin.operationName, deadline);
  // The log is the only trace of the operation if this run is killed: it is shown before the wait begins.
  await step.log.flush();

  const saved: SavedState = {
    ...part,
    outputs: outputsOf(operation, step.seat, false),
    adopted: origin.kind === "adopt",
    seen,
    since,
  };
  if (saved.adopted) {
    await settleEntry(surroundings, saved);
  }
  const id = `//${step.connection.host}/${operation.name || about}`;
  try {
    const final = await keepingState(step, id, saved, inputs, () => complete(step, saved, deadline));
    return { id, outs: writeState(final) };
  } finally {
    await recordReturn(step, part.urn, operation.name);
    await step.log.flush();
  }
}

async function adopt(step: Step, name: string, deadline: Deadline): Promise<AcquiredOperation> {
  const operation = await adoptOperation(step, name, deadline);
  step.log.write("info", `adopted ${step.text.name(operation.name)}`);
  return { operation, since: step.clock.wall(), seen: true };
}

async function complete(step: Step, saved: SavedState, deadline: Deadline): Promise<Completion> {
  if (saved.settings.waitFor === "done") {
    return awaitCompletion(step, saved, deadline, "afterPause");
  }
  // The interrupt came while the start was on the wire.
  const isInterrupted = step.signal.aborted && !saved.adopted && isInFlight(saved.outputs.state);
  return isInterrupted ? completeAtInterrupt(step, saved) : { saved };
}

/** The longest time for the first poll of an operation to adopt, in milliseconds. */
const LOOK_LIMIT = 2 * 60_000;

/**
 * Polls an operation that the user names. One that has ended is adopted as well: there is nothing to cancel later, but
 * its result can be used.
 *
 * @throws ResourceFailure when the service doesn't know it, or won't tell; nothing is then put into the state
 */
export async function adoptOperation(step: Step, name: string, createDeadline: Deadline): Promise<Operation> {
  const deadline = new Deadline(step.clock, Math.min(LOOK_LIMIT, createDeadline.total));
  const sighting = await sight(step.tools, name, 0, { deadline, signal: step.signal, firstContact: true });
  const { host, apiVersion, baseUrl, versionHint } = step.connection;
  switch (sighting.kind) {
    case "seen":
      return sighting.operation;
    case "missing":
      throw new ResourceFailure(
        `operationName: ${step.text.name(name)} was not found at ${host} (${apiVersion}, ${baseUrl}). ` +
          `${versionHint === undefined ? "" : `${versionHint}. `}Check its name, its service, its location and the ` +
          "apiVersion. Services delete the records of old operations.",
      );
    case "refused":
      throw new ResourceFailure(
        `operationName: the state of ${step.text.name(name)} is unknown: ${step.text.fault(sighting.fault)}. Nothing was saved.`,
      );
    case "stopped": {
      const why = sighting.because === "interrupted" ? "before the interrupt" : "in time";
      const last =
        sighting.fault === undefined ? "" : ` The last failure: ${step.text.fault(sighting.fault)}.`;
      throw new ResourceFailure(
        `operationName: no answer about ${step.text.name(name)} ${why}.${last} Nothing was saved.`,
      );
    }
  }
}
