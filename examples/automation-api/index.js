/** Runs Pulumi by the Automation API. An AbortSignal ends a run early: Pulumi then cancels the operations that it waits for. */
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { LongRunningOperation, alloydb } = require("pulumi-gcp-lro");

async function program() {
  new LongRunningOperation("export", {
    ...alloydb.exportCluster({
      cluster: "projects/shop/locations/europe-west1/clusters/orders",
      database: "orders",
      gcsDestination: { uri: "gs://my-bucket/orders.sql" },
      sqlExportOptions: {},
    }),
    waitFor: "done",
  });
}

/** @param environment variables of the CLI, such as `PULUMI_BACKEND_URL` */
function openStack(stackName, environment) {
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName: "automation-api", program },
    // The folder from which Pulumi loads the provider of this package.
    { workDir: __dirname, envVars: environment },
  );
}

/**
 * Runs `up` or `destroy` until it ends, or until the signal aborts. An abort sends one SIGINT to the CLI, which has the
 * effect of Ctrl-C. The promise is settled after the CLI has saved the state and ended.
 */
async function run(stack, command, signal) {
  // Pulumi doesn't notice a signal that has aborted before.
  signal.throwIfAborted();
  await stack[command]({ signal, color: "never", onOutput: (text) => process.stdout.write(text) });
}

/** A signal that aborts when this process is asked to end. The process then ends after its runs. */
function interruption() {
  const controller = new AbortController();
  process.on("SIGTERM", () => controller.abort());
  process.on("SIGINT", () => {
    // A terminal sends Ctrl-C to the CLI too, and a second SIGINT would end the CLI without saving the state.
    if (![process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)) {
      controller.abort();
    }
  });
  return controller.signal;
}

module.exports = { interruption, openStack, run };
