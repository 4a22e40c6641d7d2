import type { Emulator, RecordedRequest } from "pulumi-gcp-lro/emulator";
import type { Clock } from "#src/core/clock.js";
import type { Reply } from "#src/core/failure.js";
import type { ServiceConnection } from "#src/google/connection.js";

interface Sleeper {
  at: number;
  wake(): void;
}

/** The most requests that the client sends at a time; further ones wait in its queue. */
const MOST_UNDER_WAY = 32;

/**
 * A clock that shares the driven time of an emulator. Time passes only while all callers sleep and no request is
 * on its way: then it moves to the earliest time at which a sleep ends. A request that the emulator delays on
 * purpose doesn't count as on its way.
 */
export class EmulatorClock implements Clock {
  /** Called whenever a sleep begins, a request is sent or a response arrives. */
  onStep: () => void = () => undefined;
  readonly #emulator: Emulator;
  readonly #stalled: StalledRequests | undefined;
  readonly #sleepers = new Set<Sleeper>();
  #requests = 0;
  #isMoving = false;

  /** @param stall milliseconds of every delay that the emulator injects. Default: it injects none */
  constructor(emulator: Emulator, stall?: number) {
    this.#emulator = emulator;
    this.#stalled = stall === undefined ? undefined : new StalledRequests(emulator, stall);
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

  /** The number of sleeps that haven't ended. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** The number of requests without a response. */
  get requests(): number {
    return this.#requests;
  }

  /** Stops the clock while requests of this connection are in flight. */
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
      getJson: (...request) => this.#work(connection.getJson(...request)),
      send: (...request) => this.#work(connection.send(...request)),
    };
  }

  async #work<T>(request: Promise<Reply<T>>): Promise<Reply<T>> {
    this.#requests += 1;
    this.onStep();
    try {
      const reply = await request;
      if (isGivenUp(reply)) {
        this.#stalled?.gaveUp();
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
        if (this.#stalled === undefined) {
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
    const { unsettled = false, count = 0 } = this.#stalled ?? {};
    return unsettled || Math.min(this.#requests, MOST_UNDER_WAY) !== count;
  }

  /** Lets time pass until the next sleep ends or the next delayed request is answered. */
  async #move(): Promise<void> {
    const sleeper = this.#next();
    const release = this.#stalled?.nextRelease ?? Number.POSITIVE_INFINITY;
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

/**
 * The requests that the emulator delays on purpose, as a fault of its service, by its own record. It answers every
 * other request in the turn of the event loop in which the request arrives.
 */
class StalledRequests {
  readonly #emulator: Emulator;
  readonly #stall: number;
  readonly #open = new Set<RecordedRequest>();
  #read = 0;
  #givenUp = 0;

  /** @param stall milliseconds of every delay that the emulator injects */
  constructor(emulator: Emulator, stall: number) {
    this.#emulator = emulator;
    this.#stall = stall;
  }

  /** The number of requests that it delays at present. */
  get count(): number {
    this.#refresh();
    return this.#open.size;
  }

  /** The time of the first response among them; `undefined` if it delays none. */
  get nextRelease(): number | undefined {
    this.#refresh();
    const now = this.#emulator.now();
    const releases = Array.from(this.#open, ({ at }) => {
      const stalls = Math.floor((now - at) / this.#stall) + 1;
      return at + stalls * this.#stall;
    });
    return releases.length === 0 ? undefined : Math.min(...releases);
  }

  /** True if a client has given up a delayed request and the emulator hasn't noticed yet. */
  get unsettled(): boolean {
    this.#refresh();
    return this.#givenUp > 0;
  }

  /** Called when a client gives up a request that was sent. */
  gaveUp(): void {
    this.#givenUp += 1;
  }

  #refresh(): void {
    const { requests } = this.#emulator;
    for (; this.#read < requests.length; this.#read += 1) {
      const request = requests[this.#read];
      if (request?.status === "pending") {
        this.#open.add(request);
      }
    }
    for (const request of this.#open) {
      if (request.status !== "pending") {
        this.#open.delete(request);
        this.#givenUp -= request.status === "abandoned" ? 1 : 0;
      }
    }
  }
}

/** True if a request was sent and then given up. */
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
