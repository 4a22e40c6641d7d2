import { parseArgs } from "node:util";
import { isDurationError, parseDuration } from "../../core/duration.js";
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
import { type Streams, USAGE_ERROR } from "./command.js";
import { emulatorService } from "./describeService.js";

const USAGE = `Usage: gcp-lro emulator [--port N] [--service S]... [--operation-time 60s]
                        [--cancel-time 2s]
`;

const HELP = `${USAGE}
Runs a server on 127.0.0.1 that stands in for Google's long-running operations,
until Ctrl-C. The first line on stdout is GCP_LRO_EMULATOR_HOST=127.0.0.1:N: the
environment variable that sends this package's requests there, with no
credentials. Each request is a line on stderr: time, request, HTTP status, and
the operation with its state.

  --port N              the port; by default any that is free
  --service S           plays this service too, such as redis: each POST, PATCH
                        or DELETE of a resource starts an operation. May be
                        repeated. Always played: alloydb, cloudaicompanion,
                        datafusion, datastore, discoveryengine
  --operation-time 60s  how long operations take to their own end
  --cancel-time 2s      how long a cancel takes to have its effect

Exit codes: 0 after Ctrl-C or SIGTERM, 1 the port can't be had, 2 usage.
`;

/** What is written out need not be kept: an emulator may run for days. */
const KEPT_REQUESTS = 10;

interface Settings extends EmulatorOptions {
  help?: boolean;
}

/**
 * `gcp-lro emulator`: plays the services until the signal aborts. The first line on stdout is
 * `GCP_LRO_EMULATOR_HOST=127.0.0.1:N`; then stderr gets one line for each request.
 *
 * Answers the exit code: 0 after the signal or the help, 2 for wrong usage, 1 where the port can't be had.
 */
export async function emulatorCommand(
  argv: readonly string[],
  { stdout, stderr }: Pick<Streams, "stdout" | "stderr">,
  signal: AbortSignal,
): Promise<number> {
  const read = readSettings(argv);
  if (typeof read === "string") {
    stderr.write(`gcp-lro emulator: ${read}\n${USAGE}`);
    return USAGE_ERROR;
  }
  const { help, ...settings } = read;
  if (help) {
    stdout.write(HELP);
    return 0;
  }
  let emulator: Emulator;
  try {
    const onRequest = (request: RecordedRequest): unknown => stderr.write(lineOf(request, emulator));
    emulator = await startEmulator({ ...settings, onRequest, maxRecorded: KEPT_REQUESTS });
  } catch (error) {
    stderr.write(`gcp-lro emulator: can't listen: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
  stdout.write(`GCP_LRO_EMULATOR_HOST=${emulator.host}\n`);
  await aborted(signal);
  await emulator.close();
  return 0;
}

function lineOf(request: RecordedRequest, emulator: Emulator): string {
  const { method, path, status, fault, operation } = request;
  const words = [
    new Date().toISOString(),
    method,
    path,
    status,
    fault && `(${fault})`,
    stateOf(request, emulator),
    operation !== undefined && !path.includes(operation) ? operation : undefined,
  ];
  return `${words.filter((word) => word !== undefined).join(" ")}\n`;
}

/** Neither an error nor the answer to a cancel says where the operation stands: the emulator knows. */
function stateOf({ answer, operation }: RecordedRequest, emulator: Emulator): OperationPhase | undefined {
  return operation === undefined || answer !== undefined
    ? answer?.state
    : emulator.operations.find(({ name }) => name === operation)?.state;
}

/** The settings, or what is wrong with the arguments. */
function readSettings(argv: readonly string[]): Settings | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: "boolean", short: "h" },
        port: { type: "string" },
        service: { type: "string", multiple: true },
        "operation-time": { type: "string" },
        "cancel-time": { type: "string" },
      },
    });
    const operationTime = readDuration("operation-time", values["operation-time"]);
    const cancelTime = readDuration("cancel-time", values["cancel-time"]);
    return {
      help: values.help ?? false,
      ...(values.port !== undefined && { port: readPort(values.port) }),
      services: (values.service ?? []).flatMap(readService),
      ...(operationTime !== undefined && { operationTime }),
      ...(cancelTime !== undefined && { cancelTime }),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new Error(`--port: "${text}" is no port. Give a number of 0 to 65535; 0 takes any free one.`);
  }
  return Number(text);
}

/** The service's description; none for one that the emulator plays by itself, with its own requests and words. */
function readService(text: string): ServiceDescription[] {
  const service = findService(text);
  if (service === undefined) {
    const nearest = nearestServices(text).join(", ");
    const hint = nearest === "" ? "" : ` Did you mean ${nearest}?`;
    const unknown = `"${text}" is not a service that the catalog knows.${hint}`;
    throw new Error(`--service: ${outOfScope(text) ?? unknown}`);
  }
  return emulatedServices([]).some(({ service: key }) => key === service.key) ? [] : [emulatorService(service)];
}

function readDuration(flag: string, text: string | undefined): number | undefined {
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
