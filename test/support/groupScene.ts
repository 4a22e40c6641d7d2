import type { DiffResult, ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "#src/core/json.js";
import type { LogKind } from "#src/pulumi/engine/logStream.js";
import { type StepStatus, Steps } from "#src/pulumi/engine/steps.js";
import { groupProvider } from "#src/pulumi/groupProvider.js";
import { UserError } from "#src/pulumi/report/userError.js";
import { EmulatorScene, type EmulatorSceneOptions, parent } from "./emulatorScene.js";
import { noJournal } from "./providerDependencies.js";
import { failureOf, type Resource } from "./providerScene.js";
import type { Ending } from "./teardown.js";

/** The inputs that the engine adds to those of the program. */
const hidden = {
  __provider: "exports.handler = () => 0;",
  __urn: "urn:pulumi:dev::project::pulumi-nodejs:lro/group:Group::group",
};

/** Inputs of a group of all operations below a parent, unless told otherwise. */
export function groupInputs(more: JsonObject = {}): JsonObject {
  return { service: "alloydb", ...(more.operationNames === undefined && { parent }), ...more, ...hidden };
}

/** The provider of OperationGroup, with an emulator on driven time and a log that is read. */
export class GroupScene {
  readonly service: EmulatorScene;
  readonly provider: ResourceProvider<JsonObject, JsonObject>;
  readonly lines: { kind: LogKind; message: string }[] = [];
  readonly #steps: Steps;

  private constructor(service: EmulatorScene) {
    this.service = service;
    const { clock, dependencies } = service;
    this.#steps = new Steps(undefined, () => clock.monotonic());
    const log = () => ({
      write: (kind: LogKind, message: string) => void this.lines.push({ kind, message }),
      flush: () => Promise.resolve(),
    });
    this.provider = groupProvider(
      { ...dependencies, log, journal: noJournal, reportedStarts: new Map() },
      this.#steps,
    );
  }

  static async open(test: Ending, options: EmulatorSceneOptions = {}): Promise<GroupScene> {
    return new GroupScene(await EmulatorScene.open(test, options));
  }

  /** Creates a group at the emulator. */
  async create(more: JsonObject = {}): Promise<Resource> {
    const inputs = groupInputs({ endpoint: this.service.endpoint, ...more });
    const { id, outs = {} } = await this.provider.create(inputs);
    return { id, state: outs };
  }

  async delete({ id, state }: Resource): Promise<void> {
    await this.provider.delete?.(id, state);
  }

  /** The message of a delete that fails as it should: without a stack. */
  async deleteInVain(resource: Resource): Promise<string> {
    const failure = await failureOf(this.delete(resource));
    if (!(failure instanceof UserError)) {
      throw failure;
    }
    return failure.message;
  }

  async diff({ id, state }: Resource, more: JsonObject): Promise<DiffResult> {
    const result = await this.provider.diff?.(
      id,
      state,
      groupInputs({ endpoint: this.service.endpoint, ...more }),
    );
    return result ?? {};
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#steps.interrupt();
  }

  /** The second Ctrl-C, or the engine's death. */
  terminate(): StepStatus[] {
    this.#steps.terminate();
    return this.#steps.statuses();
  }

  /** The lines of these kinds, in order. */
  shown(...kinds: LogKind[]): string[] {
    return this.lines.filter(({ kind }) => kinds.includes(kind)).map(({ message }) => message);
  }

  /** The states of all operations, in order of their starts. */
  get states(): string[] {
    return this.service.emulator.operations.map(({ state }) => state);
  }
}
