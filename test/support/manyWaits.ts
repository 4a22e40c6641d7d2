import type { CancelContext } from "#src/core/cancel.js";
import { Deadline } from "#src/core/deadline.js";
import type { OperationEvent } from "#src/core/events.js";
import { isRequestRefusedError } from "#src/core/operationErrors.js";
import type { Outcome } from "#src/core/outcome.js";
import { type PollSource, pollByGet } from "#src/core/polling.js";
import type { EndHint } from "#src/core/prediction.js";
import { SharedPolls } from "#src/core/sharedPolls.js";
import { waitForOperation } from "#src/core/wait.js";
import { DrivenClock } from "./drivenClock.js";
import { type ListScript, ModelLists } from "./modelLists.js";
import { type Mishaps, ModelService, type OperationScript } from "./modelService.js";
import { hour } from "./scene.js";
import { seededRandom } from "./seededRandom.js";

/** One operation, and the wait for it. Times are in milliseconds. */
export interface PlannedWait {
  script?: OperationScript;
  mishaps?: Mishaps;
  /** Default: the first of the parents with lists. */
  parent?: string;
  /** The time at which the wait begins. Default 0. */
  begins?: number;
  /** Default: an hour. */
  timeout?: number;
}

/** The end of a wait: its outcome, or the kind of the failure with which the service refused. */
export interface EndedWait {
  at: number;
  kind: Outcome["kind"] | "refused";
  outcome?: Outcome;
}

export const parentA = "projects/p/locations/a";
export const parentB = "projects/p/locations/b";

/** Waits for many operations of a model service, whose polls share its lists, or are GETs. */
export class ManyWaits {
  readonly clock = new DrivenClock();
  readonly service = new ModelService(this.clock);
  readonly events: OperationEvent[] = [];
  readonly names: readonly string[];
  readonly lists: ModelLists;
  readonly polls: PollSource;
  readonly #waits: readonly PlannedWait[];
  readonly #hint: ((script: OperationScript, age: number) => EndHint) | undefined;
  readonly #interrupt = new AbortController();

  /**
   * @param lists the lists by parent; "none": all polls are GETs
   * @param hint what the service reports about an operation of that age, all of which begin at once
   */
  constructor(
    waits: readonly PlannedWait[],
    lists: Readonly<Record<string, ListScript>> | "none",
    hint?: (script: OperationScript, age: number) => EndHint,
  ) {
    this.#waits = waits;
    this.#hint = hint;
    this.names = waits.map(({ parent = parentA }, index) => `${parent}/operations/operation-${index}`);
    for (const [index, { script, mishaps }] of waits.entries()) {
      this.service.begin(script, mishaps, this.names[index]);
    }
    this.lists = new ModelLists(this.clock, this.service, this.names, lists === "none" ? {} : lists);
    const context = { clock: this.clock, random: seededRandom(99) };
    this.polls =
      lists === "none"
        ? pollByGet(this.service, this.clock)
        : new SharedPolls(this.lists, context).through(this.service);
  }

  /** The dependencies of one wait. Each has its own random numbers, so that waits don't affect each other. */
  context(index: number): CancelContext {
    return {
      clock: this.clock,
      service: this.service,
      polls: this.polls,
      random: seededRandom(index),
      report: (event) => this.events.push(event),
      readEndHint: () => this.#hint?.(this.#waits[index]?.script ?? {}, this.clock.monotonic()) ?? {},
    };
  }

  interruptAt(time: number): void {
    void this.clock.sleep(time).then(() => this.#interrupt.abort());
  }

  /** Plays all waits to their ends. */
  run(): Promise<EndedWait[]> {
    return Promise.all(this.#waits.map((wait, index) => this.#wait(wait, index)));
  }

  async #wait({ begins = 0, timeout = hour }: PlannedWait, index: number): Promise<EndedWait> {
    if (begins > 0) {
      await this.clock.sleep(begins);
    }
    const name = this.names[index] ?? "";
    const limits = { deadline: new Deadline(this.clock, timeout), signal: this.#interrupt.signal };
    try {
      const outcome = await waitForOperation(this.context(index), name, limits, { firstPoll: "atOnce" });
      return { at: this.clock.monotonic(), kind: outcome.kind, outcome };
    } catch (error) {
      if (!isRequestRefusedError(error)) {
        throw error;
      }
      return { at: this.clock.monotonic(), kind: "refused" };
    }
  }

  count(kind: OperationEvent["kind"]): number {
    return this.events.filter((event) => event.kind === kind).length;
  }
}
