import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { Clock } from "#src/core/clock.js";
import type { JsonObject } from "#src/core/json.js";
import { Steps, shutdownReport } from "#src/pulumi/engine/steps.js";
import { operationProvider } from "#src/pulumi/operationProvider.js";
import { providerDependencies } from "../support/providerDependencies.js";
import { seededRandom } from "../support/seededRandom.js";
import { ModelConnection } from "./connection.js";
import type { MachineJournal } from "./machineJournal.js";
import type { Mishap } from "./mishap.js";
import { type Network, never, type RequestKind, type Sender, type SentRequest } from "./network.js";

/** A moment of a run: after that many events on the wire, or that many milliseconds after its beginning. */
export type Moment = { happenings: number } | { after: number };

/** Two machines, each with a journal of its own, that share the state of the stack. */
export type Machine = "A" | "B";

/** The milliseconds by which machine B's clock is slow. */
const SLOW_BY = 40_000;

/** The disturbances of a run. */
export interface Disturbance {
  /** The machine of the run. Default: A. */
  machine?: Machine;
  /** The mishaps of the run's requests, in order; later requests have none. */
  mishaps: (Mishap | undefined)[];
  /** The mishaps of the run's undo requests, in place of those. */
  undoMishaps?: (Mishap | undefined)[];
  /** Ctrl-C. */
  interrupt?: Moment;
  /** kill -9 of the CLI and of the provider. */
  kill?: Moment;
  /** The number of times that an `onError` hook repeats a failed create, in the same run. */
  tries?: number;
  /** kill -9 of the CLI alone: the provider notices, and its results are lost. */
  killOfCli?: Moment;
  /** Another user starts an operation on the same target. */
  otherStart?: Moment;
}

/** One dynamic-provider process: the provider with everything that it loses when it dies. */
export class ProviderProcess implements Sender {
  readonly provider: ResourceProvider<JsonObject, JsonObject>;
  readonly sent: SentRequest[] = [];
  /** URN and name of each operation that the provider was given in a state. */
  readonly #seen = new Set<string>();
  /** The number of times that a failed create is called again. */
  readonly tries: number;
  /** The lines that the user was shown, in order. */
  readonly lines: string[] = [];
  /** The time of Ctrl-C. */
  interruptedAt: number | undefined;
  readonly #network: Network;
  readonly #inFlight: Steps;
  /** Resolves when the engine gets no more results. */
  readonly loss: Promise<void>;
  readonly #mishaps: (Mishap | undefined)[];
  readonly #undoMishaps: (Mishap | undefined)[] | undefined;
  readonly #due: { happenings: number; act: () => void }[] = [];
  #happenings = 0;
  #lose: () => void = () => undefined;
  #isDead = false;
  #isLost = false;
  #hasEnded = false;

  constructor(network: Network, journal: MachineJournal, number: number, disturbance: Disturbance) {
    const { mishaps, undoMishaps, interrupt, kill, killOfCli, otherStart, machine } = disturbance;
    this.#network = network;
    this.#inFlight = new Steps(undefined, () => network.clock.monotonic());
    this.tries = disturbance.tries ?? 0;
    this.loss = new Promise((resolve) => {
      this.#lose = resolve;
    });
    this.#mishaps = [...mishaps];
    this.#undoMishaps = undoMishaps && [...undoMishaps];
    // A signal comes between two pieces of work, never in the middle of one.
    this.#plan(interrupt, () => queueMicrotask(() => this.interrupt()));
    this.#plan(kill, () => this.#die());
    this.#plan(killOfCli, () => queueMicrotask(() => this.#beOrphaned()));
    this.#plan(otherStart, () => network.cloud.startByAnotherUser());
    const connection = new ModelConnection(network, this);
    let ids = 0;
    this.provider = operationProvider(
      providerDependencies({
        clock: clockOf(network.clock, this, machine === "B" ? -SLOW_BY : 0),
        random: seededRandom(number),
        connect: () => connection,
        log: () => ({
          write: (_kind, message) => {
            if (!this.#isLost) {
              this.lines.push(message);
            }
          },
          flush: () => Promise.resolve(),
        }),
        journal: journal.of(this),
        newRequestId: () => {
          ids += 1;
          return `00000000-0000-4000-8000-${String(number * 1_000 + ids).padStart(12, "0")}`;
        },
      }),
      this.#inFlight,
    );
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  nextMishap(kind: RequestKind): Mishap | undefined {
    const mishaps = kind === "send" ? (this.#undoMishaps ?? this.#mishaps) : this.#mishaps;
    return mishaps.shift();
  }

  happened(): void {
    this.#happenings += 1;
    for (const { happenings, act } of this.#due) {
      if (happenings === this.#happenings) {
        act();
      }
    }
  }

  sawState(urn: string, name: string): void {
    if (!this.#isLost) {
      this.#seen.add(`${urn} ${name}`);
    }
  }

  hasSeen(urn: string, name: string): boolean {
    return this.#seen.has(`${urn} ${name}`);
  }

  interrupt(): void {
    if (!this.#isDead && !this.#hasEnded) {
      this.interruptedAt ??= this.#network.clock.monotonic();
      this.#inFlight.interrupt();
    }
  }

  /** True if the engine or this process has ended: its results are lost. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The last output of an orphaned process. */
  get shutdownReport(): string {
    return shutdownReport(this.#inFlight.statuses());
  }

  /** Ends the run once an orphaned process has ended; disturbances planned for later don't happen. */
  async end(): Promise<void> {
    if (!this.#isDead) {
      await this.#inFlight.settled();
    }
    this.#hasEnded = true;
  }

  #die(): void {
    if (!this.#hasEnded) {
      this.#isDead = true;
      this.#isLost = true;
      this.#lose();
    }
  }

  #beOrphaned(): void {
    if (!this.#hasEnded && !this.#isLost) {
      this.interruptedAt ??= this.#network.clock.monotonic();
      this.#isLost = true;
      this.#inFlight.terminate();
      this.#lose();
    }
  }

  #plan(formatTimestamp: Moment | undefined, act: () => void): void {
    if (formatTimestamp === undefined) {
      return;
    }
    if ("happenings" in formatTimestamp) {
      this.#due.push({ happenings: formatTimestamp.happenings, act });
    } else {
      void this.#network.clock.sleep(formatTimestamp.after).then(act);
    }
  }
}

/** The clock of a process: no sleep of a dead process ends. */
function clockOf(clock: Clock, process: ProviderProcess, wallOffset: number): Clock {
  return {
    monotonic: () => clock.monotonic(),
    wall: () => clock.wall() + wallOffset,
    async sleep(milliseconds, signal) {
      if (process.isDead) {
        return never();
      }
      await clock.sleep(milliseconds, signal);
      return process.isDead ? never() : undefined;
    },
  };
}
