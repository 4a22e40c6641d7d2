import type { Emulator } from "pulumi-gcp-lro/emulator";
import type { Clock } from "#src/core/clock.js";
import type { ServiceConnection } from "#src/google/serviceConnection.js";

interface Sleeper {
  at: number;
  wake(): void;
}

/**
 * A clock that shares the driven time of an emulator. Time passes only while no request is under way and
 * everybody sleeps: then up to the hour of whoever wakes first.
 */
export class EmulatorTime implements Clock {
  /** Called whenever somebody lies down, or sends a request, or has its answer. */
  onStep: () => void = () => undefined;
  readonly #emulator: Emulator;
  readonly #sleepers = new Set<Sleeper>();
  #requests = 0;
  #isMoving = false;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
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
      listParent: (path) => connection.listParent(path),
      cancelSupport: (name) => connection.cancelSupport(name),
      get: (...request) => this.#work(connection.get(...request)),
      cancel: (...request) => this.#work(connection.cancel(...request)),
      list: (...request) => this.#work(connection.list(...request)),
      start: (...request) => this.#work(connection.start(...request)),
      send: (...request) => this.#work(connection.send(...request)),
    };
  }

  async #work<T>(request: Promise<T>): Promise<T> {
    this.#requests += 1;
    this.onStep();
    try {
      return await request;
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
    for (let next = this.#next(); next !== undefined && this.#requests === 0; next = this.#next()) {
      await this.#emulator.advance(Math.max(0, next.at - this.monotonic()));
      next.wake();
      await idle();
    }
    this.#isMoving = false;
  }

  #next(): Sleeper | undefined {
    return [...this.#sleepers].reduce<Sleeper | undefined>(
      (first, sleeper) => (first === undefined || sleeper.at < first.at ? sleeper : first),
      undefined,
    );
  }
}

/** Resolves once everything that can run without time passing has run. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
