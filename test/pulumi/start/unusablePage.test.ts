import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { fileJournal } from "#src/pulumi/journal/fileJournal.js";
import { killedAfterStart } from "../../support/killedRun.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import { inputsOf, ProviderScene, urn } from "../../support/providerScene.js";

const misfits: [what: string, change: (page: JsonObject) => JsonObject, reason: RegExp][] = [
  ["of another resource", (page) => ({ ...page, urn: `${urn}x` }), /damaged/],
  ["of a program elsewhere", (page) => ({ ...page, place: "elsewhere" }), /damaged/],
  ["of a later form", (page) => ({ ...page, version: 2 }), /a later release of pulumi-gcp-lro wrote it/],
  ["of an endpoint that is none", (page) => ({ ...page, endpoint: "file:///etc" }), /damaged/],
  ["of a version that leads elsewhere", (page) => ({ ...page, apiVersion: "v1/../x" }), /damaged/],
  ["without a time", ({ since: _, ...page }) => page, /damaged/],
  ["with a time beyond all dates", (page) => ({ ...page, since: 1e300 }), /damaged/],
  ["of no known kind", (page) => ({ ...page, kind: "other" }), /damaged/],
  [
    "with a name that leads elsewhere",
    (page) => ({ ...page, operationName: "projects/p/../../operations/o" }),
    /damaged/,
  ],
  [
    "with a name that is a method",
    (page) => ({ ...page, operationName: `${operationName}:cancel` }),
    /damaged/,
  ],
  ["empty", () => ({}), /damaged/],
];
for (const [what, change, reason] of misfits) {
  test(`an entry that doesn't fit is none, which is said without believing any of it: ${what}`, async () => {
    const journal = await killedAfterStart();
    const [key = ""] = journal.pages.keys();
    await journal.write(key, change(journal.page));
    const scene = new ProviderScene({}, { journal });
    await scene.create();
    assert.equal(scene.wire, "start");
    const [warning = "", ...more] = scene.said("warning");
    assert.deepEqual(more, []);
    assert.match(warning, reason);
    assert.match(warning, /unknown\. Look for it with GET https:\/\/alloydb\S+\/operations; .* adopt it/);
    assert.ok(!warning.includes("operations/o"), warning);
  });
}

test("a page that can't be used is told of once: the start replaces it", async () => {
  const journal = await killedAfterStart();
  const [key = ""] = journal.pages.keys();
  await journal.write(key, {});
  await new ProviderScene({}, { journal }).create();
  assert.equal(journal.page.kind, "named");
});

test("a page that can't be used tells nothing of a resource whose state was seen", async () => {
  const journal = new MemoryJournal();
  const before = await new ProviderScene({}, { journal }).create();
  const [key = ""] = journal.pages.keys();
  await journal.write(key, {});
  const scene = new ProviderScene({}, { journal });
  await scene.diff(before, inputsOf({ triggers: [2] }));
  await scene.delete(before);
  await scene.create(inputsOf({ triggers: [2] }));
  assert.deepEqual(scene.said("warning"), []);
});

const spoilt: [what: string, spoil: (file: string) => Promise<unknown>, reason: string][] = [
  [
    "truncated",
    async (file) => writeFile(file, (await readFile(file, "utf8")).slice(0, 40)),
    "it is damaged",
  ],
  ["writable by everybody", (file) => chmod(file, 0o666), "somebody else owns it or may write there"],
];
for (const [what, spoil, reason] of spoilt) {
  const skip = process.platform === "win32" ? "the platform has no modes" : false;
  test(`of a page on the disk that can't be used, its place and time are said: ${what}`, {
    skip,
  }, async (t) => {
    const home = await mkdtemp(path.join(tmpdir(), "gcp-lro-journal-"));
    t.after(() => rm(home, { recursive: true, force: true }));
    const journal = fileJournal({ PULUMI_HOME: home });
    await new ProviderScene({}, { journal }).create();
    const folder = path.join(home, "gcp-lro", "journal");
    const [name = ""] = await readdir(folder);
    const file = path.join(folder, name);
    await spoil(file);
    const scene = new ProviderScene({}, { journal });
    await scene.create();
    const [warning = ""] = scene.said("warning");
    assert.ok(
      warning.startsWith(`the note of an earlier start of this resource, ${file} (last written at 2`),
    );
    assert.ok(warning.includes(`can't be used: ${reason}.`), warning);
    const next = new ProviderScene({}, { journal });
    await next.create();
    assert.match(next.said("info")[0] ?? "", /^adopted /, "the new page is whole");
  });
}
