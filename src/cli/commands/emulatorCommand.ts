import {
  type Emulator,
  type EmulatorOptions,
  type OperationPhase,
  type RecordedRequest,
  type ServiceDescription,
  startEmulator,
} from "../../emulator/index.js";
import { emulatedServices } from "../../emulator/services/emulatedServices.js";
import { findService, nearestServices, outOfScope } from "../../google/catalog/catalog.js";
import { exitCodes } from "../output/exitCode.js";
import { type CommandRun, UsageError } from "./command.js";
import { durationOption } from "./commandOptions.js";
import { describeService } from "./describeService.js";

/** The most requests that the emulator keeps; it writes each of them and may run for days. */
const MAX_RECORDED = 10;

/** The options of `gcp-lro emulator`. */
export interface EmulatorCommandOptions {
  port?: string;
  service?: string[];
  operationTime?: string;
  cancelTime?: string;
}

/**
 * Runs `gcp-lro emulator`: emulates the services until the signal aborts. The first line on stdout is
 * `GCP_LRO_EMULATOR_HOST=127.0.0.1:N`; then stderr gets one line for each request.
 *
 * The exit code is 0 after the signal, 1 if the port is not available.
 */
export const emulatorCommand: CommandRun<EmulatorCommandOptions> = async (context, options) => {
  const { stdout, stderr } = context.streams;
  const emulatorOptions = readOptions(options);
  let emulator: Emulator;
  try {
    const onRequest = (request: RecordedRequest): unknown => stderr.write(requestLine(request, emulator));
    emulator = await startEmulator({ ...emulatorOptions, onRequest, maxRecorded: MAX_RECORDED });
  } catch (error) {
    stderr.write(`gcp-lro emulator: can't listen: ${error instanceof Error ? error.message : error}\n`);
    return exitCodes.failure;
  }
  stdout.write(`GCP_LRO_EMULATOR_HOST=${emulator.host}\n`);
  await aborted(context.signal);
  await emulator.close();
  return exitCodes.ok;
};

function requestLine(request: RecordedRequest, emulator: Emulator): string {
  const { method, path, status, fault, operation } = request;
  const parts = [
    new Date().toISOString(),
    method,
    path,
    status,
    fault && `(${fault})`,
    stateOf(request, emulator),
    operation !== undefined && !path.includes(operation) ? operation : undefined,
  ];
  return `${parts.filter((part) => part !== undefined).join(" ")}\n`;
}

/** The operation's state, from the response; from the emulator for a response without it, such as an error. */
function stateOf({ answer, operation }: RecordedRequest, emulator: Emulator): OperationPhase | undefined {
  return operation === undefined || answer !== undefined
    ? answer?.state
    : emulator.operations.find(({ name }) => name === operation)?.state;
}

/** Reads the options. @throws UsageError */
function readOptions({
  port,
  service = [],
  operationTime,
  cancelTime,
}: EmulatorCommandOptions): EmulatorOptions {
  const times = {
    operationTime: durationOption("--operation-time", operationTime),
    cancelTime: durationOption("--cancel-time", cancelTime),
  };
  return {
    ...(port !== undefined && { port: portFlag(port) }),
    services: service.flatMap(serviceFlag),
    ...(times.operationTime !== undefined && { operationTime: times.operationTime }),
    ...(times.cancelTime !== undefined && { cancelTime: times.cancelTime }),
  };
}

function portFlag(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UsageError(
      `--port: "${text}" is not a port. Give a number from 0 to 65535; 0 selects a free port.`,
    );
  }
  return Number(text);
}

/** The description of a service; none for a built-in one, which has its own requests and JSON. */
function serviceFlag(text: string): ServiceDescription[] {
  const service = findService(text);
  if (service === undefined) {
    const nearest = nearestServices(text).join(" or ");
    const hint = nearest === "" ? "" : ` Did you mean ${nearest}?`;
    const unknown = `"${text}" is not in the catalog of services.${hint}`;
    throw new UsageError(`--service: ${outOfScope(text) ?? unknown}`);
  }
  return emulatedServices([]).some(({ service: key }) => key === service.key)
    ? []
    : [describeService(service)];
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
