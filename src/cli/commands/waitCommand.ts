import { combinedExitCode, type ExitCode, exitCodes } from "../output/exitCode.js";
import { collectOperations, tracked, trackedNames } from "./collectOperations.js";
import type { CommandRun } from "./command.js";
import type { OutputOptions, QueryOptions, SettingsOptions } from "./commandOptions.js";
import { readQuery } from "./query.js";
import { noOperations } from "./searchOutput.js";
import { settleOperations } from "./settleOperations.js";

/** The options of `gcp-lro wait`. */
export interface WaitCommandOptions extends QueryOptions, OutputOptions, SettingsOptions {
  onInterrupt?: "cancel" | "leave";
}

/** Runs `gcp-lro wait`: waits until the operations of a selection have ended. */
export const waitCommand: CommandRun<WaitCommandOptions> = async (context, options, words) => {
  const { streams } = context;
  const query = await readQuery(context, options, words);
  const { clients, selection } = query;
  const request = {
    clients,
    intent: "wait" as const,
    onInterrupt: options.onInterrupt ?? ("leave" as const),
    json: options.json === true,
    quiet: options.quiet === true,
    ...(options.timeout !== undefined && { timeout: options.timeout }),
  };
  if (selection.kind === "names") {
    const operations = trackedNames(clients, selection.operations);
    return settleOperations(context, { ...request, operations });
  }
  const { found, problems } = await collectOperations(context, options, query);
  const codes: ExitCode[] = problems > 0 ? [exitCodes.failure] : [];
  if (found.length === 0) {
    if (!request.quiet) {
      streams.stderr.write(`${noOperations("running", problems)}\n`);
    }
    return combinedExitCode(codes);
  }
  codes.push(await settleOperations(context, { ...request, operations: found.map(tracked) }));
  return combinedExitCode(codes);
};
