import { LocalWorkspace, type Stack, type UpResult } from "@pulumi/pulumi/automation/index.js";
import { OperationsClient } from "pulumi-gcp-lro/client";
import { createThrowAwayBackend, type ThrowAwayBackend } from "#src/emulator/throwAwayBackend.js";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { describeExportEnd } from "./exportEnd.js";
import { removeFiles } from "./exportedFiles.js";

export interface ExportRequest {
  project: string;
  bucket: string;
  /** The folder in the bucket that the export writes to. */
  folder: string;
  /** The kinds to export; none for all. */
  kinds: readonly string[];
}

export interface ExportRun {
  /** Writes one line of the test itself. */
  report(line: string): void;
  /** Writes output of the Pulumi CLI. */
  onOutput(text: string): void;
  /** Aborted by Ctrl-C: from then on, the test only ends the export and cleans up. */
  interrupt: AbortSignal;
}

/** Starts an export by `pulumi up`, ends it by `pulumi destroy`, and returns the exit code for how it ended. */
export async function exportAndCancel(request: ExportRequest, run: ExportRun): Promise<number> {
  const { report, onOutput, interrupt } = run;
  const pulumi = await pinnedPulumi(interrupt);
  process.env.PATH = pulumi.environment(process.env).PATH;
  await using backend = createThrowAwayBackend();
  const stack = await createStack(request, backend);
  interrupt.throwIfAborted();

  // From here on nothing may end the test before the destroy.
  report("pulumi up");
  const started = await stack.up({ onOutput }).catch(() => undefined);
  const name = await operationName(stack, started).catch(() => undefined);
  const client = new OperationsClient({ service: "datastore" });
  let ranBefore = false;
  if (name !== undefined && !interrupt.aborted) {
    const operation = await client.get(name).catch((error: Error) => error);
    ranBefore = operation !== undefined && "done" in operation && !operation.done;
    report(
      `GetOperation: ${operation instanceof Error ? operation.message : ranBefore ? "it runs" : "it has ended"}`,
    );
  }

  report("pulumi destroy");
  const destroyed = await stack.destroy({ onOutput }).catch(() => undefined);
  if (name === undefined) {
    report("No operation is known. The output of pulumi up says whether one may run.");
    return 1;
  }
  const end = await client.wait(name, { timeout: "30s" }).then(
    (outcome) => describeExportEnd(outcome, ranBefore),
    (error: Error) => ({ text: `UNKNOWN: ${error.message}`, code: 1, mayRun: true }),
  );
  report(end.text);
  if (end.mayRun) {
    report(`Cancel it yourself: gcloud datastore operations cancel ${name} --project ${request.project}`);
  }
  const removed = await removeExport(request, report);
  return end.code !== 0 ? end.code : started && destroyed && removed ? 0 : 1;
}

/** Creates the stack, whose files are all in the backend's folder. */
function createStack(request: ExportRequest, { folder, environment }: ThrowAwayBackend): Promise<Stack> {
  const project = "gcp-lro-live";
  return LocalWorkspace.createStack(
    { stackName: "live", workDir: folder },
    {
      projectSettings: {
        name: project,
        runtime: { name: "nodejs", options: { typescript: false } },
        main: require.resolve("./exportProgram.js"),
      },
      stackSettings: {
        live: {
          config: {
            [`${project}:project`]: request.project,
            [`${project}:outputUrlPrefix`]: `gs://${request.bucket}/${request.folder}`,
            [`${project}:kinds`]: JSON.stringify(request.kinds),
          },
        },
      },
      envVars: environment,
    },
  );
}

/** The operation's name: an output after a successful `up`, otherwise in the state if that has it. */
async function operationName(stack: Stack, started: UpResult | undefined): Promise<string | undefined> {
  if (started !== undefined) {
    return started.outputs.operationName?.value as string | undefined;
  }
  const { resources = [] } = (await stack.exportStack()).deployment as {
    resources?: { outputs?: { operationName?: string } }[];
  };
  return resources.map(({ outputs }) => outputs?.operationName).find((name) => name !== undefined);
}

/** Removes what the export wrote. */
async function removeExport(
  { bucket, folder }: ExportRequest,
  report: ExportRun["report"],
): Promise<boolean> {
  if (process.env.GCP_LRO_EMULATOR_HOST !== undefined && process.env.STORAGE_EMULATOR_HOST === undefined) {
    report("The emulator wrote no files.");
    return true;
  }
  try {
    report(`${await removeFiles(bucket, `${folder}/`)} files removed from gs://${bucket}/${folder}/`);
    return true;
  } catch (error) {
    report(
      `The files at gs://${bucket}/${folder}/ stay: ${error instanceof Error ? error.message : String(error)}`,
    );
    report(`Remove them yourself: gcloud storage rm --recursive gs://${bucket}/${folder}/`);
    return false;
  }
}
