import { combinedExitCode, type ExitCode, exitCodes } from "../output/exitCode.js";
import { JsonLines } from "../output/jsonLines.js";
import { countText } from "../output/shortText.js";
import { OperationTable } from "../output/table.js";
import { Terminal } from "../output/terminal.js";
import { ageOf } from "../selection/filters.js";
import type { FoundOperation } from "../selection/foundOperation.js";
import { type CollectedOperations, collectOperations, tracked, trackedNames } from "./collectOperations.js";
import { type CommandContext, type CommandRun, UsageError } from "./command.js";
import type { OutputOptions, QueryOptions, SettingsOptions } from "./commandOptions.js";
import { canAsk, confirm } from "./confirm.js";
import { type Query, readQuery } from "./query.js";
import { noOperations } from "./searchOutput.js";
import { type SettleRequest, settleOperations } from "./settleOperations.js";

/** The options of `gcp-lro cancel`. */
export interface CancelCommandOptions extends QueryOptions, OutputOptions, SettingsOptions {
  /** False after `--no-wait`. */
  wait?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  whenCancelUnsupported?: "wait" | "abandon";
}

/** Runs `gcp-lro cancel`: cancels the operations of a selection, and waits until they have ended. */
export const cancelCommand: CommandRun<CancelCommandOptions> = async (context, options, words) => {
  const { streams } = context;
  const query = await readQuery(context, options, words);
  const { clients, selection } = query;
  const request: Omit<SettleRequest, "operations"> = {
    clients,
    intent: options.wait === false ? "cancelOnly" : "cancel",
    json: options.json === true,
    quiet: options.quiet === true,
    ...(options.timeout !== undefined && { timeout: options.timeout }),
    ...(options.whenCancelUnsupported !== undefined && {
      whenCancelUnsupported: options.whenCancelUnsupported,
    }),
  };
  if (selection.kind === "names" && !options.dryRun) {
    const operations = trackedNames(clients, selection.operations);
    return settleOperations(context, { ...request, operations });
  }
  if (!options.dryRun && !options.yes && (options.json || !canAsk(streams))) {
    throw new UsageError(
      "cancel with --parent or --project asks for confirmation on a terminal. Elsewhere, add --yes, or --dry-run to see what it would cancel.",
    );
  }
  return cancelSelection(context, options, query, request);
};

async function cancelSelection(
  context: CommandContext,
  options: CancelCommandOptions,
  query: Query,
  request: Omit<SettleRequest, "operations">,
): Promise<number> {
  const { streams, signal } = context;
  const collected = await collectOperations(context, options, query);
  const codes: ExitCode[] = collected.problems > 0 ? [exitCodes.failure] : [];
  const found = collected.found.filter(({ operation }) => !operation.done);
  const toCancel = found.filter(({ deletesTarget }) => !deletesTarget);
  const awaited = found.filter(({ deletesTarget }) => deletesTarget);
  if (found.length === 0) {
    if (!request.quiet) {
      streams.stderr.write(`${noOperations("running", collected.problems)}\n`);
    }
    return combinedExitCode(codes);
  }
  if (options.dryRun) {
    showSelection(context, options, found);
    if (!request.quiet) {
      streams.stderr.write(
        `Nothing was cancelled. Without --dry-run, this command would ${planText(toCancel, awaited)}.\n`,
      );
    }
    return combinedExitCode(codes);
  }
  if (!options.yes) {
    showSelection({ ...context, streams: { ...streams, stdout: streams.stderr } }, options, found);
    if (!(await confirm(streams, `${capitalized(planText(toCancel, awaited))}?`, signal))) {
      streams.stderr.write("Nothing was cancelled.\n");
      return exitCodes.failure;
    }
  }
  codes.push(
    await settleOperations(context, {
      ...request,
      operations: toCancel.map(tracked),
      // Without the wait, there is nothing to do for them.
      ...(request.intent === "cancel" && { awaited: awaited.map(tracked) }),
    }),
  );
  return combinedExitCode(codes);
}

function planText(toCancel: CollectedOperations["found"], awaited: CollectedOperations["found"]): string {
  const uncancellable = toCancel.filter(({ cancel }) => cancel === "no").length;
  return [
    `cancel ${countText(toCancel.length - uncancellable, "operation")}`,
    ...(uncancellable > 0 ? [`leave ${uncancellable} that can't be cancelled`] : []),
    ...(awaited.length > 0 ? [`wait for ${awaited.length} that delete a selected resource`] : []),
  ].join(", ");
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function showSelection(
  { streams: { stdout }, dependencies: { clock } }: CommandContext,
  { json }: OutputOptions,
  found: readonly FoundOperation[],
): void {
  if (json) {
    const lines = new JsonLines(stdout, () => clock.wall());
    for (const operation of found) {
      lines.listed(operation);
    }
    return;
  }
  const terminal = new Terminal(stdout);
  const table = new OperationTable(terminal.columns);
  terminal.line(terminal.style("bold", table.header));
  for (const operation of found) {
    terminal.line(table.row(operation, ageOf(operation.operation, clock.wall())));
  }
}
