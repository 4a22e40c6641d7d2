import type { JsonObject, JsonValue } from "../../core/json.js";
import { isUsableName } from "../../google/operationName.js";
import { fingerprint } from "../fingerprint.js";
import type { Journal } from "../journal/journal.js";
import { isMoment } from "../moment.js";
import type { OperationOutputs } from "../outputs.js";
import type { PlaceholderValues } from "./placeholders.js";

/**
 * How far a delete has come with the undo of an operation:
 *
 * - `asked`: its cancellation was requested; it has not been seen to end.
 * - `owed`: it completed all the same, and its undo surely has not been done.
 * - `sent`: an undo that must not be repeated may have been done; its answer was lost.
 * - `waiting`: the undo is an operation itself, which has not been seen to end.
 * - `undone`: nothing is left to be done.
 */
export type UndoStage = (typeof STAGES)[number];
const STAGES = ["asked", "owed", "sent", "waiting", "undone"] as const;

/** What a machine remembers of an undo between two destroys: a delete that fails can't write to the state. */
export interface UndoRecord {
  stage: UndoStage;
  /** When that stage was reached, in milliseconds since the epoch. */
  since: number;
  /** What the operation told, for when it is no longer known to the service. */
  values: PlaceholderValues;
  /** Digest of the undo request that `sent`, `waiting` and `undone` are about. */
  request?: string;
  /** The operation that `waiting` is about. */
  operation?: string;
}

/** Of the form that is written. */
const VERSION = 1;

/** The page of the journal about the undo of one operation, wherever it is declared. */
export class UndoMemory {
  readonly #journal: Journal;
  readonly #key: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(journal: Journal, { endpoint, operationName }: OperationOutputs) {
    this.#journal = journal;
    this.#key = fingerprint(["undo", endpoint, operationName]);
  }

  async read(): Promise<UndoRecord | undefined> {
    const page = await this.#next(() => this.#journal.read(this.#key));
    return page === undefined ? undefined : recordOf(page);
  }

  async write(record: UndoRecord): Promise<void> {
    await this.#next(() => this.#journal.write(this.#key, pageOf(record)));
  }

  /** Writes a record only where there is none: what came of an undo weighs more than how it began. */
  async begin(record: UndoRecord): Promise<void> {
    await this.#next(async () => {
      const page = await this.#journal.read(this.#key);
      if (page === undefined || recordOf(page) === undefined) {
        await this.#journal.write(this.#key, pageOf(record));
      }
    });
  }

  async forget(): Promise<void> {
    await this.#next(() => this.#journal.remove(this.#key));
  }

  /** One after the other: what is noted while an operation is watched is not waited for there. */
  #next<T>(deal: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(deal);
    this.#last = turn;
    return turn;
  }
}

function pageOf({ values, ...record }: UndoRecord): JsonObject {
  const { target, "response.name": responseName } = values;
  return {
    version: VERSION,
    ...record,
    ...(target !== undefined && { target }),
    ...(responseName !== undefined && { responseName }),
  };
}

/** A page that an earlier run has written; anything else is no record at all. */
function recordOf(page: JsonObject): UndoRecord | undefined {
  const { version, since, request, operation, target, responseName } = page;
  const stage = STAGES.find((one) => one === page.stage);
  if (version !== VERSION || stage === undefined || !isMoment(since)) {
    return undefined;
  }
  if (stage === "waiting" && (!isText(operation) || !isUsableName(operation))) {
    return undefined;
  }
  return {
    stage,
    since,
    values: {
      ...(isText(target) && { target }),
      ...(isText(responseName) && { "response.name": responseName }),
    },
    ...(isText(request) && { request }),
    ...(isText(operation) && { operation }),
  };
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value !== "";
}
