import type { JsonObject } from "#src/core/json.js";
import { DrivenClock } from "../support/drivenClock.js";
import { Cloud } from "./cloud.js";
import type { Fate } from "./cloudOperation.js";
import { EngineModel, type Step } from "./engineModel.js";
import { MachineJournal } from "./machineJournal.js";
import { Network, type SentRequest } from "./network.js";
import { type Disturbance, ProviderProcess } from "./providerProcess.js";

/** Milliseconds that Pulumi takes before it calls the provider; no run begins faster after another. */
const STARTING_UP = 2_500;

/** One run of Pulumi and all that it did. */
export interface Run {
  process: ProviderProcess;
  steps: Step[];
  /** What it sent, in order. */
  sent: SentRequest[];
}

/** A stack of one resource from the first `up` to the last `destroy`, with the cloud that it lives in. */
export class Life {
  readonly clock = new DrivenClock();
  readonly cloud: Cloud;
  readonly network: Network;
  readonly journal = new MachineJournal();
  readonly engine = new EngineModel(() => this.clock.monotonic());
  readonly runs: Run[] = [];

  readonly #left = new Set<string>();

  constructor(fates: readonly Fate[]) {
    this.cloud = new Cloud(this.clock, fates);
    this.network = new Network(this.clock, this.cloud);
  }

  /** Whether the user has chosen to leave an operation running, or the service has denied it. */
  isLeft(name: string): boolean {
    return this.#left.has(name);
  }

  leave(name: string): void {
    this.#left.add(name);
  }

  up(inputs: JsonObject, disturbance: Disturbance): Promise<Run> {
    return this.#run(disturbance, (process) => this.engine.up(process, inputs));
  }

  destroy(disturbance: Disturbance): Promise<Run> {
    return this.#run(disturbance, (process) => this.engine.destroy(process));
  }

  refresh(disturbance: Disturbance): Promise<Run> {
    return this.#run(disturbance, (process) => this.engine.refresh(process));
  }

  /** Each run has a provider process of its own; at its end the engine tells it to cancel, whatever there is. */
  async #run(disturbance: Disturbance, work: (process: ProviderProcess) => Promise<void>): Promise<Run> {
    await this.clock.sleep(STARTING_UP);
    const process = new ProviderProcess(this.network, this.journal, this.runs.length + 1, disturbance);
    const firstStep = this.engine.steps.length;
    await work(process);
    await process.end();
    const run = { process, steps: this.engine.steps.slice(firstStep), sent: process.sent };
    this.runs.push(run);
    return run;
  }
}
