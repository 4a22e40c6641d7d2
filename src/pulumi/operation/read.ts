import type { ReadResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../../core/deadline.js";
import type { JsonObject } from "../../core/json.js";
import { pollOnce } from "../../core/polling.js";
import { type Dependencies, type OperationContext, openContext } from "../context/operationContext.js";
import { UserError } from "../report/userError.js";
import { readState, type SavedOperation, writeState } from "../state/operationState.js";
import { isTerminal, outputsOfGone } from "../state/outputs.js";
import { endpointMismatch, openVisibility, pollLimits, seenAs } from "./endpointMismatch.js";

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
  dependencies: Dependencies,
  id: string,
  state: JsonObject,
): Promise<ReadResult> {
  const saved = readState(state);
  const { operationName } = saved.outputs;
  if (operationName === "") {
    return { id, props: writeState(saved) };
  }
  const context = openContext(dependencies, saved, operationName, saved.outputs);
  const refreshed = await poll(context, saved);
  await context.log.flush();
  return { id, props: writeState(refreshed) };
}

async function poll(context: OperationContext, saved: SavedOperation): Promise<SavedOperation> {
  const { operationName, state } = saved.outputs;
  const hasEnded = isTerminal(state);
  const result = await pollOnce(context.tools, operationName, 0, {
    deadline: new Deadline(context.clock, hasEnded ? ENDED_POLL_LIMIT : POLL_LIMIT),
    signal: context.signal,
    isFirstContact: true,
    confirmNotFound: pollLimits(context, saved).confirmNotFound ?? false,
  });
  switch (result.kind) {
    case "found": {
      const seen = seenAs(saved, result.operation, context);
      return hasEnded && seen.outputs.state !== state ? saved : seen;
    }
    case "notFound":
      return hasEnded ? saved : missing(context, saved);
    case "refused":
    case "stopped": {
      if (hasEnded) {
        return saved;
      }
      const isInterrupted = result.kind === "stopped" && result.because === "interrupted";
      const failures = result.failure === undefined ? [] : [context.text.failure(result.failure)];
      const reason = [...(isInterrupted ? ["interrupted"] : []), ...failures].join("; ");
      throw new UserError(
        `${context.text.name(operationName)} could not be refreshed: ${reason}. Its state is kept as it was.`,
      );
    }
  }
}

function missing(context: OperationContext, saved: SavedOperation): SavedOperation {
  const elsewhere = endpointMismatch(context, saved);
  if (elsewhere !== undefined) {
    context.log.write("warning", `${elsewhere} Its state is kept as it was.`);
    return saved;
  }
  const isTooYoung = openVisibility(context.clock, saved).visibleBy !== undefined;
  return isTooYoung ? saved : { ...saved, outputs: outputsOfGone(saved.outputs) };
}
