import type { TestContext } from "node:test";
import { PassThroughClient } from "google-auth-library";
import {
  type OperationProgress,
  OperationsClient,
  type OperationsClientOptions,
} from "pulumi-gcp-lro/client";
import { type Behaviour, type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import { withDependencies } from "#src/client/clientContext.js";
import { ConnectionPool, connectService, type PoolDependencies } from "#src/google/connectionPool.js";
import { EmulatorClock } from "../support/emulatorClock.js";
import { seededRandom } from "../support/seededRandom.js";

export const parent = "projects/p/locations/us-central1";
export const cluster = `${parent}/clusters/c`;
export const exportRequest = {
  path: `${cluster}:export`,
  body: { gcsDestination: { uri: "gs://b/o" }, database: "d", sqlExportOptions: {} },
};

/** A client of the emulator's AlloyDB, both on the same driven time, and what the client reported. */
export class ClientScene {
  readonly emulator: Emulator;
  readonly clock: EmulatorClock;
  readonly client: OperationsClient;
  readonly progress: OperationProgress[] = [];

  private constructor(emulator: Emulator, options: Partial<OperationsClientOptions>) {
    const { service = "alloydb" } = options;
    this.emulator = emulator;
    this.clock = new EmulatorClock(emulator);
    const given = {
      service,
      endpoint: `${emulator.url}/${service}`,
      authClient: new PassThroughClient(),
      ...options,
    };
    const connect: PoolDependencies["connect"] = (target, { limiter }) =>
      this.clock.watch(connectService(target, { limiter }));
    this.client = new OperationsClient(
      withDependencies(given, {
        clock: this.clock,
        random: seededRandom(1),
        pool: new ConnectionPool({ clock: this.clock, connect }),
        newRequestId: () => "00000000-0000-4000-8000-000000000001",
      }),
    );
  }

  /** A scene that ends with its test. */
  static async open(
    test: TestContext,
    options: Partial<OperationsClientOptions> = {},
    port = 0,
  ): Promise<ClientScene> {
    const emulator = await startEmulator({ time: "driven", operationTime: "10m", cancelTime: "2s", port });
    test.after(() => emulator.close());
    return new ClientScene(emulator, options);
  }

  /** An export that has been running for a minute; answers its name. */
  seed(behaviour: Behaviour = {}, target = cluster): string {
    return this.emulator.seedOperation({
      service: "alloydb",
      method: "exportCluster",
      target,
      behaviour,
      age: "1m",
    });
  }

  /** Puts what happens in a call into `progress`. */
  readonly onProgress = (progress: OperationProgress): void => {
    this.progress.push(progress);
  };

  /** What was asked, in order, repetitions drawn together: `get cancel get`. */
  get wire(): string {
    const kinds = this.emulator.requests.map(({ kind }) => kind);
    return kinds.filter((kind, index) => kind !== kinds[index - 1]).join(" ");
  }

  count(kind: string): number {
    return this.emulator.requests.filter((request) => request.kind === kind).length;
  }
}
