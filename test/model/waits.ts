import type { CancelContext } from "#src/core/cancel.js";
import { cancelAndWait } from "#src/core/cancel.js";
import { cancelAll } from "#src/core/cancelAll.js";
import { Deadline } from "#src/core/deadline.js";
import { isRequestRefusedError } from "#src/core/operationErrors.js";
import type { Outcome } from "#src/core/outcome.js";
import type { WaitLimits } from "#src/core/polling.js";
import { pollByGet } from "#src/core/polling.js";
import { waitForOperation } from "#src/core/wait.js";
import type { OperationOutcome } from "#src/core/waitAll.js";
import { DrivenClock } from "../support/drivenClock.js";
import { seededRandom } from "../support/seededRandom.js";
import { Cloud, parent } from "./cloud.js";
import type { OperationScript } from "./cloudOperation.js";
import { ModelConnection } from "./connection.js";
import type { Mishap } from "./mishap.js";
import { Network, type Sender, type SentRequest } from "./network.js";

/** The way in which a call of the core treats its operations. */
export type Manner = "wait" | "cancelAndWait" | "cancelAll";

/** A call of the core, in parallel with others. */
export interface Call {
  manner: Manner;
  names: string[];
  width: number;
  timeout: number;
  began: number;
  interruptedAt?: number;
  endedAt?: number;
  /** Once it has ended: of each operation, in their order. */
  results?: OperationOutcome[];
  sent: SentRequest[];
}

/** Several operations, and several callers who wait for them or cancel them at the same time. */
export class Waits {
  readonly clock = new DrivenClock("whenTold");
  readonly cloud: Cloud;
  readonly calls: Call[] = [];
  readonly #network: Network;
  readonly #mishaps: (Mishap | undefined)[] = [];
  readonly #interrupts: AbortController[] = [];

  constructor(scripts: readonly OperationScript[]) {
    this.cloud = new Cloud(this.clock, scripts);
    this.#network = new Network(this.clock, this.cloud);
    for (const _ of scripts) {
      this.cloud.start({ path: `${parent}/clusters/c:export` });
    }
  }

  /** The mishaps of the next requests, of any sender. */
  lastError(mishaps: readonly (Mishap | undefined)[]): void {
    this.#mishaps.push(...mishaps);
  }

  begin(manner: Manner, names: string[], timeout: number, width: number): void {
    const call: Call = { manner, names, width, timeout, began: this.clock.monotonic(), sent: [] };
    const interrupt = new AbortController();
    this.calls.push(call);
    this.#interrupts.push(interrupt);
    const limits = { deadline: new Deadline(this.clock, timeout), signal: interrupt.signal };
    void this.#perform(call, limits).then((results) => {
      call.results = results;
      call.endedAt = this.clock.monotonic();
    });
  }

  interrupt(index: number): void {
    const call = this.calls[index];
    if (call !== undefined && call.endedAt === undefined) {
      call.interruptedAt ??= this.clock.monotonic();
      this.#interrupts[index]?.abort();
    }
  }

  async #perform(call: Call, limits: WaitLimits): Promise<OperationOutcome[]> {
    const tools = this.#toolsOf(call);
    const visibleBy = Math.max(0, 60_000 - this.clock.monotonic());
    const plan = { whenUnsupported: "wait" as const };
    const own = visibleBy === 0 ? limits : { ...limits, visibleBy: this.clock.monotonic() + visibleBy };
    switch (call.manner) {
      case "wait":
        return each(call.names, (name) => waitForOperation(tools, name, own, { firstPoll: "atOnce" }));
      case "cancelAndWait":
        return each(call.names, (name) => cancelAndWait(tools, name, plan, own));
      case "cancelAll": {
        const { visibleBy: until, ...shared } = own;
        const cancellations = call.names.map((name) => ({
          name,
          context: tools,
          plan,
          ...(until !== undefined && { visibleBy: until }),
        }));
        return cancelAll(cancellations, shared, call.width);
      }
    }
  }

  #toolsOf(call: Call): CancelContext {
    const sender: Sender = {
      isDead: false,
      nextMishap: () => this.#mishaps.shift(),
      happened: () => undefined,
      sent: call.sent,
    };
    const connection = new ModelConnection(this.#network, sender);
    return {
      clock: this.clock,
      polls: pollByGet(connection, this.clock),
      service: connection,
      random: seededRandom(this.calls.length),
      report: () => undefined,
    };
  }
}

/** Starts the calls one after the other; all run in parallel. */
function each(names: string[], deal: (name: string) => Promise<Outcome>): Promise<OperationOutcome[]> {
  return Promise.all(
    names.map(async (name): Promise<OperationOutcome> => {
      try {
        return { name, outcome: await deal(name) };
      } catch (error) {
        if (isRequestRefusedError(error)) {
          return { name, error };
        }
        throw error;
      }
    }),
  );
}
