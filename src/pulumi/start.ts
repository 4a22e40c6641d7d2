import type { Deadline } from "../core/deadline.js";
import { formatDuration } from "../core/duration.js";
import { faultText } from "../core/faultText.js";
import type { Operation } from "../core/operation.js";
import { type RefusedStart, startOperation, type UncertainStart } from "../google/startOperation.js";
import type { StartRequest } from "../google/startRequest.js";
import { ResourceFailure } from "./resourceFailure.js";
import type { Step } from "./step.js";

/**
 * Sends a resource's start request and returns the operation that it started.
 *
 * @throws ResourceFailure that tells whether something may be running, and how to find and adopt it
 */
export async function startForResource(
  step: Step,
  request: StartRequest,
  requestId: string,
  deadline: Deadline,
): Promise<Operation> {
  const { tools, connection, signal, log } = step;
  if (signal.aborted) {
    throw new ResourceFailure("Interrupted before the start; nothing was started.");
  }
  step.note({ kind: "starting", path: request.path });
  const sayWhatIsAwaited = (): void =>
    log.write(
      "ephemeral",
      `interrupted; the start of ${request.path} is let finish, since only its answer tells the operation's name`,
    );
  signal.addEventListener("abort", sayWhatIsAwaited, { once: true });
  const limits = { deadline, signal };
  const result = await startOperation({ ...tools, connection }, request, requestId, limits).finally(() =>
    signal.removeEventListener("abort", sayWhatIsAwaited),
  );
  switch (result.kind) {
    case "started":
      step.note({ kind: "leftRunning", name: result.operation.name || request.path });
      return result.operation;
    case "refused":
      step.note(undefined);
      throw refusedStart(result);
    case "uncertain":
      throw uncertainStart(result);
  }
}

function refusedStart({ fault, elapsed }: RefusedStart): ResourceFailure {
  const tried = elapsed < 1_000 ? "" : ` (tried for ${formatDuration(Math.round(elapsed / 1_000) * 1_000)})`;
  return new ResourceFailure(`No operation was started${tried}: ${faultText(fault)}`);
}

function uncertainStart({ fault, since, requestId, listUrl }: UncertainStart): ResourceFailure {
  const repetition =
    requestId === undefined
      ? `It was not sent again, since that could start a second one. `
      : `Every try carried the same request id, ${requestId}, so that at most one was started. `;
  return new ResourceFailure(
    `An operation may have been started at ${new Date(since).toISOString()}, but its name is not known: ` +
      `${faultText(fault)}. ${repetition}` +
      `Look for it with GET ${listUrl}; ` +
      `if it is there, adopt it: replace \`start\` by \`operationName: "<its name>"\`; ` +
      `if it is not, run \`pulumi up\` again.`,
  );
}
