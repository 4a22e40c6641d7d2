import type { ReadResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../../core/deadline.js";
import type { JsonObject } from "../../core/json.js";
import { sight } from "../../core/polling.js";
import { openStep, type Step, type Surroundings } from "../context/operationContext.js";
import { ResourceFailure } from "../report/userError.js";
import { readState, type SavedState, writeState } from "../state/operationState.js";
import { isTerminal, outputsOfGone } from "../state/outputs.js";
import { openVisibility, pollLimits, seenAs, wrongPlace } from "./endpointMismatch.js";

/** The longest time that a refresh retries its request, in milliseconds. */
const POLL_LIMIT = 2 * 60_000;

/** The same if the state already holds the end, so that the request can only complete the outputs. */
const ENDED_POLL_LIMIT = 5_000;

/**
 * Refreshes the outputs by one GetOperation. An operation that is not found becomes `GONE`, which doesn't fail the
 * stack. An end that the state holds stays, since records expire and ends don't change.
 *
 * @throws ResourceFailure if the service doesn't answer, or refuses to
 */
export async function readOperationState(
  surroundings: Surroundings,
  id: string,
  state: JsonObject,
): Promise<ReadResult> {
  const saved = readState(state);
  const { operationName } = saved.outputs;
  if (operationName === "") {
    return { id, props: writeState(saved) };
  }
  const step = openStep(surroundings, saved, operationName, saved.outputs);
  const refreshed = await poll(step, saved);
  await step.log.flush();
  return { id, props: writeState(refreshed) };
}

async function poll(step: Step, saved: SavedState): Promise<SavedState> {
  const { operationName, state } = saved.outputs;
  const hasEnded = isTerminal(state);
  const result = await sight(step.tools, operationName, 0, {
    deadline: new Deadline(step.clock, hasEnded ? ENDED_POLL_LIMIT : POLL_LIMIT),
    signal: step.signal,
    firstContact: true,
    confirmMissing: pollLimits(step, saved).confirmMissing ?? false,
  });
  switch (result.kind) {
    case "seen": {
      const seen = seenAs(saved, result.operation, step);
      return hasEnded && seen.outputs.state !== state ? saved : seen;
    }
    case "missing":
      return hasEnded ? saved : missing(step, saved);
    case "refused":
    case "stopped": {
      if (hasEnded) {
        return saved;
      }
      const isInterrupted = result.kind === "stopped" && result.because === "interrupted";
      const failures = result.fault === undefined ? [] : [step.text.fault(result.fault)];
      const reason = [...(isInterrupted ? ["interrupted"] : []), ...failures].join("; ");
      throw new ResourceFailure(
        `${step.text.name(operationName)} could not be refreshed: ${reason}. Its state is kept as it was.`,
      );
    }
  }
}

function missing(step: Step, saved: SavedState): SavedState {
  const elsewhere = wrongPlace(step, saved);
  if (elsewhere !== undefined) {
    step.log.write("warning", `${elsewhere} Its state is kept as it was.`);
    return saved;
  }
  const isTooYoung = openVisibility(step.clock, saved).visibleBy !== undefined;
  return isTooYoung ? saved : { ...saved, outputs: outputsOfGone(saved.outputs) };
}
