import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { startEngine } from "../../support/providerEngine.js";
import { ProviderFailure } from "../../support/providerFailure.js";
import { exportInputs } from "../../support/providerFixture.js";
import { installedProject, packageRoot } from "../../support/providerProject.js";
import { startProviderServer } from "../../support/providerServer.js";

async function serverIn(t: TestContext, folder: string) {
  const emulator = await startEmulator();
  t.after(() => emulator.close());
  const engine = await startEngine(t);
  const environment = { GCP_LRO_EMULATOR_HOST: emulator.host };
  return startProviderServer(t, { folder, engine: engine.address, environment });
}

const places: [what: string, folder: (t: TestContext) => Promise<string>][] = [
  ["a project that has the package installed", installedProject],
  [
    "a folder below such a project",
    async (t) => {
      const folder = path.join(await installedProject(t), "stacks", "dev");
      await mkdir(folder, { recursive: true });
      return folder;
    },
  ],
  ["the package's own root", () => Promise.resolve(packageRoot)],
  ["a folder of the package itself", () => Promise.resolve(path.join(packageRoot, "src", "example"))],
];
for (const [what, folder] of places) {
  test(`the provider's text finds the package from ${what}`, async (t) => {
    const server = await serverIn(t, await folder(t));
    const { state } = await server.create(exportInputs("found"));
    assert.equal(state.state, "RUNNING");
  });
}

test("where the package is not installed, the failure names it", async (t) => {
  const server = await serverIn(t, path.parse(packageRoot).root);
  const failure = await server.create(exportInputs("absent")).catch((error: unknown) => error);
  assert.ok(failure instanceof ProviderFailure);
  assert.match(failure.message, /pulumi-gcp-lro\/provider/);
});
