import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { startProviderFixture } from "../../support/providerFixture.js";
import { sdkUnderTest } from "../../support/sdkLoading.js";

test("the server whose tests these are is that of the SDK under test", async (t) => {
  const { server } = await startProviderFixture(t);
  const manifest = JSON.parse(await readFile(path.join(sdkUnderTest, "package.json"), "utf8")) as {
    version: string;
  };
  assert.equal(await server.sdkVersion(), manifest.version);
});
