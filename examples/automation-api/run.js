/** Interrupts `up` and `destroy` against the emulator, with the Pulumi CLI on PATH and a state in a temporary folder. */
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { startEmulator } = require("pulumi-gcp-lro/emulator");
const { interruption, openStack, run } = require("./index.js");

async function main() {
  const home = mkdtempSync(path.join(tmpdir(), "automation-api-"));
  let onRequest = () => undefined;
  const emulator = await startEmulator({
    time: "driven",
    cancelTime: "1m",
    onRequest: (request) => onRequest(request),
  });
  const interrupted = interruption();
  try {
    const stack = await openStack("demo", {
      GCP_LRO_EMULATOR_HOST: emulator.host,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${home}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    await step(stack, "up", abortOn("get"));
    await step(stack, "destroy", abortOn("cancel"));
    await emulator.advance(60_000);
    await step(stack, "destroy", new AbortController());
    console.log(`\nThe export: ${emulator.operations.map(({ state }) => state).join(", ")}`);
  } finally {
    await emulator.close();
    rmSync(home, { recursive: true, force: true });
    rmSync(path.join(__dirname, "Pulumi.demo.yaml"), { force: true });
  }

  async function step(stack, command, limit) {
    console.log(`\n=== pulumi ${command}`);
    const before = emulator.requests.length;
    try {
      await run(stack, command, AbortSignal.any([interrupted, limit.signal]));
    } catch (error) {
      if (!limit.signal.aborted) {
        throw error;
      }
      console.log(`pulumi ${command} was interrupted.`);
    }
    for (const { method, path: requested, status } of emulator.requests.slice(before)) {
      if (method !== "GET") {
        console.log(`${method} ${requested}: ${status}`);
      }
    }
  }

  /** A controller that aborts after a request of a kind: a program would set a time limit, for example. */
  function abortOn(kind) {
    const controller = new AbortController();
    onRequest = (request) => request.kind === kind && controller.abort();
    return controller;
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
