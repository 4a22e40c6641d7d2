import type { CallOptions, OperationProgress } from "../../client/options.js";
import { isNoAnswerError, isRequestRefusedError } from "../../core/operationErrors.js";
import type { Outcome } from "../../core/outcome.js";
import {
  combinedExitCode,
  type ExitCode,
  exitCodes,
  type Intent,
  outcomeExitCode,
} from "../output/exitCode.js";
import { JsonLines } from "../output/jsonLines.js";
import { LiveArea } from "../output/liveArea.js";
import type { TrackedOperation } from "../output/operationTracker.js";
import { type OutcomeText, outcomeText } from "../output/outcomeText.js";
import { ProgressOutput } from "../output/progressOutput.js";
import { type Style, Terminal } from "../output/terminal.js";
import type { Clients } from "../selection/clients.js";
import { mapConcurrently } from "../selection/concurrent.js";
import { type CommandContext, OutputError } from "./command.js";

/** A request of a command about operations, with the limits of the wait. */
export interface SettleRequest {
  clients: Clients;
  /** The operations to cancel or to wait for. */
  operations: readonly TrackedOperation[];
  /** Operations that delete a selected resource: waited for, never cancelled. */
  awaited?: readonly TrackedOperation[];
  intent: Intent;
  timeout?: string;
  whenCancelUnsupported?: "wait" | "abandon";
  /** `cancel`: an interrupt cancels the operations in flight. Default: it leaves them running. */
  onInterrupt?: "cancel" | "leave";
  json: boolean;
  quiet: boolean;
}

/** Cancels sent at a time by `--no-wait`. */
const WIDTH = 32;

/** The limit of a cancel after Ctrl-C. */
const INTERRUPT_TIMEOUT = "30s";

/** Cancels operations or waits for them, writes the outcome of each, and returns the exit code. */
export async function settleOperations(context: CommandContext, request: SettleRequest): Promise<ExitCode> {
  const { operations, awaited = [], intent, onInterrupt } = request;
  const { signal, streams } = context;
  if (operations.length + awaited.length === 0 && !request.quiet) {
    streams.stderr.write(`There are no operations to ${intent === "wait" ? "wait for" : "cancel"}.\n`);
  }
  const output = await SettleOutput.open(context, request);
  try {
    const settlement = new Settlement(context, request, output);
    await Promise.all([
      ...groups(operations).map((group) =>
        intent === "cancelOnly"
          ? settlement.cancelOnly(group)
          : intent === "cancel"
            ? settlement.cancelAndWait(group)
            : settlement.wait(group),
      ),
      ...groups(awaited).map((group) => settlement.wait(group)),
    ]);
    if (onInterrupt === "cancel" && isInterrupted(signal)) {
      await settlement.cancelAfterInterrupt(operations.filter(({ result }) => result === undefined));
    }
    return signal.reason instanceof OutputError ? exitCodes.failure : combinedExitCode(settlement.codes);
  } finally {
    output.close();
  }
}

/** True after Ctrl-C or SIGTERM: a reader of the output that has ended asks for no cancel. */
function isInterrupted(signal: AbortSignal): boolean {
  return signal.aborted && !(signal.reason instanceof OutputError);
}

/** The operations of each service. */
function groups(operations: readonly TrackedOperation[]): TrackedOperation[][] {
  const byService = new Map<string, TrackedOperation[]>();
  for (const operation of operations) {
    byService.set(operation.service, [...(byService.get(operation.service) ?? []), operation]);
  }
  return [...byService.values()];
}

/** The calls of one command, and the exit codes of their operations. */
class Settlement {
  readonly codes: ExitCode[] = [];
  readonly #signal: AbortSignal;
  readonly #request: SettleRequest;
  readonly #output: SettleOutput;

  constructor({ signal }: CommandContext, request: SettleRequest, output: SettleOutput) {
    this.#signal = signal;
    this.#request = request;
    this.#output = output;
  }

  async cancelAndWait(group: readonly TrackedOperation[]): Promise<void> {
    const { whenCancelUnsupported = "abandon" } = this.#request;
    const results = await this.#client(group).cancelAll(namesOf(group), {
      ...this.#callOptions(group),
      whenCancelUnsupported,
    });
    this.#settle(group, results, "cancel");
  }

  /** Waits for operations; also within a cancel, of which a deletion that completes is the expected end. */
  async wait(group: readonly TrackedOperation[]): Promise<void> {
    const results = await this.#client(group).waitAll(namesOf(group), this.#callOptions(group));
    this.#settle(group, results, "wait");
  }

  async cancelOnly(group: readonly TrackedOperation[]): Promise<void> {
    await mapConcurrently(group, WIDTH, (tracked) => this.#cancelOne(tracked, this.#callOptions(group)));
  }

  /** Cancels what an interrupted wait leaves. The wait's exit code stays. */
  async cancelAfterInterrupt(group: readonly TrackedOperation[]): Promise<void> {
    await mapConcurrently(group, WIDTH, (tracked) => {
      const { onProgress } = this.#callOptions([tracked]);
      return this.#cancelOne(tracked, { timeout: INTERRUPT_TIMEOUT, onProgress });
    });
  }

  async #cancelOne(tracked: TrackedOperation, options: CallOptions): Promise<void> {
    try {
      const outcome = await this.#client([tracked]).cancel(tracked.name, options);
      this.#settle([tracked], [{ name: tracked.name, outcome }], "cancelOnly");
    } catch (error) {
      if (!isRequestRefusedError(error) && !isNoAnswerError(error)) {
        throw error;
      }
      this.#settle([tracked], [{ name: tracked.name, error }], "cancelOnly");
    }
  }

  #client([first]: readonly TrackedOperation[]) {
    return this.#request.clients.client(first?.service ?? "");
  }

  #callOptions(group: readonly TrackedOperation[]): CallOptions & Required<Pick<CallOptions, "onProgress">> {
    const byName = new Map(group.map((tracked) => [tracked.name, tracked]));
    const { timeout } = this.#request;
    return {
      signal: this.#signal,
      ...(timeout !== undefined && { timeout }),
      onProgress: (event) => {
        const tracked = byName.get(event.name);
        if (tracked !== undefined && !this.#isCancelledNext(event)) {
          this.#output.event(tracked, event);
        }
      },
    };
  }

  /** Checks for the end of an interrupted wait that is followed by a cancel, whose outcome is then the final one. */
  #isCancelledNext(event: OperationProgress): boolean {
    return (
      this.#request.onInterrupt === "cancel" &&
      isInterrupted(this.#signal) &&
      event.kind === "ended" &&
      event.outcome.kind === "running" &&
      event.outcome.because === "interrupted"
    );
  }

  #settle(
    group: readonly TrackedOperation[],
    results: readonly { name: string; outcome?: Outcome; error?: Error }[],
    intent: Intent,
  ): void {
    const byName = new Map(group.map((tracked) => [tracked.name, tracked]));
    for (const { name, outcome, error } of results) {
      const tracked = byName.get(name);
      if (tracked === undefined) {
        continue;
      }
      if (outcome === undefined) {
        this.codes.push(exitCodes.failure);
        this.#output.refused(tracked, error?.message ?? "");
      } else {
        this.codes.push(outcomeExitCode(intent, outcome, tracked.operation !== undefined));
      }
    }
  }
}

function namesOf(group: readonly TrackedOperation[]): string[] {
  return group.map(({ name }) => name);
}

const styles: Readonly<Record<string, Style>> = {
  cancelled: "green",
  completed: "yellow",
  cancelling: "cyan",
  failed: "red",
  refused: "red",
  running: "yellow",
};

/** The output of a cancel or a wait: JSON lines, or progress on stderr and a line for each outcome on stdout. */
class SettleOutput {
  readonly #area: LiveArea;
  readonly #progress: ProgressOutput;
  readonly #json: JsonLines | undefined;
  readonly #terminal: Terminal;
  readonly #context: CommandContext;
  readonly #clients: Clients;
  /** The results so far: each word with its number. */
  readonly #counts = new Map<string, number>();
  readonly #isQuiet: boolean;

  private constructor(
    context: CommandContext,
    area: LiveArea,
    { clients, operations, awaited = [], json, quiet }: SettleRequest,
  ) {
    this.#clients = clients;
    const { streams, dependencies } = context;
    const { clock } = dependencies;
    this.#context = context;
    this.#isQuiet = quiet || json;
    this.#area = area;
    this.#json = json ? new JsonLines(streams.stdout, () => clock.wall()) : undefined;
    this.#terminal = new Terminal(streams.stdout);
    this.#progress = new ProgressOutput(area, streams.stderr, clock, {
      tracked: [...operations, ...awaited],
      isQuiet: this.#isQuiet,
    });
  }

  static async open(context: CommandContext, request: SettleRequest): Promise<SettleOutput> {
    return new SettleOutput(context, await LiveArea.open(context.streams.stderr), request);
  }

  event(tracked: TrackedOperation, event: OperationProgress): void {
    this.#progress.event(tracked, event);
    this.#json?.progress(tracked, event);
    if (event.kind === "ended") {
      const version = this.#clients.cancellingVersion(tracked.service, tracked.name);
      this.#writeResult(tracked.fullName, outcomeText(event.outcome, tracked, version));
    }
  }

  refused(tracked: TrackedOperation, message: string): void {
    tracked.result = "refused";
    this.#json?.refused(tracked.fullName, message);
    this.#writeResult(tracked.fullName, { word: "refused", details: message });
  }

  /** Ends the output; after several operations, or if stdout can't be written, with a summary. */
  close(): void {
    this.#area.close();
    const { streams, signal } = this.#context;
    if (signal.reason instanceof OutputError) {
      const { message } = signal.reason;
      streams.stderr.write(`This command stopped early: ${message}. ${this.#progress.summary()}\n`);
      return;
    }
    const results = [...this.#counts].map(([word, count]) => `${count} ${word}`);
    const all = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    if (all > 1 && !this.#isQuiet) {
      streams.stderr.write(`${results.join(", ")}\n`);
    }
  }

  #writeResult(fullName: string, { word, details }: OutcomeText): void {
    if (this.#json !== undefined) {
      return;
    }
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    const style = styles[word];
    const state = style === undefined ? word.padEnd(10) : this.#terminal.style(style, word.padEnd(10));
    const text = details === undefined ? fullName : `${fullName}: ${details}`;
    this.#progress.result(this.#context.streams.stdout, `${state}  ${text}`);
  }
}
