import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { OperationsClient } from "pulumi-gcp-lro/client";
import { type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import { type ClientDependencies, withDependencies } from "#src/client/clientContext.js";
import type { JsonObject } from "#src/core/json.js";
import type { ServiceConnection } from "#src/google/connection.js";
import { ConnectionPool, connectService } from "#src/google/connectionPool.js";
import { closeIdleConnections } from "#src/google/http/agents.js";
import type { ServiceTarget } from "#src/google/service.js";
import { operationProvider } from "#src/pulumi/operationProvider.js";
import { EmulatorTime } from "../client/emulatorTime.js";
import { seededRandom } from "../support/seededRandom.js";
import { STALL } from "./faultMix.js";
import { RenewingClient } from "./renewingClient.js";
import { StalledRequests } from "./stalledRequests.js";

/**
 * The whole product, over real sockets, against one emulator on driven time: minutes and stalls cost nothing.
 * One request is on its way at a time, so that a seed always makes the same run.
 */
export class SoakScene {
  readonly emulator: Emulator;
  readonly clock: EmulatorTime;
  readonly client: OperationsClient;
  readonly authClient = new RenewingClient();
  readonly #surroundings: ClientDependencies;
  readonly #lines = new Map<string, string[]>();

  private constructor(emulator: Emulator, seed: number) {
    this.emulator = emulator;
    this.clock = new EmulatorTime(emulator, new StalledRequests(emulator, STALL));
    const random = seededRandom(seed);
    this.#surroundings = {
      clock: this.clock,
      random,
      newRequestId: () => requestIdOf(random()),
      pool: new ConnectionPool({ clock: this.clock, connect: (target) => this.#connect(target) }),
    };
    const { authClient } = this;
    this.client = new OperationsClient(
      withDependencies({ service: "alloydb", endpoint: this.endpoint, authClient }, this.#surroundings),
    );
  }

  /** Has to be closed in the end. */
  static async open(seed: number): Promise<SoakScene> {
    const emulator = await startEmulator({
      time: "driven",
      seed,
      credentials: "required",
      maxRecorded: 1_000_000,
    });
    return new SoakScene(emulator, seed);
  }

  /** The provider, as in a process of its own. */
  newRun(): ResourceProvider<JsonObject, JsonObject> {
    return operationProvider({
      ...this.#surroundings,
      log: (urn) => ({
        write: (_kind, message) => void this.linesOf(urn).push(message),
        flush: () => Promise.resolve(),
      }),
    });
  }

  /** What was said of a resource so far, by its URN. */
  linesOf(urn: string): string[] {
    const lines = this.#lines.get(urn) ?? [];
    this.#lines.set(urn, lines);
    return lines;
  }

  get endpoint(): string {
    return `${this.emulator.url}/alloydb`;
  }

  async close(): Promise<void> {
    await this.emulator.close();
    closeIdleConnections();
  }

  #connect(target: ServiceTarget): ServiceConnection {
    return this.clock.watch(
      connectService({ ...target, authClient: this.authClient }, { clock: this.clock }),
    );
  }
}

function requestIdOf(chance: number): string {
  const digits = Math.floor(chance * 2 ** 48).toString(16);
  return `00000000-0000-4000-8000-${digits.padStart(12, "1")}`;
}
