import type { CancelContext } from "#src/core/cancel.js";
import { beginCancel, type CancelPlan, type CancelStart, cancelAndWait } from "#src/core/cancel.js";
import { Deadline } from "#src/core/deadline.js";
import type { OperationEvent } from "#src/core/events.js";
import type { Outcome } from "#src/core/outcome.js";
import type { WaitLimits } from "#src/core/polling.js";
import { pollByGet } from "#src/core/polling.js";
import { type WaitOptions, waitForOperation } from "#src/core/wait.js";
import { DrivenClock } from "./drivenClock.js";
import { type Mishaps, ModelService, type OperationScript, operationName } from "./modelService.js";
import { seededRandom } from "./seededRandom.js";

/** The settings of a scene besides its operation and the mishaps of its service. */
export interface SceneSettings {
  /** Milliseconds until the deadline. Default: an hour. */
  timeout?: number;
  /** Milliseconds during which "no such operation" means "not visible yet". Default: none. */
  visibleWithin?: number;
  /** Milliseconds until Ctrl-C. Default: never. */
  interruptAt?: number;
  seed?: number;
}

export const minute = 60_000;
export const hour = 60 * minute;

/** One operation of a scripted service and a wait for it, on a driven clock, with a record of requests and events. */
export class Scene {
  readonly clock = new DrivenClock();
  readonly service: ModelService;
  readonly context: CancelContext;
  readonly limits: WaitLimits;
  readonly events: OperationEvent[] = [];
  readonly #interrupt = new AbortController();

  constructor(script: OperationScript = {}, mishaps: Mishaps = {}, settings: SceneSettings = {}) {
    this.service = new ModelService(this.clock, script, mishaps);
    this.context = {
      clock: this.clock,
      service: this.service,
      polls: pollByGet(this.service, this.clock),
      random: seededRandom(settings.seed ?? 1),
      report: (event) => this.events.push(event),
    };
    this.limits = {
      deadline: new Deadline(this.clock, settings.timeout ?? hour),
      signal: this.#interrupt.signal,
      ...(settings.visibleWithin !== undefined && { visibleBy: settings.visibleWithin }),
    };
    if (settings.interruptAt !== undefined) {
      void this.clock.sleep(settings.interruptAt).then(() => this.interrupt());
    }
  }

  interrupt(): void {
    this.#interrupt.abort();
  }

  cancelAndWait(plan: CancelPlan = { whenUnsupported: "wait" }): Promise<Outcome> {
    return cancelAndWait(this.context, operationName, plan, this.limits);
  }

  beginCancel(plan: CancelPlan = { whenUnsupported: "wait" }): Promise<CancelStart> {
    return beginCancel(this.context, operationName, plan, this.limits);
  }

  waitForOperation(plan?: Omit<WaitOptions, "schedule">): Promise<Outcome> {
    return waitForOperation(this.context, operationName, this.limits, plan);
  }

  /** The kinds of the events, in order, without repetitions in a row. */
  get eventKinds(): string[] {
    return this.events.map((event) => event.kind).filter((kind, index, kinds) => kind !== kinds[index - 1]);
  }
}
