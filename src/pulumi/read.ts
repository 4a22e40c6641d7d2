import type { ReadResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../core/deadline.js";
import { faultText } from "../core/faultText.js";
import type { JsonObject } from "../core/json.js";
import { sight } from "../core/sighting.js";
import { isTerminal, outputsOfGone } from "./outputs.js";
import { ResourceFailure } from "./resourceFailure.js";
import { readState, type SavedState, writeState } from "./savedState.js";
import { seenAs } from "./seenState.js";
import { openStep, type Step, type Surroundings } from "./step.js";
import { openVisibility } from "./visibility.js";
import { wrongPlace } from "./whereabouts.js";

/** How long a refresh tries past passing faults, in milliseconds. */
const LOOK_LIMIT = 2 * 60_000;

/**
 * Refreshes the outputs by one GetOperation. An operation that vanished is `GONE`, which doesn't fail the
 * stack; one whose end was already seen keeps that end, since records expire and ends don't change.
 *
 * @throws ResourceFailure when the service won't tell
 */
export async function readOperationState(
  surroundings: Surroundings,
  id: string,
  state: JsonObject,
): Promise<ReadResult> {
  const saved = readState(state);
  const name = saved.outputs.operationName;
  if (name === "") {
    return { id, props: writeState(saved) };
  }
  const step = openStep(surroundings, saved, name);
  const refreshed = await look(step, saved);
  await step.log.flush();
  return { id, props: writeState(refreshed) };
}

async function look(step: Step, saved: SavedState): Promise<SavedState> {
  const name = saved.outputs.operationName;
  const sighting = await sight(step.tools, name, 0, {
    deadline: new Deadline(step.clock, LOOK_LIMIT),
    signal: step.signal,
  });
  switch (sighting.kind) {
    case "seen":
      return isTerminal(saved.outputs.state) && !sighting.operation.done
        ? saved
        : seenAs(saved, sighting.operation, step);
    case "missing":
      return isTerminal(saved.outputs.state) ? saved : missed(step, saved);
    case "refused":
    case "stopped": {
      if (isTerminal(saved.outputs.state)) {
        return saved;
      }
      const isInterrupted = sighting.kind === "stopped" && sighting.because === "interrupted";
      const reasons = [
        ...(isInterrupted ? ["Interrupted."] : []),
        ...(sighting.fault === undefined ? [] : [`${faultText(sighting.fault)}.`]),
      ];
      throw new ResourceFailure(
        `${name} could not be refreshed; its state is kept as it was. ${reasons.join(" ")}`,
      );
    }
  }
}

/** An operation in flight, as far as the state knows, that the service doesn't know. */
function missed(step: Step, saved: SavedState): SavedState {
  const elsewhere = wrongPlace(step, saved);
  if (elsewhere !== undefined) {
    step.log.write("warning", `${elsewhere} Its state is kept as it was.`);
    return saved;
  }
  const isTooYoung = openVisibility(step.clock, saved).visibleBy !== undefined;
  return isTooYoung ? saved : { ...saved, outputs: outputsOfGone(saved.outputs) };
}
