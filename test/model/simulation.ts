import { DrivenClock } from "../support/drivenClock.js";
import { Cloud } from "./cloud.js";
import type { OperationScript } from "./cloudOperation.js";
import { EngineModel, type Kept, type OperationContext } from "./engineModel.js";
import { MachineJournal } from "./machineJournal.js";
import { Network, type SentRequest } from "./network.js";
import { goalOf, type Program } from "./program.js";
import { type Disturbance, type Machine, ProviderProcess } from "./providerProcess.js";

/** Milliseconds that Pulumi takes before it calls the provider; no run begins faster after another. */
const STARTING_UP = 2_500;

/** One run of Pulumi. */
export interface Run {
  machine: Machine;
  process: ProviderProcess;
  steps: OperationContext[];
  /** All requests, in order. */
  sent: SentRequest[];
  /** The time of its beginning. */
  began: number;
  /** Names of the operations that the state had held at some time before it. */
  heldBefore: ReadonlySet<string>;
}

/** A stack from the first `up` to the last `destroy`, the machines that run Pulumi on it, and the cloud. */
export class Simulation {
  readonly clock = new DrivenClock();
  readonly cloud: Cloud;
  readonly network: Network;
  readonly journals: Record<Machine, MachineJournal> = { A: new MachineJournal(), B: new MachineJournal() };
  readonly engine = new EngineModel(
    () => this.clock.monotonic(),
    ({ outputs }) => this.release(String(outputs.operationName)),
  );
  readonly runs: Run[] = [];
  /** Names that the user has written into a program. */
  readonly adoptedByUser = new Set<string>();
  /** The number of resources that left the state without a delete, or that left an operation running on purpose. */
  releases = 0;
  /** The states of the stack before each run. */
  readonly exports: ReadonlyMap<string, Kept>[] = [];

  readonly #released = new Set<string>();

  constructor(scripts: readonly OperationScript[]) {
    this.cloud = new Cloud(this.clock, scripts);
    this.network = new Network(this.clock, this.cloud);
  }

  /** True if an operation has left the state on purpose, or because the service didn't know it. */
  isReleased(name: string): boolean {
    return this.#released.has(name);
  }

  release(name: string): void {
    this.releases += 1;
    this.#released.add(name);
  }

  up(program: Program, disturbance: Disturbance): Promise<Run> {
    if (program.adopts !== undefined) {
      this.adoptedByUser.add(program.adopts);
    }
    return this.#run(disturbance, (process) => this.engine.up(process, goalOf(program)));
  }

  destroy(disturbance: Disturbance): Promise<Run> {
    return this.#run(disturbance, (process) => this.engine.destroy(process));
  }

  refresh(disturbance: Disturbance): Promise<Run> {
    return this.#run(disturbance, (process) => this.engine.refresh(process));
  }

  /** Each run has a provider process of its own. */
  async #run(disturbance: Disturbance, work: (process: ProviderProcess) => Promise<void>): Promise<Run> {
    const { machine = "A" } = disturbance;
    await this.clock.sleep(STARTING_UP);
    const process = new ProviderProcess(
      this.network,
      this.journals[machine],
      this.runs.length + 1,
      disturbance,
    );
    const began = this.clock.monotonic();
    const heldBefore = new Set(this.engine.everHeld);
    const firstStep = this.engine.steps.length;
    this.exports.push(new Map(this.engine.resources));
    await work(process);
    await process.end();
    const steps = this.engine.steps.slice(firstStep);
    const run = { machine, process, steps, sent: process.sent, began, heldBefore };
    this.runs.push(run);
    return run;
  }
}
