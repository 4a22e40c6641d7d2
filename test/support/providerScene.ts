import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject } from "#src/core/json.js";
import type { ServiceTarget } from "#src/google/service.js";
import type { LogKind } from "#src/pulumi/engine/logStream.js";
import type { StepStatus } from "#src/pulumi/engine/steps.js";
import { Steps } from "#src/pulumi/engine/steps.js";
import type { Journal } from "#src/pulumi/journal/journal.js";
import { operationProvider } from "#src/pulumi/operationProvider.js";
import { PartialStateError, UserError } from "#src/pulumi/report/userError.js";
import { DrivenClock } from "./drivenClock.js";
import { operationName } from "./modelService.js";
import { ProviderConnection, type ProviderScript } from "./providerConnection.js";
import { type GivenDependencies, providerDependencies } from "./providerDependencies.js";
import { seededRandom } from "./seededRandom.js";

/** The part of a resource that Pulumi keeps. */
export interface Resource {
  id: string;
  state: JsonObject;
}

export const urn = "urn:pulumi:dev::project::pulumi-nodejs:lro/operation:Operation::export";
export const startPath = "projects/p/locations/l/clusters/c:export";
export const operationId = `//alloydb.googleapis.com/${operationName}`;
export const providerText = "exports.handler = () => 0;";

export interface LogLine {
  kind: LogKind;
  message: string;
}

/** Inputs as the engine hands them over: an export that is started, by default. */
export function inputsOf(more: JsonObject = {}): JsonObject {
  return {
    service: "alloydb",
    ...(more.operationName === undefined && { start: { path: startPath, body: { database: "d" } } }),
    ...more,
    __provider: providerText,
    __urn: urn,
  };
}

/** The data that one run of Pulumi leaves for the next. */
export interface World {
  clock?: DrivenClock;
  journal?: Journal;
}

/** The provider of LongRunningOperation on a driven clock, with a scripted service and a log that is read. */
export class ProviderScene {
  readonly clock: DrivenClock;
  readonly connection: ProviderConnection;
  readonly lines: LogLine[] = [];
  /** The requests sent before each flush of the log. */
  readonly flushedAfter: string[] = [];
  /** Called during each flush of the log. */
  atFlush: () => Promise<void> = () => Promise.resolve();
  /** The targets that the provider connected to, in order. */
  readonly targets: ServiceTarget[] = [];
  /** The error that connecting to the service throws from now on. */
  connectFails: Error | undefined;
  #requestIds = 0;
  readonly #dependencies: GivenDependencies;
  #run: { steps: Steps; provider: ResourceProvider<JsonObject, JsonObject>; isInterrupted: boolean };

  /** @param world what outlives a run: the time, and what the machine remembers. Default: a new one */
  constructor(script: ProviderScript = {}, { clock = new DrivenClock(), journal }: World = {}) {
    this.clock = clock;
    this.connection = new ProviderConnection(this.clock, script);
    this.#dependencies = {
      clock: this.clock,
      random: seededRandom(1),
      connect: (target) => {
        this.targets.push(target);
        if (this.connectFails !== undefined) {
          throw this.connectFails;
        }
        return this.connection;
      },
      log: () => ({
        write: (kind, message) => this.lines.push({ kind, message }),
        flush: async () => {
          this.flushedAfter.push(this.wire);
          await this.atFlush();
        },
      }),
      newRequestId: () => `00000000-0000-4000-8000-${String(++this.#requestIds).padStart(12, "0")}`,
      ...(journal && { journal }),
    };
    this.#run = this.#newRun();
  }

  /** The provider of the present run: a step after an interrupt belongs to the next run, with a process of its own. */
  get provider(): ResourceProvider<JsonObject, JsonObject> {
    if (this.#run.isInterrupted) {
      this.#run = this.#newRun();
    }
    return this.#run.provider;
  }

  #newRun() {
    const steps = new Steps(undefined, () => this.clock.monotonic());
    return {
      steps,
      provider: operationProvider(providerDependencies(this.#dependencies), steps),
      isInterrupted: false,
    };
  }

  /** Ctrl-C, `milliseconds` from now. */
  interruptIn(milliseconds: number): void {
    void this.clock.sleep(milliseconds).then(() => {
      this.#run.steps.interrupt();
      this.#run.isInterrupted = true;
    });
  }

  /** The second Ctrl-C, or the engine's death, `milliseconds` from now: later results are lost. */
  terminateIn(milliseconds: number): void {
    void this.clock.sleep(milliseconds).then(() => this.#run.steps.terminate());
  }

  /** The statuses of the steps whose results are lost. */
  get statuses(): StepStatus[] {
    return this.#run.steps.statuses();
  }

  async create(inputs: JsonObject = inputsOf()): Promise<Resource> {
    const result = await this.provider.create(inputs);
    return { id: result.id, state: kept(result.outs, inputs) };
  }

  /** A create that fails after the start: what Pulumi saves from it. */
  async createInVain(inputs: JsonObject): Promise<Resource & { reasons: string[] }> {
    return saved(await failureOf(this.provider.create(inputs)));
  }

  async update(resource: Resource, inputs: JsonObject): Promise<Resource> {
    const result = await this.provider.update?.(resource.id, resource.state, inputs);
    return { id: resource.id, state: kept(result?.outs, inputs) };
  }

  async updateInVain(resource: Resource, inputs: JsonObject): Promise<Resource & { reasons: string[] }> {
    return saved(await failureOf(this.provider.update?.(resource.id, resource.state, inputs)));
  }

  async refresh({ id, state }: Resource): Promise<Resource> {
    const result = await this.provider.read?.(id, state);
    return { id: result?.id ?? "", state: kept(result?.props, state) };
  }

  async delete({ id, state }: Resource): Promise<void> {
    await this.provider.delete?.(id, state);
  }

  async diff({ id, state }: Resource, inputs: JsonObject) {
    const result = await this.provider.diff?.(id, state, inputs);
    if (result === undefined) {
      throw new Error("The provider has no diff.");
    }
    return result;
  }

  /** The requests so far, with repeated GETs as one: `start GET cancel GET`. */
  get wire(): string {
    const { wire } = this.connection;
    return wire
      .filter((request, index) => !request.startsWith("GET") || wire[index - 1] !== request)
      .join(" ");
  }

  count(request: "start" | "GET" | "cancel" | "undo"): number {
    return this.connection.wire.filter((one) => one === request).length;
  }

  /** The lines of a kind, in order. */
  said(...kinds: LogKind[]): string[] {
    return this.lines.filter(({ kind }) => kinds.includes(kind)).map(({ message }) => message);
  }
}

/** The reason with which a promise rejects. */
export async function failureOf(promise: Promise<unknown> | undefined): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
    throw new Error(`Not an Error was thrown: ${String(error)}`);
  }
  throw new Error("It succeeded.");
}

/** A scene with a resource whose operation was started ten minutes ago, its log empty. */
export async function started(
  script: ProviderScript = {},
  more: JsonObject = {},
  world: World = {},
): Promise<{ scene: ProviderScene; resource: Resource }> {
  const scene = new ProviderScene(script, world);
  const resource = await scene.create(inputsOf(more));
  await scene.clock.sleep(10 * 60_000);
  scene.lines.length = 0;
  return { scene, resource };
}

/** The message of a delete that fails as it should: without a stack. */
export async function deleteInVain(scene: ProviderScene, resource: Resource): Promise<string> {
  const failure = await failureOf(scene.delete(resource));
  if (!(failure instanceof UserError)) {
    throw new Error(`A ${failure.name} shows a stack to the user: ${failure.message}`);
  }
  return failure.message;
}

/** The failures of a check, each as `property: reason`. */
export async function checkFailures(inputs: JsonObject): Promise<string[]> {
  const scene = new ProviderScene();
  const result = await scene.provider.check?.({}, inputs);
  if (scene.wire !== "") {
    throw new Error("A check sends nothing.");
  }
  return (result?.failures ?? []).map(({ property, reason }) => `${property}: ${reason}`);
}

/** The hidden part of a state. */
export function hiddenPart(state: JsonObject): JsonObject {
  const hidden = state.__lro;
  if (!isJsonObject(hidden)) {
    throw new Error("The state has no hidden part.");
  }
  return hidden;
}

/** Adds the provider's text to every result except failed ones, as Pulumi's server does. */
function kept(outs: JsonObject | undefined, inputs: JsonObject): JsonObject {
  return { ...outs, __provider: inputs.__provider ?? null };
}

/** The state that Pulumi saves of a failed step. */
function saved(failure: Error): Resource & { reasons: string[] } {
  if (!(failure instanceof PartialStateError)) {
    throw new Error(`Pulumi would save nothing from this failure: ${failure.message}`);
  }
  const { id, properties, reasons } = failure;
  return { id, state: properties, reasons };
}
