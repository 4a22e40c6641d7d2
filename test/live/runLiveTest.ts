import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { exitCodes } from "#src/cli/output/exitCode.js";
import { type ExportRequest, exportAndCancel } from "./exportAndCancel.js";

const USAGE = `Usage: npm run test:live -- --project PROJECT --bucket gs://BUCKET [--kind KIND]... [--yes]

Starts a Datastore export in PROJECT by pulumi up, and cancels it by pulumi
destroy. See docs/live-test.md for cost and roles.

Exit codes: 0 cancelled, 1 anything else, 2 usage, 3 completed, 4 failed,
6 still running, 130 interrupted.
`;

/** The request that the parameters describe, or `undefined` if they are wrong. */
function readParameters(parameters: readonly string[]): { request: ExportRequest; yes: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: {
        project: { type: "string" },
        bucket: { type: "string" },
        kind: { type: "string", multiple: true, default: [] },
        yes: { type: "boolean", default: false },
      },
    });
    const [, bucket] = /^gs:\/\/([^/]+)\/?$/.exec(values.bucket ?? "") ?? [];
    if (!values.project || bucket === undefined) {
      return undefined;
    }
    const folder = `gcp-lro-live-${randomUUID().slice(0, 8)}`;
    return { request: { project: values.project, bucket, folder, kinds: values.kind }, yes: values.yes };
  } catch {
    return undefined;
  }
}

/** Describes what the test does, what it costs, and what it needs. */
function describePlan({ project, bucket, folder, kinds }: ExportRequest): string {
  const emulator = process.env.GCP_LRO_EMULATOR_HOST;
  const entities = kinds.length === 0 ? "all entities" : `the entities of ${kinds.join(", ")}`;
  return `This test uses the real Pulumi engine, and a stack in a temporary folder:
  1. pulumi up starts an export of ${entities} in the project ${project}
     to gs://${bucket}/${folder}/
  2. GetOperation has to report that it runs.
  3. pulumi destroy cancels it, and waits until GetOperation reports its end.
  4. The exported files are removed.
${
  emulator === undefined
    ? REQUIREMENTS
    : `GCP_LRO_EMULATOR_HOST is set: this test sends its requests to the
emulator on ${emulator}, not to Google, and costs nothing.\n`
}
`;
}

const REQUIREMENTS = `Cost: one read for each entity that the export reads before the cancel takes
effect, at most for all entities of the export. Also the storage of the files
until the test removes them.
Credentials: Application Default Credentials, with roles/datastore.importExportAdmin
on the project (datastore.databases.export; datastore.operations.get, .cancel and
.list), and roles/storage.admin on the bucket. If the bucket belongs to another
project, Firestore's service agent needs roles/storage.admin on it too:
service-PROJECT_NUMBER@gcp-sa-firestore.iam.gserviceaccount.com
`;

/** Asks on the terminal; without one, the answer is no. */
async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write("Nothing was started: there is no terminal to confirm on. Add --yes.\n");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.on("SIGINT", () => terminal.close());
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question("Start it? [y/N] "), closed]);
  terminal.close();
  const confirmed = /^y(es)?$/i.test(answer.trim());
  if (!confirmed) {
    process.stdout.write("Nothing was started.\n");
  }
  return confirmed;
}

async function runLiveTest(parameters: readonly string[]): Promise<number> {
  const read = readParameters(parameters);
  if (read === undefined) {
    process.stderr.write(USAGE);
    return exitCodes.usage;
  }
  process.stdout.write(describePlan(read.request));
  if (!read.yes && !(await isConfirmed())) {
    return exitCodes.usage;
  }
  const interrupt = new AbortController();
  // The terminal sends Ctrl-C to the CLI too, which then ends its command.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => interrupt.abort());
  }
  const code = await exportAndCancel(read.request, {
    report: (line) => process.stdout.write(`=== ${line}\n`),
    onOutput: (text) => process.stdout.write(text),
    interrupt: interrupt.signal,
  });
  return interrupt.signal.aborted ? exitCodes.interrupted : code;
}

runLiveTest(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // Errors are thrown only before the start.
    process.stderr.write(`Nothing was started: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
