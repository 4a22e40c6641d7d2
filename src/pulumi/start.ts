import type { Deadline } from "../core/deadline.js";
import { formatDuration } from "../core/duration.js";
import { faultText } from "../core/faultText.js";
import { isBusyFault } from "../core/startVerdict.js";
import type { FoundOperations } from "../google/operationSearch.js";
import {
  type RefusedStart,
  type StartResult,
  startOperation,
  type UncertainStart,
} from "../google/startOperation.js";
import type { StartRequest } from "../google/startRequest.js";
import { candidatesText, findingsText, HOW_TO_ADOPT } from "./candidates.js";
import { moment } from "./moment.js";
import { ResourceFailure } from "./resourceFailure.js";
import { searchInTheWay } from "./startSearch.js";
import type { Step } from "./step.js";

/**
 * Sends a resource's start request.
 *
 * @throws ResourceFailure where the step was interrupted before it
 */
export async function sendStart(
  step: Step,
  request: StartRequest,
  requestId: string,
  deadline: Deadline,
): Promise<StartResult> {
  assertNotInterrupted(step);
  const { tools, connection, signal, log } = step;
  step.note({ kind: "starting", path: request.path });
  const sayWhatIsAwaited = (): void =>
    log.write(
      "ephemeral",
      `interrupted; the start of ${request.path} is let finish, since only its answer tells the operation's name`,
    );
  signal.addEventListener("abort", sayWhatIsAwaited, { once: true });
  const limits = { deadline, signal };
  return startOperation({ ...tools, connection }, request, requestId, limits).finally(() =>
    signal.removeEventListener("abort", sayWhatIsAwaited),
  );
}

/** @throws ResourceFailure that says that nothing was started */
export function assertNotInterrupted({ signal }: Step): void {
  if (signal.aborted) {
    throw new ResourceFailure("Interrupted before the start; nothing was started.");
  }
}

/** Why nothing was started; with what is in the way, where the service says that something is. */
export async function refusedStart(
  step: Step,
  request: StartRequest,
  { fault, elapsed }: RefusedStart,
): Promise<ResourceFailure> {
  const tried = elapsed < 1_000 ? "" : ` (tried for ${formatDuration(Math.round(elapsed / 1_000) * 1_000)})`;
  const inTheWay = isBusyFault(fault) ? await searchInTheWay(step, request).catch(() => []) : [];
  const others =
    inTheWay.length === 0
      ? ""
      : `. In flight there: ${candidatesText(inTheWay)}. Wait for its end and run \`pulumi up\` again; or ${HOW_TO_ADOPT}.`;
  return new ResourceFailure(`No operation was started${tried}: ${faultText(fault)}${others}`);
}

/** What may be running without a name, what is known of it, and what to do. */
export function uncertainStart(
  { fault, since, requestId, listUrl }: UncertainStart,
  found: FoundOperations,
): ResourceFailure {
  const repetition =
    requestId === undefined
      ? "It was not sent again, since that could start a second one. "
      : `Every try carried the same request id, ${requestId}, so that at most one was started. `;
  return new ResourceFailure(
    `An operation may have been started at ${moment(since)}, but its name is not known: ` +
      `${faultText(fault)}. ${repetition}${findingsText(found)}` +
      `Look for it with GET ${listUrl}; ` +
      `if it is there, ${HOW_TO_ADOPT}; ` +
      "if it is not, run `pulumi up` again.",
  );
}
