import type { Emulator } from "pulumi-gcp-lro/emulator";
import type { Clock } from "#src/core/clock.js";
import type { Reply } from "#src/core/failure.js";
import type { ServiceConnection } from "#src/google/connection.js";

interface Sleeper {
  at: number;
  wake(): void;
}

/** The requests that the emulator holds on purpose, as a fault of its service. */
export interface HeldRequests {
  /** How many it holds at present. */
  readonly count: number;
  /** When it answers the first of them; `undefined` if it holds none. */
  readonly nextRelease: number | undefined;
  /** Whether a client has given up a held request and the emulator hasn't noticed yet. */
  readonly unsettled: boolean;
  /** Called when a client gives up a request that was sent. */
  gaveUp(): void;
}

const noneHeld: HeldRequests = {
  count: 0,
  nextRelease: undefined,
  unsettled: false,
  gaveUp: () => undefined,
};

/** The client sends at most so many requests at a time; further ones wait in its queue. */
const MOST_UNDER_WAY = 32;

/**
 * A clock that shares the driven time of an emulator. Time passes only while all callers sleep and no request is
 * on its way: then it moves to the earliest time at which a sleep ends. A request that the emulator holds doesn't
 * count as on its way; `held` says which ones those are.
 */
export class EmulatorClock implements Clock {
  /** Called whenever a sleep begins, a request is sent or an answer arrives. */
  onStep: () => void = () => undefined;
  readonly #emulator: Emulator;
  readonly #held: HeldRequests;
  readonly #sleepers = new Set<Sleeper>();
  #requests = 0;
  #isMoving = false;

  constructor(emulator: Emulator, held: HeldRequests = noneHeld) {
    this.#emulator = emulator;
    this.#held = held;
  }

  monotonic(): number {
    return this.#emulator.now();
  }

  wall(): number {
    return this.#emulator.epoch + this.#emulator.now();
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper: Sleeper = {
        at: this.monotonic() + Math.max(0, milliseconds),
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake, { once: true });
      this.onStep();
      void this.#moveOnceIdle();
    });
  }

  /** How many sleeps haven't ended. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** How many requests have no answer yet. */
  get requests(): number {
    return this.#requests;
  }

  /** Makes the clock stand still while this connection's requests are on their way. */
  watch(connection: ServiceConnection): ServiceConnection {
    const { host, apiVersion, baseUrl } = connection;
    return {
      host,
      apiVersion,
      baseUrl,
      listUrl: (path) => connection.listUrl(path),
      cancelRequest: (name, apiVersion) => connection.cancelRequest(name, apiVersion),
      listParent: (path) => connection.listParent(path),
      cancelSupport: (name) => connection.cancelSupport(name),
      get: (...request) => this.#work(connection.get(...request)),
      cancel: (...request) => this.#work(connection.cancel(...request)),
      list: (...request) => this.#work(connection.list(...request)),
      start: (...request) => this.#work(connection.start(...request)),
      send: (...request) => this.#work(connection.send(...request)),
    };
  }

  async #work<T>(request: Promise<Reply<T>>): Promise<Reply<T>> {
    this.#requests += 1;
    this.onStep();
    try {
      const reply = await request;
      if (isGivenUp(reply)) {
        this.#held.gaveUp();
      }
      return reply;
    } finally {
      this.#requests -= 1;
      this.onStep();
      void this.#moveOnceIdle();
    }
  }

  async #moveOnceIdle(): Promise<void> {
    if (this.#isMoving) {
      return;
    }
    this.#isMoving = true;
    await idle();
    while (this.#sleepers.size > 0) {
      if (this.#someAreOnTheirWay()) {
        if (this.#held === noneHeld) {
          break;
        }
      } else {
        await this.#move();
      }
      await idle();
    }
    this.#isMoving = false;
  }

  #someAreOnTheirWay(): boolean {
    return this.#held.unsettled || Math.min(this.#requests, MOST_UNDER_WAY) !== this.#held.count;
  }

  /** Lets time pass until the next sleep ends or the next held request is answered. */
  async #move(): Promise<void> {
    const sleeper = this.#next();
    const release = this.#held.nextRelease ?? Number.POSITIVE_INFINITY;
    const wake = sleeper !== undefined && sleeper.at < release ? sleeper : undefined;
    await this.#emulator.advance(Math.max(0, (wake?.at ?? release) - this.monotonic()));
    wake?.wake();
  }

  #next(): Sleeper | undefined {
    return [...this.#sleepers].reduce<Sleeper | undefined>(
      (first, sleeper) => (first === undefined || sleeper.at < first.at ? sleeper : first),
      undefined,
    );
  }
}

/** Whether a request was sent and then given up. */
function isGivenUp(reply: Reply<unknown>): boolean {
  return (
    !reply.ok &&
    reply.error.kind === "network" &&
    reply.error.code === "TIMEOUT" &&
    reply.error.mayHaveArrived
  );
}

/** Resolves once everything that can run without time passing has run. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
