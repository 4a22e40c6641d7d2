import type { Emulator, RecordedRequest } from "pulumi-gcp-lro/emulator";
import type { HeldRequests } from "./emulatorClock.js";

/**
 * The requests that an emulator stalls, read off its record: whoever has arrived is answered in the same turn of
 * the event loop, or is held.
 */
export class StalledRequests implements HeldRequests {
  readonly #emulator: Emulator;
  readonly #stall: number;
  readonly #open = new Set<RecordedRequest>();
  #read = 0;
  #givenUp = 0;

  /** @param stall milliseconds of every delay that the emulator is told to make */
  constructor(emulator: Emulator, stall: number) {
    this.#emulator = emulator;
    this.#stall = stall;
  }

  get count(): number {
    this.#refresh();
    return this.#open.size;
  }

  get nextRelease(): number | undefined {
    this.#refresh();
    const now = this.#emulator.now();
    const releases = Array.from(this.#open, ({ at }) => {
      const stalls = Math.floor((now - at) / this.#stall) + 1;
      return at + stalls * this.#stall;
    });
    return releases.length === 0 ? undefined : Math.min(...releases);
  }

  get unsettled(): boolean {
    this.#refresh();
    return this.#givenUp > 0;
  }

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
