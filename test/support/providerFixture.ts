import { type Emulator, type EmulatorOptions, startEmulator } from "pulumi-gcp-lro/emulator";
import type { JsonObject } from "#src/core/json.js";
import { providerText } from "#src/pulumi/resources/dynamicResource.js";
import { type ProviderEngine, startEngine } from "./providerEngine.js";
import { installedProject } from "./providerProject.js";
import { type ProviderServer, type ServerSettings, startProviderServer } from "./providerServer.js";
import type { Ending } from "./teardown.js";

/** The processes of a run without the CLI: engine, provider and service. */
export interface ProviderFixture {
  engine: ProviderEngine;
  emulator: Emulator;
  server: ProviderServer;
  /** Starts another provider process, as the next run of Pulumi does. */
  nextRun(environment?: NodeJS.ProcessEnv, input?: ServerSettings["input"]): Promise<ProviderServer>;
  /** Starts one whose engine has ended: no process listens at its address. */
  nextRunWithoutEngine(): Promise<ProviderServer>;
}

export interface FixtureSettings extends EmulatorOptions, Pick<ServerSettings, "loading"> {
  /** `host:port` of a raw service in the emulator's place. */
  service?: string;
}

/** @param test ends the processes with it: a test's context, or a {@link Teardown} for a whole file */
export async function startProviderFixture(
  test: Ending,
  { loading = "onUse", service, ...options }: FixtureSettings = {},
): Promise<ProviderFixture> {
  const engine = await startEngine(test);
  const emulator = await startEmulator(options);
  test.after(() => emulator.close());
  const folder = await installedProject(test);
  const run = (
    address: string,
    environment: NodeJS.ProcessEnv = {},
    input: ServerSettings["input"] = "held",
  ): Promise<ProviderServer> =>
    startProviderServer(test, {
      folder,
      engine: address,
      environment: { GCP_LRO_EMULATOR_HOST: service ?? emulator.host, ...environment },
      input,
      loading,
    });
  return {
    engine,
    emulator,
    server: await run(engine.address),
    nextRun: (environment, input) => run(engine.address, environment, input),
    nextRunWithoutEngine: () => run("127.0.0.1:1"),
  };
}

export function urnOf(name: string): string {
  return `urn:pulumi:dev::project::pulumi-nodejs:lro/operation:Operation::${name}`;
}

/** The inputs of an AlloyDB export as the resource class registers them. Its cluster has the resource's name. */
export function exportInputs(name: string, more: JsonObject = {}): JsonObject {
  const start = {
    path: `projects/p/locations/us-central1/clusters/${name}:export`,
    body: { database: "d", gcsDestination: { uri: "gs://b/o.sql" }, sqlExportOptions: {} },
  };
  return {
    service: "alloydb",
    ...(more.operationName === undefined && { start }),
    ...more,
    __provider: providerText("longRunningOperation"),
    __urn: urnOf(name),
  };
}

/** The requests to an emulator about one cluster's operation, in order: `start get cancel get`. */
export function wireOf(emulator: Emulator, cluster: string): string {
  const operation = emulator.operations.find(({ target }) => target.endsWith(`/${cluster}`));
  return emulator.requests
    .filter((request) => request.operation !== undefined && request.operation === operation?.name)
    .map(({ kind }) => kind)
    .filter((kind, index, kinds) => kind !== "get" || kinds[index - 1] !== "get")
    .join(" ");
}
