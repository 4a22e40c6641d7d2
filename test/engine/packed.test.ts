import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { packInto } from "../package/tarball.js";
import { clusterExport, type Install, linkDependency } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { sdkUnderTest } from "../support/sdkLoading.js";

/** Installs the tarball of this package the way npm does: its files, and the two packages that it depends on. */
const packedPackage: Install = async (modules) => {
  const { file } = await packInto(modules);
  const folder = path.join(modules, "pulumi-gcp-lro");
  await mkdir(folder);
  await promisify(execFile)("tar", ["-xzf", file, "-C", folder, "--strip-components=1"]);
  await mkdir(path.join(modules, "@pulumi"));
  await symlink(sdkUnderTest, path.join(modules, "@pulumi", "pulumi"));
  await linkDependency(modules, "google-auth-library");
};

// `npm run test:skew` tells this once more with other versions of Node.js and Pulumi's SDK.
describe("a project that has the packed package installed", () => {
  const main = (revision: string) => clusterExport("main", {}, [revision]);
  const waiting = clusterExport("waiting", { waitFor: "done" });

  const observed = scenario(
    { install: packedPackage, loading: "asShipped" },
    async ({ stack, until, operations, count }) => {
      const about = await succeeding(stack.run(["about"]));
      const requireOfPackage = createRequire(
        path.join(stack.folder, "node_modules/pulumi-gcp-lro/dist/index.js"),
      );
      const sdk = requireOfPackage.resolve("@pulumi/pulumi/package.json");
      await succeeding(stack.up([main("1")]));
      const interrupt = new AbortController();
      const changing = stack.up([main("2"), waiting], { when: interrupt.signal, by: "SIGINT" });
      await until(changing, () => operations("main").length === 2 && count("get", "waiting") >= 3);
      interrupt.abort();
      const changed = await failing(changing);
      const saved = await stack.exported();
      const destroyed = await succeeding(stack.destroy());
      return {
        about,
        sdk,
        changed,
        saved,
        destroyed,
        ends: [...operations("main"), ...operations("waiting")].map(({ state }) => state),
        after: await stack.exported(),
      };
    },
  );

  test("its program has the SDK under test, and the Node.js of these tests runs it", () => {
    const { sdk, about } = observed();
    assert.equal(path.dirname(sdk), sdkUnderTest);
    assert.ok(about.text.includes(process.version), about.text);
  });

  test("a replacement cancels, waits and starts anew", () => {
    assert.match(asked(observed().changed, "main"), /^get cancel( get)+ start$/);
  });

  test("Ctrl-C while up waits cancels the operation and keeps it in the state", () => {
    const { changed, saved } = observed();
    assert.match(asked(changed, "waiting"), /^start( get)+ cancel get$/);
    assert.equal(saved.waiting?.outputs.cancelRequested, true);
    const shown = diagnosticsOf(changed, "waiting");
    assert.ok(shown.includes(String(saved.waiting?.outputs.operationName)), shown);
    assertForPeople(changed.text);
  });

  test("destroy cancels and waits, and leaves nothing in the state", () => {
    const { destroyed, ends, after } = observed();
    assert.match(asked(destroyed, "main"), /^get cancel( get)+$/);
    assert.deepEqual(new Set(ends), new Set(["CANCELLED"]));
    assert.deepEqual(after, {});
  });
});
