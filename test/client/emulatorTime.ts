import type { Emulator } from "pulumi-gcp-lro/emulator";
import type { Clock } from "#src/core/clock.js";
import type { Reply } from "#src/core/failure.js";
import type { ServiceConnection } from "#src/google/connection.js";

interface Sleeper {
  at: number;
  wake(): void;
}

/** Requests that the emulator is told to hold. */
export interface HeldRequests {
  /** How many are held just now. */
  readonly count: number;
  /** When the first of them is let go; `undefined` where none is held. */
  readonly nextRelease: number | undefined;
  /** Whether somebody has given a held request up, and the emulator hasn't noticed yet. */
  readonly unsettled: boolean;
  /** Somebody didn't wait any longer for the answer to one. */
  gaveUp(): void;
}

const noneHeld: HeldRequests = {
  count: 0,
  nextRelease: undefined,
  unsettled: false,
  gaveUp: () => undefined,
};

/** As many requests are under way at a time; further ones wait on this side. */
const MOST_UNDER_WAY = 32;

/**
 * A clock that shares the driven time of an emulator. Time passes only while no request is on its way and
 * everybody sleeps: then up to the hour of whoever wakes first. A request that the emulator holds on purpose is
 * not on its way, where it is told which ones are.
 */
export class EmulatorTime implements Clock {
  /** Called whenever somebody lies down, or sends a request, or has its answer. */
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

  /** How many sleep just now. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** How many requests are under way just now. */
  get requests(): number {
    return this.#requests;
  }

  /** The connection, with its requests counted as work. */
  watch(connection: ServiceConnection): ServiceConnection {
    const { host, apiVersion, baseUrl } = connection;
    return {
      host,
      apiVersion,
      baseUrl,
      listUrl: (path) => connection.listUrl(path),
      cancelRequestLine: (name, apiVersion) => connection.cancelRequestLine(name, apiVersion),
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

  /** Time passes until somebody wakes or is answered, one at a time. */
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

/** Whether a request was sent and not waited for any longer. */
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
