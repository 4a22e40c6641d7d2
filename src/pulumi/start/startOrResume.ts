import type { Operation } from "../../core/operation.js";
import type { RefusedStart, UncertainStart } from "../../google/startOperation.js";
import { fingerprint } from "../fingerprint.js";
import type { IntendedStart } from "../journal/startEntry.js";
import { moment } from "../moment.js";
import { obtainListed } from "./lookAtStarted.js";
import { recallStart } from "./recallStart.js";
import { resumeStart } from "./resumeStart.js";
import { assertNotInterrupted, sendStart } from "./sendStart.js";
import { refusedStart, uncertainStart } from "./startFailure.js";
import { searchForStart } from "./startSearch.js";
import { warnOfStrayStarts } from "./strayStarts.js";
import { type ObtainedOperation, rememberName, rememberTold, type WantedStart } from "./wantedStart.js";

/**
 * Starts a resource's operation, unless an earlier run has done so and was killed before the state could be
 * saved: then that one is taken over (edge case 33). What is about to happen is noted before the start is sent.
 *
 * @param newRequestId for a request that carries one and was not sent before
 * @throws ResourceFailure that tells whether something may be running, and how to find and adopt it
 */
export async function startOrResume(
  given: Omit<WantedStart, "fingerprint">,
  newRequestId: string,
): Promise<ObtainedOperation> {
  const wanted = { ...given, fingerprint: fingerprint(given.part.fingerprints) };
  try {
    return await obtain(wanted, newRequestId);
  } finally {
    // What was started has to be returned, whatever becomes of a warning.
    await warnOfStrayStarts(wanted).catch(() => undefined);
  }
}

async function obtain(wanted: WantedStart, newRequestId: string): Promise<ObtainedOperation> {
  const { step, part, request, deadline } = wanted;
  assertNotInterrupted(step);
  const entry = await recallStart(wanted);
  const resumption = entry === undefined ? { kind: "start" as const } : await resumeStart(wanted, entry);
  if (resumption.kind === "taken") {
    return resumption.obtained;
  }
  assertNotInterrupted(step);
  const repeated = resumption.repeats;
  const requestId = repeated?.requestId ?? newRequestId;
  const intent = repeated ?? intentOf(wanted, requestId);
  await step.starts.put(intent, step.seat);
  if (step.signal.aborted && repeated === undefined) {
    // Nothing was sent and nothing will be: the next run must not search for it.
    await step.starts.drop(part.urn);
  }
  const result = await sendStart(step, request, requestId, deadline);
  switch (result.kind) {
    case "started":
      return started(wanted, result.operation);
    case "refused":
      return repeated === undefined ? refused(wanted, result) : refusedRepetition(wanted, repeated, result);
    case "uncertain": {
      const obtained = await unanswered(wanted, intent, result);
      if (resumption.beside !== undefined) {
        warnOfUnanswered(wanted, obtained, resumption.beside);
      }
      return obtained;
    }
  }
}

/** Of two starts that were never answered each may have begun what was found: the other may arrive yet. */
function warnOfUnanswered(
  { step }: WantedStart,
  { operation }: ObtainedOperation,
  other: IntendedStart,
): void {
  step.log.write(
    "warning",
    `${operation.name} may as well be what the start of ${moment(other.since)} has begun, which was never answered ` +
      `either; then there may be a second one. Look for it with GET ${other.listUrl}`,
  );
}

function intentOf({ step, part, request, fingerprint }: WantedStart, requestId: string): IntendedStart {
  const { seat, starts, connection, clock } = step;
  const takesId = request.requestId === "query" || request.requestId === "body";
  return {
    kind: "intent",
    urn: part.urn,
    endpoint: seat.endpoint,
    fingerprint,
    since: Math.round(clock.wall()),
    ...(takesId && { requestId }),
    listUrl: connection.listUrl(request.path),
    earlier: starts.holders.heldBy(part.urn, seat.endpoint),
  };
}

/** The name is on the user's screen before it is anywhere else. */
async function started(wanted: WantedStart, operation: Operation): Promise<ObtainedOperation> {
  const { step, part } = wanted;
  const name = operation.name || wanted.request.path;
  step.note({ kind: operation.done ? "ended" : "leftRunning", name });
  step.log.write("info", `started ${operation.name || "an operation that ended at once"}`);
  const since = Math.round(step.clock.wall());
  if (operation.name === "") {
    await step.starts.drop(part.urn);
  } else {
    await rememberName(wanted, operation.name, since);
  }
  return { operation, since, seen: false };
}

async function refused(wanted: WantedStart, result: RefusedStart): Promise<never> {
  const { step, part } = wanted;
  step.note(undefined);
  await step.starts.drop(part.urn);
  throw await refusedStart(wanted, result);
}

/** Only the repetition surely did not happen: the first try, of an earlier run, may have. */
function refusedRepetition(
  wanted: WantedStart,
  intent: IntendedStart,
  { fault }: RefusedStart,
): Promise<ObtainedOperation> {
  const { since, requestId, listUrl } = intent;
  const id = requestId === undefined ? {} : { requestId };
  return unanswered(wanted, intent, { kind: "uncertain", fault, since, listUrl, ...id });
}

/**
 * Looks at once for what a start without an answer has begun (edge case 27). What can't be found for certain is
 * told; only another run starts anew then, never a repetition in this one.
 */
async function unanswered(
  wanted: WantedStart,
  intent: IntendedStart,
  result: UncertainStart,
): Promise<ObtainedOperation> {
  const { step } = wanted;
  const since = Math.round(result.since);
  if (step.signal.aborted) {
    throw uncertainStart(result, { operations: [] });
  }
  const window = { from: since, to: step.clock.wall() };
  const search = await searchForStart(wanted, window, intent.earlier).catch(() => undefined);
  if (search?.only !== undefined) {
    const { name } = search.only;
    step.note({ kind: "leftRunning", name });
    step.log.write(
      "info",
      `adopted ${name}: it alone of what is listed fits the start of ${moment(since)} whose answer was lost`,
    );
    await rememberName(wanted, name, since);
    return obtainListed(wanted, search.only, since);
  }
  if (search !== undefined) {
    await rememberTold(wanted, intent);
  }
  throw uncertainStart(result, search ?? { operations: [] });
}
