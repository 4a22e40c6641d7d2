import type { RequestFailure } from "#src/core/failure.js";
import type { JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import type { JournalEntry } from "#src/pulumi/journal/journal.js";
import { foreign, rejected, reset, unreadable } from "./faults.js";
import { killedWith, returned } from "./killedRun.js";
import type { MemoryJournal } from "./memoryJournal.js";
import { everyCancel, everyGet, laterGets } from "./modelService.js";
import type { ProviderScript } from "./providerConnection.js";
import { type ProviderScene, type Resource, urn } from "./providerScene.js";
import { hour, minute } from "./scene.js";

/** In every text that the service sends. */
export const WORD = "Geheimwort";
/** In the names and paths that a secret argument is part of. */
export const PART = "Namensteil";

const operationName = `projects/${PART}/locations/l/operations/o`;
const target = `projects/${PART}/locations/l/clusters/${WORD}`;
const request = `GET https://service.googleapis.com/v1/${operationName}`;
const metadata: JsonObject = {
  target,
  verb: WORD,
  statusMessage: WORD,
  createTime: "2026-01-01T00:00:00Z",
  outputUrlPrefix: `gs://${WORD}/x`,
  "@type": "type.googleapis.com/google.cloud.automl.v1.OperationMetadata",
  progressPercent: 40,
};
const cancelling = { ...metadata, requestedCancellation: true };
const words = { message: WORD, request, reason: WORD, activationUrl: `https://${WORD}` };
const refused = rejected(403, "PERMISSION_DENIED", words);
const down = rejected(503, "UNAVAILABLE", words);
const busy = rejected(409, "ABORTED", words);
const unimplemented = rejected(501, "UNIMPLEMENTED", words);
const missing = rejected(404, "NOT_FOUND", words);
const failures: RequestFailure[] = [
  refused,
  down,
  rejected(429, "RESOURCE_EXHAUSTED", { ...words, retryAfter: 5 * minute }),
  unimplemented,
  missing,
  rejected(400, "FAILED_PRECONDITION", words),
  foreign(404, { excerpt: WORD, server: WORD, request }),
  foreign(502, { excerpt: WORD, server: WORD, request }),
  unreadable({ problem: WORD, excerpt: WORD, server: WORD, request }),
  reset({ request }),
  { kind: "credentials", request, message: WORD, summary: "the host gave no access token", transient: false },
];
const failed = { error: { code: 13, message: WORD, details: [{ WORD }] } };
const listed: Operation[] = ["1", "2"].map((id) => ({
  name: `${operationName}-${id}`,
  done: false,
  metadata,
}));
const base: ProviderScript = {
  starts: [{ name: operationName, done: false, metadata }],
  formsName: operationName,
  metadata,
  lists: listed,
  end: { response: { name: target, echo: WORD } },
};
export const secretStart = {
  path: `projects/${PART}/locations/l/clusters/c:export`,
  body: { database: "d" },
};
const done = { waitFor: "done" };
const undo = { whenCompletedDespiteCancel: "undo", undo: { method: "DELETE", path: "{target}" } };
const completing = { cancelTakes: "ignores", endsAt: 20 * minute } as const;

type NextStep = (scene: ProviderScene, resource: Resource, inputs: JsonObject) => Promise<unknown>;
type EarlierRun = (inputs: JsonObject) => Promise<MemoryJournal>;

/** Runs in which the service's words could show. */
export interface Situation {
  script: ProviderScript;
  inputs?: JsonObject;
  /** The time at which the step is interrupted, in milliseconds. */
  interruptAt?: number;
  /** The next step of the resource that create returned, ten minutes later. Default: none. */
  next?: NextStep;
  journal?: EarlierRun;
}

const destroys: NextStep = (scene, resource) => scene.delete(resource);
const refreshes: NextStep = (scene, resource) => scene.refresh(resource);
const waits: NextStep = (scene, resource, inputs) => scene.update(resource, { ...inputs, ...done });
const killed =
  (facts: Parameters<typeof killedWith>[0]): EarlierRun =>
  (inputs) =>
    killedWith({ ...(facts.status !== "sending" && { name: operationName }), ...facts }, inputs);

export const situations: Record<string, Situation> = {
  "create, progress and end": { script: { ...base, endsAt: hour / 2 }, inputs: done },
  "create of one that fails": { script: { ...base, end: failed, endsAt: minute }, inputs: done },
  "create of one that vanishes": { script: { ...base, goneFrom: minute }, inputs: done },
  "create that times out": { script: base, inputs: { ...done, timeouts: { create: "5m" } } },
  "create, Ctrl-C": { script: { ...base, cancelTakes: hour }, inputs: done, interruptAt: minute },
  "create, Ctrl-C and left": { script: base, inputs: { ...done, onInterrupt: "leave" }, interruptAt: minute },
  "create, Ctrl-C and failed": {
    script: { ...base, endsAt: minute, end: failed },
    inputs: done,
    interruptAt: minute,
  },
  adoption: { script: { ...base, endsAt: 0, end: failed }, inputs: { operationName } },
  refresh: { script: base, next: refreshes },
  "delete, cancelled": { script: { ...base, cancelTakes: minute }, next: destroys },
  "delete, failed": { script: { ...base, ...completing, end: failed }, next: destroys },
  "delete, completed": { script: { ...base, ...completing }, next: destroys },
  "delete, completed, fail": {
    script: { ...base, ...completing },
    inputs: { whenCompletedDespiteCancel: "fail" },
    next: destroys,
  },
  "delete, metadata shows a cancel": {
    script: { ...base, endsAt: minute, metadata: cancelling },
    next: destroys,
  },
  "delete, timeout": {
    script: { ...base, cancelTakes: hour },
    inputs: { timeouts: { delete: "5m" } },
    next: destroys,
  },
  "delete, onDelete wait": {
    script: base,
    inputs: { onDelete: "wait", timeouts: { delete: "5m" } },
    next: destroys,
  },
  "delete, onDelete cancel": {
    script: { ...base, cancelTakes: hour },
    inputs: { onDelete: "cancel" },
    next: destroys,
  },
  "delete, onDelete abandon": { script: base, inputs: { onDelete: "abandon" }, next: destroys },
  "delete, unsupported": {
    script: { ...base, mishaps: everyCancel(unimplemented) },
    inputs: { whenCancelUnsupported: "fail" },
    next: destroys,
  },
  "delete, unsupported, abandon": {
    script: { ...base, mishaps: everyCancel(unimplemented) },
    inputs: { whenCancelUnsupported: "abandon" },
    next: destroys,
  },
  undo: { script: { ...base, ...completing }, inputs: undo, next: destroys },
  "undo of a failing operation": {
    script: { ...base, ...completing, undo: { end: failed } },
    inputs: undo,
    next: destroys,
  },
  "undo without its value": {
    script: { ...base, ...completing, metadata: {} },
    inputs: undo,
    next: destroys,
  },
  "undo with a value that is no name": {
    script: { ...base, ...completing, metadata: { ...metadata, target: `${WORD}?x` } },
    inputs: undo,
    next: destroys,
  },
  "undo with a path that is none": {
    script: { ...base, ...completing, metadata: { ...metadata, target: `v1/${WORD}` } },
    inputs: undo,
    next: destroys,
  },
  "recovery, adopted": { script: base, journal: killed({}) },
  "recovery, ended": { script: { ...base, endsAt: 0, end: failed }, journal: killed({}) },
  "recovery, gone": { script: { ...base, goneFrom: 0 }, journal: killed({}) },
  "recovery, another request": { script: base, journal: killed({ requestDigest: "other" }) },
  "recovery, elsewhere": { script: { ...base, apiVersion: "v1" }, journal: killed({}) },
  "recovery, being cancelled": {
    script: { ...base, endsAt: minute, metadata: cancelling },
    journal: killed({}),
  },
  "recovery, being cancelled for long": { script: { ...base, metadata: cancelling }, journal: killed({}) },
  "recovery, sending": { script: base, journal: killed({ status: "sending" }) },
  "recovery, returned": { script: base, journal: returned },
  "recovery, a repetition of one that failed": {
    script: {
      ...base,
      starts: [
        {
          name: operationName,
          done: true,
          result: { kind: "error", error: { code: 13, status: "INTERNAL", message: WORD, details: [] } },
          metadata,
        },
      ],
    },
    inputs: { start: { ...secretStart, requestId: "query" } },
    journal: killed({ status: "sending", requestId: "7e57ab1e" }),
  },
  "another start of this machine": { script: base, journal: younger, next: refreshes },
  "another place": {
    script: { ...base, goneFrom: minute },
    next: (scene, { id, state }) =>
      scene.delete({ id, state: { ...state, endpoint: "https://elsewhere.example" } }),
  },
  "another place, refresh": {
    script: { ...base, goneFrom: minute },
    next: (scene, { id, state }) =>
      scene.refresh({ id, state: { ...state, endpoint: "https://elsewhere.example" } }),
  },
};
for (const [index, failure] of failures.entries()) {
  const what = `${failure.kind} ${"httpStatus" in failure ? failure.httpStatus : ""} ${index}`;
  const gets = { ...base, mishaps: everyGet(failure) };
  Object.assign(situations, {
    [`start, ${what}`]: { script: { ...base, starts: Array.from({ length: 100 }, () => failure) } },
    [`start with an ID, ${what}`]: {
      script: { ...base, starts: Array.from({ length: 100 }, () => failure) },
      inputs: { start: { ...secretStart, requestId: "query" } },
    },
    [`lost start and list, ${what}`]: { script: { ...base, starts: [down], lists: failure } },
    [`refused start and list, ${what}`]: {
      script: { ...base, starts: Array.from({ length: 100 }, () => busy), lists: failure },
    },
    [`GET in create, ${what}`]: { script: gets, inputs: { ...done, timeouts: { create: "5m" } } },
    [`GET in adoption, ${what}`]: { script: gets, inputs: { operationName } },
    [`GET in refresh, ${what}`]: { script: gets, next: refreshes },
    [`GET in update, ${what}`]: { script: gets, inputs: { timeouts: { create: "5m" } }, next: waits },
    [`GET in delete, ${what}`]: { script: gets, inputs: { timeouts: { delete: "5m" } }, next: destroys },
    [`GET in abandon, ${what}`]: { script: gets, inputs: { onDelete: "abandon" }, next: destroys },
    [`GET in recovery, ${what}`]: { script: gets, journal: killed({}) },
    [`later GET in recovery, ${what}`]: {
      script: { ...base, metadata: cancelling, mishaps: laterGets(failure) },
      journal: killed({}),
    },
    [`later GET in delete, ${what}`]: {
      script: { ...base, cancelTakes: hour, mishaps: laterGets(failure) },
      inputs: { timeouts: { delete: "5m" } },
      next: destroys,
    },
    [`cancel in delete, ${what}`]: {
      script: { ...base, mishaps: everyCancel(failure) },
      inputs: { timeouts: { delete: "5m" }, whenCancelUnsupported: "fail" },
      next: destroys,
    },
    [`cancel at Ctrl-C, ${what}`]: {
      script: { ...base, mishaps: everyCancel(failure) },
      inputs: done,
      interruptAt: minute,
    },
    [`undo, ${what}`]: {
      script: { ...base, ...completing, undo: { answers: () => failure } },
      inputs: undo,
      next: destroys,
    },
    [`GET of an undo, ${what}`]: {
      script: { ...base, ...completing, undo: { mishaps: everyGet(failure) } },
      inputs: undo,
      next: destroys,
    },
  } satisfies Record<string, Situation>);
}

/** A start of this machine that is older than the operation that another machine's state holds. */
async function younger(inputs: JsonObject): Promise<MemoryJournal> {
  const journal = await killedWith({ name: operationName, time: 0, requestDigest: "other" }, inputs);
  const entry = journal.entry as JournalEntry;
  // Create removes what it finds; the entry is there again when the state is seen.
  const remove = journal.remove.bind(journal);
  let isFirst = true;
  journal.write = async () => true;
  journal.remove = async (of) => {
    await remove(of);
    if (isFirst) {
      isFirst = false;
      journal.entries.set(urn, entry);
    }
  };
  return journal;
}
