import type { Operation } from "../../core/operation.js";
import { REQUEST_ID_LIFE } from "../../google/startOperation.js";
import type { IntendedStart, NamedStart, StartEntry } from "../journal/startEntry.js";
import { moment } from "../moment.js";
import { ResourceFailure } from "../resourceFailure.js";
import { endText, findingsText, howToLook } from "./candidates.js";
import { endCancelled } from "./endCancelled.js";
import { lookAtStarted, obtainListed } from "./lookAtStarted.js";
import { warnOfOtherStart } from "./otherStart.js";
import { LONGEST_SEARCH, type StartSearch, searchForStart } from "./startSearch.js";
import {
  isNameOfService,
  type ObtainedOperation,
  rememberName,
  rememberTold,
  type WantedStart,
} from "./wantedStart.js";

/** What is to be done about an entry: the operation is there, or a start is to be sent. */
export type Resumption =
  | { kind: "taken"; obtained: ObtainedOperation }
  /**
   * `repeats`: the same start, with the request id that it had. `beside`: one that was never answered, and of which
   * nothing could be found.
   */
  | { kind: "start"; repeats?: IntendedStart; beside?: IntendedStart };

/** How old a start is, in milliseconds, before what is in no list is taken for not there: lists lag behind. */
const LISTING_WINDOW = 15_000;

/** Pause between searches within that time, in milliseconds. */
const SEARCH_PAUSE = 3_000;

/** A start that surely did not happen is tried again for five minutes, and a try may take some more. */
const LONGEST_START = 10 * 60_000;

/**
 * Finds out what became of an earlier start of a resource whose state holds no operation, and says so.
 *
 * @throws ResourceFailure where it can't be told, or several operations may be it: nothing is started then
 */
export async function resumeStart(wanted: WantedStart, entry: StartEntry): Promise<Resumption> {
  if (entry.kind === "named" && !isNameOfService(wanted, entry.operationName)) {
    return { kind: "start" };
  }
  if (entry.fingerprint !== wanted.fingerprint) {
    await warnOfOtherStart(wanted, entry);
    return { kind: "start" };
  }
  return entry.kind === "named" ? resumeNamed(wanted, entry) : resumeIntended(wanted, entry);
}

async function resumeNamed(wanted: WantedStart, entry: NamedStart): Promise<Resumption> {
  const { operationName, since, cancelledAt } = entry;
  const operation = await lookAtStarted(wanted, operationName, since);
  if (operation === undefined || operation.done) {
    return startAfter(wanted, entry, operation);
  }
  wanted.step.note({ kind: "leftRunning", name: operationName });
  if (cancelledAt !== undefined) {
    await endCancelled(wanted, entry, cancelledAt);
    return { kind: "start" };
  }
  wanted.step.log.write(
    "info",
    `adopted ${operationName}: an earlier run started it at ${moment(since)} by the same request, and the ` +
      "state doesn't hold it; to start anew instead, change `triggers`",
  );
  return { kind: "taken", obtained: { operation, since, seen: true } };
}

function startAfter({ step }: WantedStart, entry: NamedStart, operation: Operation | undefined): Resumption {
  const end =
    operation === undefined
      ? "is no longer known to the service, so how it ended is unknown"
      : endText(operation);
  const isDespiteCancel = entry.cancelledAt !== undefined && operation !== undefined && end === "succeeded";
  step.log.write(
    isDespiteCancel ? "warning" : "info",
    `${entry.operationName}, which an earlier run started at ${moment(entry.since)}, ${end}` +
      `${isDespiteCancel ? " although it was asked to be cancelled: its effects exist" : ""}; a new one is started`,
  );
  return { kind: "start" };
}

async function resumeIntended(wanted: WantedStart, entry: IntendedStart): Promise<Resumption> {
  const { step } = wanted;
  const { toldBy, ...intent } = entry;
  const age = step.clock.wall() - entry.since;
  const at = moment(entry.since);
  if (intent.requestId !== undefined && age >= 0 && age < REQUEST_ID_LIFE) {
    step.log.write(
      "info",
      `the start that an earlier run intended at ${at} is sent with the same request id`,
    );
    return { kind: "start", repeats: intent };
  }
  const search = await searchFor(wanted, entry);
  if (search.only !== undefined) {
    const { name } = search.only;
    await rememberName(wanted, name, entry.since);
    step.log.write("info", `${name} alone fits the start that an earlier run intended at ${at}`);
    if (toldBy === step.starts.run) {
      // The same run asks again (an `onError` hook): what its start has begun is what it wants, even if it has ended.
      return { kind: "taken", obtained: await obtainListed(wanted, search.only, entry.since) };
    }
    const { urn, endpoint, fingerprint, since } = entry;
    return resumeNamed(wanted, { kind: "named", urn, endpoint, fingerprint, since, operationName: name });
  }
  if (toldBy !== undefined && toldBy !== step.starts.run) {
    step.log.write("info", `a new operation is started; the start of ${at} was never answered`);
    return { kind: "start", beside: intent };
  }
  if (search.operations.length === 0 && search.gap === undefined && toldBy === undefined) {
    step.log.write(
      "info",
      `nothing listed fits the start that an earlier run intended at ${at}; a new one is sent`,
    );
    // Where the id is remembered after all, it still is the same start.
    return intent.requestId === undefined ? { kind: "start" } : { kind: "start", repeats: intent };
  }
  await rememberTold(wanted, intent);
  throw unclear(entry, search);
}

/** Searches, at first again and again, until the start is old enough for its operation to be listed. */
async function searchFor(
  wanted: WantedStart,
  { since, earlier, toldBy }: IntendedStart,
): Promise<StartSearch> {
  const { step, deadline } = wanted;
  const to = Math.min(step.clock.wall(), since + LONGEST_START);
  try {
    for (;;) {
      const search = await searchForStart(wanted, { from: since, to }, earlier);
      const age = step.clock.wall() - since;
      const isYoung = age >= 0 && age < LISTING_WINDOW;
      const hasTime = deadline.remaining() > SEARCH_PAUSE + LONGEST_SEARCH;
      const mayAppear = toldBy === undefined && isYoung && hasTime;
      if (search.operations.length > 0 || search.gap !== undefined || !mayAppear) {
        return search;
      }
      step.log.write("ephemeral", `looking for what the start of ${moment(since)} may have begun`);
      await step.clock.sleep(SEARCH_PAUSE, step.signal);
      step.signal.throwIfAborted();
    }
  } catch (error) {
    if (!step.signal.aborted) {
      throw error;
    }
    throw new ResourceFailure(
      `Interrupted while the start of ${moment(since)} was looked for; nothing was started. ` +
        "The next `pulumi up` looks for it again.",
    );
  }
}

function unclear({ since, listUrl }: IntendedStart, search: StartSearch): ResourceFailure {
  return new ResourceFailure(
    `An earlier run was about to start an operation at ${moment(since)} and can't have saved its name; nothing ` +
      `was started now. ${findingsText(search)}${howToLook(listUrl)}; ` +
      "if it is not, run `pulumi up` again to start anew.",
  );
}
