import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileJournal } from "#src/pulumi/journal/fileJournal.js";
import type { Journal, PageFlaw } from "#src/pulumi/journal/journal.js";

const skip = process.platform === "win32" ? "the platform has no modes" : false;

/** A journal with one page, and that page's file. */
async function place(test: TestContext): Promise<{ journal: Journal; folder: string; file: string }> {
  const home = await mkdtemp(path.join(tmpdir(), "gcp-lro-journal-"));
  test.after(() => rm(home, { recursive: true, force: true }));
  const journal = fileJournal({ PULUMI_HOME: home });
  await journal.write("key", { since: 1 });
  const folder = path.join(home, "gcp-lro", "journal");
  const [name = ""] = await readdir(folder);
  return { journal, folder, file: path.join(folder, name) };
}

type Spoil = (file: string, text: string) => Promise<unknown>;
const flaws: [what: string, spoil: Spoil, reason: PageFlaw["reason"]][] = [
  ["truncated", (file, text) => writeFile(file, text.slice(0, 20)), "damaged"],
  ["empty", (file) => writeFile(file, ""), "damaged"],
  ["huge", (file, text) => writeFile(file, text + " ".repeat(65 * 1024)), "damaged"],
  ["of another key", (file, text) => writeFile(file, text.replace('"key":"key"', '"key":"yek"')), "damaged"],
  ["of a later form", (file, text) => writeFile(file, text.replace('"version":1', '"version":2')), "later"],
  ["writable by everybody", (file) => chmod(file, 0o666), "foreign"],
  ["in a folder that everybody can write to", (file) => chmod(path.dirname(file), 0o777), "foreign"],
  [
    "a symbolic link",
    async (file, text) => {
      await rm(file);
      await writeFile(`${file}.elsewhere`, text, { mode: 0o600 });
      await symlink(`${file}.elsewhere`, file);
    },
    "foreign",
  ],
];
for (const [what, spoil, reason] of flaws) {
  test(`why a page tells nothing is known: ${what}`, { skip }, async (t) => {
    const { journal, file } = await place(t);
    await spoil(file, await readFile(file, "utf8"));
    const flaw = await journal.flaw?.("key");
    assert.equal(await journal.read("key"), undefined);
    assert.equal(flaw?.reason, reason);
    assert.equal(flaw?.file, file);
  });
}

test("when it was written is known", async (t) => {
  const { journal, file } = await place(t);
  await writeFile(file, "");
  await utimes(file, 1_700_000_000, 1_700_000_000);
  assert.equal((await journal.flaw?.("key"))?.writtenAt, 1_700_000_000_000);
});

test("a page that may not be read tells nothing, but to the superuser, who reads all", {
  skip,
}, async (t) => {
  const { journal, file } = await place(t);
  await chmod(file, 0o200);
  const isRoot = process.getuid?.() === 0;
  assert.equal((await journal.flaw?.("key"))?.reason, isRoot ? undefined : "unreadable");
});

test("a whole page has no flaw, nor has one that isn't there", async (t) => {
  const { journal, folder } = await place(t);
  assert.equal(await journal.flaw?.("key"), undefined);
  assert.equal(await journal.flaw?.("another key"), undefined);
  const nowhere = fileJournal({ PULUMI_HOME: path.join(folder, "nowhere") });
  assert.equal(await nowhere.flaw?.("key"), undefined);
});
