import type { DiffResult } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "#src/core/json.js";
import { type Ended, errorsOf, given, settle, type Work, withProvider } from "./engineAnswer.js";
import type { SentRequest } from "./network.js";
import type { ProviderProcess } from "./providerProcess.js";

/** A resource as the engine keeps it. */
export interface Kept {
  id: string;
  inputs: JsonObject;
  outputs: JsonObject;
  initErrors: string[];
}

/** One call of the provider that is a step: it may send requests and take its time. */
export interface Step {
  call: "create" | "update" | "delete" | "read";
  before: Kept | undefined;
  /** The inputs that it was given; for delete and read the kept ones. */
  inputs: JsonObject;
  began: number;
  endedAt: number;
  ended: Ended;
  /** What it had sent by its end. */
  sent: SentRequest[];
}

type Call = Pick<Step, "call" | "before" | "inputs"> & {
  work: Work;
};

/**
 * What Pulumi's engine does with one dynamic resource: which calls it makes, and what it keeps of their
 * answers. As read in pkg/resource/deploy (step.go, step_generator.go) and the SDK's dynamic-provider server:
 * a partial create is kept with the new inputs, a partial update with the old ones; a plain failure changes
 * nothing; whoever is killed has answered nothing; after Ctrl-C no new step begins.
 */
export class EngineModel {
  kept: Kept | undefined;
  /** Every step so far. */
  readonly steps: Step[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async up(process: ProviderProcess, inputs: JsonObject): Promise<void> {
    await this.#check(process, this.kept?.inputs ?? {}, inputs);
    const { kept } = this;
    if (kept === undefined) {
      await this.#create(process, inputs);
      return;
    }
    const difference = await this.#diff(process, kept, inputs);
    if (difference === undefined) {
      return;
    }
    const { changes, replaces = [], deleteBeforeReplace } = difference;
    if (replaces.length > 0) {
      if (!deleteBeforeReplace) {
        throw new Error(
          "Without deleteBeforeReplace the new operation starts before the old one is cancelled.",
        );
      }
      await this.#check(process, {}, inputs);
      await this.#delete(process, kept);
      if (this.kept === undefined) {
        await this.#create(process, inputs);
      }
    } else if (changes || kept.initErrors.length > 0) {
      await this.#update(process, kept, inputs);
    } else {
      this.kept = { ...kept, inputs };
    }
  }

  async destroy(process: ProviderProcess): Promise<void> {
    if (this.kept !== undefined) {
      await this.#delete(process, this.kept);
    }
  }

  async refresh(process: ProviderProcess): Promise<void> {
    const { kept } = this;
    if (kept === undefined) {
      return;
    }
    const { id, inputs, outputs } = kept;
    const ended = await this.#call(process, {
      call: "read",
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
    this.kept = ended.id === "" ? undefined : { id, inputs, outputs: ended.outputs, initErrors: [] };
    if (this.kept !== undefined) {
      await this.#diff(process, this.kept, inputs);
    }
  }

  async #check(process: ProviderProcess, olds: JsonObject, news: JsonObject): Promise<void> {
    const result = await process.provider.check?.(given(olds), given(news));
    if (result === undefined || (result.failures ?? []).length > 0) {
      throw new Error(`The model's program is refused: ${JSON.stringify(result?.failures)}`);
    }
  }

  /** Undefined where nobody is left to answer or to ask. */
  async #diff(
    process: ProviderProcess,
    { id, outputs }: Kept,
    inputs: JsonObject,
  ): Promise<DiffResult | undefined> {
    return Promise.race([
      process.provider.diff?.(id, given(outputs), given(inputs)),
      process.loss.then(() => undefined),
    ]);
  }

  async #create(process: ProviderProcess, inputs: JsonObject, triesLeft = process.tries): Promise<void> {
    const ended = await this.#call(process, {
      call: "create",
      before: undefined,
      inputs,
      work: () => process.provider.create(given(inputs)),
    });
    if (ended.how === "returned" || ended.how === "incomplete") {
      this.kept = { id: ended.id, inputs, outputs: ended.outputs, initErrors: errorsOf(ended) };
    } else if (ended.how === "failed" && triesLeft > 0) {
      await this.#create(process, inputs, triesLeft - 1);
    }
  }

  async #update(process: ProviderProcess, kept: Kept, inputs: JsonObject): Promise<void> {
    const ended = await this.#call(process, {
      call: "update",
      before: kept,
      inputs,
      work: async () => ({
        ...(await process.provider.update?.(kept.id, given(kept.outputs), given(inputs))),
        id: kept.id,
      }),
    });
    if (ended.how === "returned") {
      this.kept = { ...kept, inputs, outputs: ended.outputs, initErrors: [] };
    } else if (ended.how === "incomplete") {
      this.kept = { ...kept, outputs: ended.outputs, initErrors: errorsOf(ended) };
    }
  }

  async #delete(process: ProviderProcess, kept: Kept): Promise<void> {
    const ended = await this.#call(process, {
      call: "delete",
      before: kept,
      inputs: kept.inputs,
      work: async () => {
        await process.provider.delete?.(kept.id, given(withProvider(kept.outputs)));
        return { id: kept.id };
      },
    });
    if (ended.how === "returned") {
      this.kept = undefined;
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
    return seen;
  }
}
