import { PassThroughClient } from "google-auth-library";
import {
  type OperationProgress,
  OperationsClient,
  type OperationsClientOptions,
} from "pulumi-gcp-lro/client";
import { type Behaviour, type Emulator, type EmulatorOptions, startEmulator } from "pulumi-gcp-lro/emulator";
import { type ClientDependencies, withDependencies } from "#src/client/clientContext.js";
import { ConnectionPool, connectService } from "#src/google/connectionPool.js";
import { EmulatorClock } from "./emulatorClock.js";
import { seededRandom } from "./seededRandom.js";
import type { Ending } from "./teardown.js";

export const parent = "projects/p/locations/us-central1";
export const cluster = `${parent}/clusters/c`;
export const exportRequest = {
  path: `${cluster}:export`,
  body: { gcsDestination: { uri: "gs://b/o" }, database: "d", sqlExportOptions: {} },
};

/** Options of the emulator, and: */
export interface EmulatorSceneOptions extends EmulatorOptions {
  client?: Partial<OperationsClientOptions>;
  /** Milliseconds of every delay that the emulator injects. Default: it injects none. */
  stall?: number;
}

/**
 * An emulator on driven time and a client of its AlloyDB on the same time, over real sockets: minutes and stalls
 * take no time. A provider can be opened by the same `dependencies`.
 */
export class EmulatorScene {
  readonly emulator: Emulator;
  readonly clock: EmulatorClock;
  readonly dependencies: ClientDependencies;
  readonly client: OperationsClient;
  /** The endpoint of the client's service. */
  readonly endpoint: string;
  readonly progress: OperationProgress[] = [];
  #requestIds = 0;

  private constructor(
    emulator: Emulator,
    seed: number,
    client: Partial<OperationsClientOptions>,
    stall: number | undefined,
  ) {
    const { service = "alloydb", authClient = new PassThroughClient() } = client;
    this.emulator = emulator;
    this.endpoint = `${emulator.url}/${service}`;
    const clock = new EmulatorClock(emulator, stall);
    this.clock = clock;
    const random = seededRandom(seed);
    this.dependencies = {
      clock,
      random,
      newRequestId: () => `00000000-0000-4000-8000-${String(++this.#requestIds).padStart(12, "0")}`,
      pool: new ConnectionPool({
        clock,
        random,
        // The time limit of a stalled request passes on the driven clock, too.
        connect: (target, { limiter }) =>
          clock.watch(
            connectService({ ...target, authClient }, { limiter, ...(stall !== undefined && { clock }) }),
          ),
      }),
    };
    const options = { service, endpoint: this.endpoint, authClient, ...client };
    this.client = new OperationsClient(withDependencies(options, this.dependencies));
  }

  /** Opens a scene that ends with its test. */
  static async open(
    test: Ending,
    { client = {}, stall, seed = 1, ...options }: EmulatorSceneOptions = {},
  ): Promise<EmulatorScene> {
    const emulator = await startEmulator({
      time: "driven",
      operationTime: "10m",
      cancelTime: "2s",
      seed,
      ...options,
    });
    test.after(() => emulator.close());
    return new EmulatorScene(emulator, seed, client, stall);
  }

  /** Adds an export that has been running for a minute, and returns its name. */
  seed(behaviour: Behaviour = {}, target = cluster): string {
    return this.emulator.seedOperation({
      service: "alloydb",
      method: "exportCluster",
      target,
      behaviour,
      age: "1m",
    });
  }

  /** Makes the next list show one operation in flight and announce another page. The emulator refuses to show that. */
  announcePage(): void {
    const body = JSON.stringify({ operations: [{ name: `${parent}/operations/o` }], nextPageToken: "next" });
    this.emulator.fault({
      match: { kind: "list" },
      when: { nth: 1 },
      fault: { kind: "reply", status: 200, body },
    });
  }

  /** Adds an event of a call to `progress`. */
  readonly onProgress = (progress: OperationProgress): void => {
    this.progress.push(progress);
  };

  /** The kinds of the requests so far in order, without repetitions in a row: `get cancel get`. */
  get wire(): string {
    const kinds = this.emulator.requests.map(({ kind }) => kind);
    return kinds.filter((kind, index) => kind !== kinds[index - 1]).join(" ");
  }

  count(kind: string): number {
    return this.emulator.requests.filter((request) => request.kind === kind).length;
  }
}
