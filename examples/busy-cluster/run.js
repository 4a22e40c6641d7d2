/** Runs the program against the emulator, with the Pulumi CLI on PATH and a state of its own in a temporary folder. */
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { startEmulator } = require("pulumi-gcp-lro/emulator");

async function run() {
  const home = mkdtempSync(path.join(tmpdir(), "busy-cluster-"));
  const emulator = await startEmulator({ cancelTime: "2s" });
  const exportNames = [];
  for (const method of ["createCluster", "updateCluster", "deleteCluster"]) {
    emulator.behave({ match: { method }, whileBusy: "refuse", operationTime: 0 });
  }
  // The hook of resolveConflicts runs in this process.
  process.env.GCP_LRO_EMULATOR_HOST = emulator.host;
  try {
    const stack = await LocalWorkspace.createStack(
      { stackName: "demo", projectName: "busy-cluster", program },
      {
        workDir: __dirname,
        pulumiHome: home,
        envVars: {
          PULUMI_BACKEND_URL: `file://${home}`,
          PULUMI_CONFIG_PASSPHRASE: "",
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      },
    );
    await step("pulumi up", () => stack.up(options));

    startExport("orders-1", "8s");
    await stack.setConfig("displayName", { value: "All orders" });
    await step("pulumi up, which updates the cluster", () => stack.up(options));

    startExport("orders-1", "1h");
    await stack.setConfig("clusterId", { value: "orders-2" });
    await step("pulumi up, which replaces the cluster", () => stack.up(options));

    startExport("orders-2", "1h");
    await step("pulumi destroy", () => stack.destroy(options));

    const exports = emulator.operations.filter(({ name }) => exportNames.includes(name));
    console.log(`\nThe exports: ${exports.map(({ state }) => state).join(", ")}`);
  } finally {
    await emulator.close();
    rmSync(home, { recursive: true, force: true });
    rmSync(path.join(__dirname, "Pulumi.demo.yaml"), { force: true });
  }

  async function step(title, command) {
    console.log(`\n=== ${title}`);
    const before = emulator.requests.length;
    await command();
    for (const { method, path: requested, status } of emulator.requests.slice(before)) {
      if (method !== "GET") {
        console.log(`${method} ${requested}: ${status}`);
      }
    }
  }

  function startExport(cluster, operationTime) {
    const target = `projects/shop/locations/europe-west1/clusters/${cluster}`;
    exportNames.push(
      emulator.seedOperation({
        service: "alloydb",
        method: "exportCluster",
        target,
        behaviour: { operationTime },
      }),
    );
    console.log(`\nSomebody exports ${cluster}, which takes ${operationTime}.`);
  }
}

const options = { onOutput: (text) => process.stdout.write(text), color: "never" };

async function program() {
  delete require.cache[require.resolve("./index.js")];
  require("./index.js");
}

run().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
