import type { DiffResult } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "#src/core/json.js";
import { type Ended, errorsOf, given, settle, type Work, withProvider } from "./engineAnswer.js";
import type { SentRequest } from "./network.js";
import type { ProviderProcess } from "./providerProcess.js";

/** Options of a resource that decide whether the engine calls the provider's delete. */
export interface DeleteOptions {
  /** The resource leaves the state without a delete. */
  retainOnDelete?: boolean;
  /** Another resource of the stack: a destroy of both calls no delete for this one. */
  deletedWith?: boolean;
}

/** A resource as the engine keeps it. */
export interface Kept {
  id: string;
  inputs: JsonObject;
  outputs: JsonObject;
  initErrors: string[];
  options: DeleteOptions;
}

/** The resource that the program registers. */
export interface Goal {
  urn: string;
  inputs: JsonObject;
  options: DeleteOptions;
  /** True if its earlier URNs are its aliases. */
  isAliased: boolean;
}

/** One call of the provider that is a step: it may send requests and take its time. */
export interface OperationContext {
  call: "create" | "update" | "delete" | "read";
  urn: string;
  before: Kept | undefined;
  /** The inputs that it was given; for delete and read the kept ones. */
  inputs: JsonObject;
  began: number;
  endedAt: number;
  ended: Ended;
  /** The requests that it had sent by its end. */
  sent: SentRequest[];
}

type Call = Pick<OperationContext, "call" | "urn" | "before" | "inputs"> & {
  work: Work;
};

/**
 * A model of Pulumi's engine for a stack whose program has one dynamic resource: its calls, and the results that it keeps.
 * It follows pkg/resource/deploy (step.go, step_generator.go) and the SDK's dynamic-provider server. A partial create is
 * kept with the new inputs, a partial update with the old ones. A plain failure changes nothing. A killed process returns
 * nothing. After Ctrl-C no new step begins. Resources that the program no longer has are deleted last, if nothing failed.
 */
export class EngineModel {
  /** The state of the stack, by URN: two resources if one was renamed without an alias. */
  resources = new Map<string, Kept>();
  /** Names of all operations that the state has ever held. */
  readonly everHeld = new Set<string>();
  /** Every step so far. */
  readonly steps: OperationContext[] = [];
  readonly #now: () => number;
  readonly #release: (kept: Kept) => void;

  /** @param release called with each resource that leaves the state without a delete */
  constructor(now: () => number, release: (kept: Kept) => void) {
    this.#now = now;
    this.#release = release;
  }

  /** The resource whose state holds an operation. */
  holderOf(name: string): Kept | undefined {
    return [...this.resources.values()].find(({ outputs }) => outputs.operationName === name);
  }

  async up(process: ProviderProcess, goal: Goal): Promise<void> {
    const { urn } = goal;
    const [former] = this.resources;
    if (goal.isAliased && former !== undefined && !this.resources.has(urn)) {
      this.resources.delete(former[0]);
      this.resources.set(urn, former[1]);
    }
    const isDone = await this.#reach(process, goal);
    for (const [other, kept] of isDone ? this.resources : []) {
      if (other !== urn) {
        await this.#delete(process, other, kept);
      }
    }
  }

  async destroy(process: ProviderProcess): Promise<void> {
    for (const [urn, kept] of this.resources) {
      if (kept.options.deletedWith) {
        this.#drop(urn, kept);
      } else {
        await this.#delete(process, urn, kept);
      }
    }
  }

  async refresh(process: ProviderProcess): Promise<void> {
    for (const [urn, kept] of this.resources) {
      await this.#refresh(process, urn, kept);
    }
  }

  /** `pulumi state delete` of every resource. */
  forgetAll(): void {
    for (const [urn, kept] of this.resources) {
      this.#drop(urn, kept);
    }
  }

  /** `pulumi stack import` of an earlier export. */
  restore(state: ReadonlyMap<string, Kept>): void {
    const before = [...this.resources.values()];
    this.resources = new Map(state);
    for (const kept of before) {
      if (this.holderOf(String(kept.outputs.operationName)) === undefined) {
        this.#release(kept);
      }
    }
  }

  #keep(urn: string, kept: Kept): void {
    this.resources.set(urn, kept);
    this.everHeld.add(String(kept.outputs.operationName));
  }

  #drop(urn: string, kept: Kept): void {
    this.resources.delete(urn);
    this.#release(kept);
  }

  /** True if the resource is as the program declares it, so that the deletes may begin. */
  async #reach(process: ProviderProcess, goal: Goal): Promise<boolean> {
    const { urn, inputs, options } = goal;
    const kept = this.resources.get(urn);
    await this.#check(process, kept?.inputs ?? {}, inputs);
    if (kept === undefined) {
      return this.#create(process, goal);
    }
    const difference = await this.#diff(process, urn, kept, inputs);
    if (difference === undefined) {
      return false;
    }
    const { changes, replaces = [], deleteBeforeReplace } = difference;
    if (replaces.length > 0) {
      if (!deleteBeforeReplace) {
        throw new Error(
          "Without deleteBeforeReplace the new operation starts before the old one is cancelled.",
        );
      }
      await this.#check(process, {}, inputs);
      await this.#delete(process, urn, kept);
      return this.resources.has(urn) ? false : this.#create(process, goal);
    }
    if (changes || kept.initErrors.length > 0) {
      return this.#update(process, kept, goal);
    }
    this.resources.set(urn, { ...kept, inputs, options });
    return true;
  }

  async #refresh(process: ProviderProcess, urn: string, kept: Kept): Promise<void> {
    const { id, inputs, outputs } = kept;
    const ended = await this.#call(process, {
      call: "read",
      urn,
      before: kept,
      inputs,
      work: async () => {
        const result = await process.provider.read?.(id, given(withProvider(outputs)));
        return { id: result?.id ?? "", outs: result?.props ?? {} };
      },
    });
    if (ended.how !== "returned") {
      return;
    }
    if (ended.id === "") {
      throw new Error("A refresh never removes a resource.");
    }
    const refreshed = { ...kept, outputs: ended.outputs, initErrors: [] };
    this.#keep(urn, refreshed);
    await this.#diff(process, urn, refreshed, inputs);
  }

  async #check(process: ProviderProcess, olds: JsonObject, news: JsonObject): Promise<void> {
    const result = await process.provider.check?.(given(olds), given(news));
    if (result === undefined || (result.failures ?? []).length > 0) {
      throw new Error(`The model's program is refused: ${JSON.stringify(result?.failures)}`);
    }
  }

  /** The result; `undefined` if the process is lost before it returns. */
  async #diff(
    process: ProviderProcess,
    urn: string,
    kept: Kept,
    inputs: JsonObject,
  ): Promise<DiffResult | undefined> {
    return Promise.race([
      process.provider
        .diff?.(kept.id, given(kept.outputs), given(inputs))
        .finally(() => process.sawState(urn, String(kept.outputs.operationName))),
      process.loss.then(() => undefined),
    ]);
  }

  async #create(process: ProviderProcess, goal: Goal, triesLeft = process.tries): Promise<boolean> {
    const { urn, inputs, options } = goal;
    const ended = await this.#call(process, {
      call: "create",
      urn,
      before: undefined,
      inputs,
      work: () => process.provider.create(given(inputs)),
    });
    if (ended.how === "returned" || ended.how === "incomplete") {
      this.#keep(urn, { id: ended.id, inputs, outputs: ended.outputs, initErrors: errorsOf(ended), options });
    } else if (ended.how === "failed" && triesLeft > 0) {
      return this.#create(process, goal, triesLeft - 1);
    }
    return ended.how === "returned";
  }

  async #update(process: ProviderProcess, kept: Kept, { urn, inputs, options }: Goal): Promise<boolean> {
    const ended = await this.#call(process, {
      call: "update",
      urn,
      before: kept,
      inputs,
      work: async () => ({
        ...(await process.provider.update?.(kept.id, given(kept.outputs), given(inputs))),
        id: kept.id,
      }),
    });
    if (ended.how === "returned") {
      this.#keep(urn, { ...kept, inputs, outputs: ended.outputs, initErrors: [], options });
    } else if (ended.how === "incomplete") {
      this.#keep(urn, { ...kept, outputs: ended.outputs, initErrors: errorsOf(ended) });
    }
    return ended.how === "returned";
  }

  async #delete(process: ProviderProcess, urn: string, kept: Kept): Promise<void> {
    if (kept.options.retainOnDelete) {
      this.#drop(urn, kept);
      return;
    }
    const ended = await this.#call(process, {
      call: "delete",
      urn,
      before: kept,
      inputs: kept.inputs,
      work: async () => {
        await process.provider.delete?.(kept.id, given(withProvider(kept.outputs)));
        return { id: kept.id };
      },
    });
    if (ended.how === "returned") {
      this.resources.delete(urn);
    }
  }

  /** No step begins after Ctrl-C. */
  async #call(process: ProviderProcess, { work, ...call }: Call): Promise<Ended> {
    if (process.interruptedAt !== undefined || process.isLost) {
      return { how: "notBegun" };
    }
    const began = this.#now();
    const sentBefore = process.sent.length;
    const ended = await Promise.race([
      settle(work, call.inputs),
      process.loss.then((): Ended => ({ how: "killed" })),
    ]);
    const seen: Ended = process.isLost ? { how: "killed" } : ended;
    const sent = process.sent.slice(sentBefore);
    this.steps.push({ ...call, began, endedAt: this.#now(), ended: seen, sent });
    if (call.before !== undefined) {
      process.sawState(call.urn, String(call.before.outputs.operationName));
    }
    return seen;
  }
}
