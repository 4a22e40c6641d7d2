import { parseArgs } from "node:util";
import { parseDuration } from "../core/duration.js";
import { isDurationError } from "../core/errors/durationError.js";
import { type Emulator, type RecordedRequest, startEmulator } from "../emulator/index.js";

/** Where a command writes. */
export interface CommandStreams {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

const USAGE = "Usage: gcp-lro emulator [--port N] [--operation-time 60s] [--cancel-time 2s]\n";

const HELP = `${USAGE}
Runs a server on 127.0.0.1 that stands in for Google's long-running operations,
until Ctrl-C. The first line on stdout is GCP_LRO_EMULATOR_HOST=127.0.0.1:N: the
environment variable that sends this package's requests there, with no
credentials. Each request is a line on stderr.

  --port N              the port; by default any that is free
  --operation-time 60s  how long operations take to their own end
  --cancel-time 2s      how long a cancel takes to have its effect

Exit codes: 0 after Ctrl-C or SIGTERM, 1 the port can't be had, 2 usage.
`;

/** What is written out need not be kept: an emulator may run for days. */
const KEPT_REQUESTS = 10;

interface Settings {
  help?: boolean;
  port?: number;
  operationTime?: number;
  cancelTime?: number;
}

/**
 * `gcp-lro emulator`: plays the services until the signal aborts. The first line on stdout is
 * `GCP_LRO_EMULATOR_HOST=127.0.0.1:N`; then stderr gets one line for each request.
 *
 * Answers the exit code: 0 after the signal or the help, 2 for wrong usage, 1 where the port can't be had.
 */
export async function emulatorCommand(
  argv: readonly string[],
  { stdout, stderr }: CommandStreams,
  signal: AbortSignal,
): Promise<number> {
  const read = readSettings(argv);
  if (typeof read === "string") {
    stderr.write(`gcp-lro emulator: ${read}\n${USAGE}`);
    return 2;
  }
  const { help, ...settings } = read;
  if (help) {
    stdout.write(HELP);
    return 0;
  }
  let emulator: Emulator;
  try {
    const onRequest = (request: RecordedRequest): unknown => stderr.write(lineOf(request));
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

function lineOf({ method, path, status, fault }: RecordedRequest): string {
  return `${method} ${path} ${status}${fault === undefined ? "" : ` (${fault})`}\n`;
}

/** The settings, or what is wrong with the arguments. */
function readSettings(argv: readonly string[]): Settings | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: "boolean", short: "h" },
        port: { type: "string" },
        "operation-time": { type: "string" },
        "cancel-time": { type: "string" },
      },
    });
    const settings: Settings = { help: values.help ?? false };
    if (values.port !== undefined) {
      if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
        return `--port: "${values.port}" is no port. Give a number of 0 to 65535; 0 takes any free one.`;
      }
      settings.port = Number(values.port);
    }
    for (const [flag, setting] of [
      ["operation-time", "operationTime"],
      ["cancel-time", "cancelTime"],
    ] as const) {
      const text = values[flag];
      if (text !== undefined) {
        settings[setting] = readDuration(flag, text);
      }
    }
    return settings;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function readDuration(flag: string, text: string): number {
  try {
    return parseDuration(text);
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
