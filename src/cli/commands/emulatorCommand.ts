import { parseArgs } from "node:util";
import { isDurationError, parseDuration } from "../../core/duration.js";
import type { Result } from "../../core/result.js";
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
import { type CommandRun, USAGE_ERROR } from "./command.js";
import { describeService } from "./describeService.js";

const USAGE = `Usage: gcp-lro emulator [--port N] [--service S]... [--operation-time T]
                        [--cancel-time T]
`;

const HELP = `${USAGE}
Emulates Google's long-running operations on 127.0.0.1 until Ctrl-C. The first
line on stdout is GCP_LRO_EMULATOR_HOST=127.0.0.1:N. Set this environment
variable for Pulumi: this package then sends its requests to the emulator,
without credentials.
Each request writes a line to stderr: time, request, HTTP status, and the
operation with its state.

  --port N              the port; default: any free port
  --service S           also emulate S, such as redis: each POST, PATCH
                        or DELETE of a resource starts an operation. May be
                        repeated. Always emulated: alloydb, cloudaicompanion,
                        datafusion, datastore, discoveryengine
  --operation-time T    the time after which an operation completes;
                        default: 60s
  --cancel-time T       the time after which a cancelled operation ends;
                        default: 2s

Exit codes: 0 after Ctrl-C or SIGTERM, 1 the port is not available, 2 usage.
`;

/** The most requests that the emulator keeps; it writes each of them and may run for days. */
const MAX_RECORDED = 10;

interface Flags extends EmulatorOptions {
  help?: boolean;
}

/**
 * Runs `gcp-lro emulator`: emulates the services until the signal aborts. The first line on stdout is
 * `GCP_LRO_EMULATOR_HOST=127.0.0.1:N`; then stderr gets one line for each request.
 *
 * The exit code is 0 after the signal or the help, 2 for wrong usage, 1 if the port is not available.
 */
export const emulatorCommand: CommandRun = async (args, { stdout, stderr }, signal) => {
  const flags = parseFlags(args);
  if (!flags.ok) {
    stderr.write(`gcp-lro emulator: ${flags.error}\n${USAGE}`);
    return USAGE_ERROR;
  }
  const { help, ...options } = flags.value;
  if (help) {
    stdout.write(HELP);
    return 0;
  }
  let emulator: Emulator;
  try {
    const onRequest = (request: RecordedRequest): unknown => stderr.write(requestLine(request, emulator));
    emulator = await startEmulator({ ...options, onRequest, maxRecorded: MAX_RECORDED });
  } catch (error) {
    stderr.write(`gcp-lro emulator: can't listen: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
  stdout.write(`GCP_LRO_EMULATOR_HOST=${emulator.host}\n`);
  await aborted(signal);
  await emulator.close();
  return 0;
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

/** Parses the arguments. The error is their problem. */
function parseFlags(args: string[]): Result<Flags, string> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        help: { type: "boolean", short: "h" },
        port: { type: "string" },
        service: { type: "string", multiple: true },
        "operation-time": { type: "string" },
        "cancel-time": { type: "string" },
      },
    });
    const operationTime = durationFlag("operation-time", values["operation-time"]);
    const cancelTime = durationFlag("cancel-time", values["cancel-time"]);
    const flags: Flags = {
      help: values.help ?? false,
      ...(values.port !== undefined && { port: portFlag(values.port) }),
      services: (values.service ?? []).flatMap(serviceFlag),
      ...(operationTime !== undefined && { operationTime }),
      ...(cancelTime !== undefined && { cancelTime }),
    };
    return { ok: true, value: flags };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function portFlag(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new Error(`--port: "${text}" is not a port. Give a number from 0 to 65535; 0 selects a free port.`);
  }
  return Number(text);
}

/** The description of a service; none for a built-in one, which has its own requests and JSON. */
function serviceFlag(text: string): ServiceDescription[] {
  const service = findService(text);
  if (service === undefined) {
    const nearest = nearestServices(text).join(" or ");
    const hint = nearest === "" ? "" : ` Did you mean ${nearest}?`;
    const unknown = `pulumi-gcp-lro does not know the service "${text}".${hint}`;
    const exclusion = outOfScope(text);
    throw new Error(
      `--service: ${exclusion === undefined ? unknown : `The emulator does not emulate "${text}". ${exclusion}`}`,
    );
  }
  return emulatedServices([]).some(({ service: key }) => key === service.key)
    ? []
    : [describeService(service)];
}

function durationFlag(flag: string, text: string | undefined): number | undefined {
  try {
    return text === undefined ? undefined : parseDuration(text);
  } catch (error) {
    throw isDurationError(error) ? new Error(`--${flag}: ${error.message}`) : error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
