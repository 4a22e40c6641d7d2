import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { fileJournal } from "#src/pulumi/journal/fileJournal.js";
import type { Journal } from "#src/pulumi/journal/journal.js";

const day = 24 * 60 * 60_000;
const page = { named: "projects/p/operations/o", since: 1 };

interface Place {
  home: string;
  folder: string;
  journal: Journal;
}

async function place(test: TestContext): Promise<Place> {
  const home = await mkdtemp(path.join(tmpdir(), "gcp-lro-journal-"));
  test.after(() => rm(home, { recursive: true, force: true }));
  return {
    home,
    folder: path.join(home, "gcp-lro", "journal"),
    journal: fileJournal({ PULUMI_HOME: home }),
  };
}

/** A place with one page, and that page's file. */
async function placeWithPage(test: TestContext): Promise<Place & { file: string }> {
  const found = await place(test);
  await found.journal.write("key", page);
  const [name = ""] = await readdir(found.folder);
  return { ...found, file: path.join(found.folder, name) };
}

test("a page that was written is read, by the next process as well", async (t) => {
  const { home, journal } = await placeWithPage(t);
  assert.deepEqual(await journal.read("key"), page);
  assert.deepEqual(await fileJournal({ PULUMI_HOME: home }).read("key"), page);
  assert.equal(await journal.read("another key"), undefined);
});

test("a page is replaced as a whole, and removed", async (t) => {
  const { journal, folder } = await placeWithPage(t);
  await journal.write("key", { other: true });
  assert.deepEqual(await journal.read("key"), { other: true });
  await journal.remove("key");
  await journal.remove("key");
  assert.equal(await journal.read("key"), undefined);
  assert.deepEqual(await readdir(folder), []);
});

test("folder and files are for the user's eyes only", { skip: noModes() }, async (t) => {
  const { folder, file } = await placeWithPage(t);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
});

test("whatever is in a key, its file is in the folder", async (t) => {
  const { home, folder, journal } = await place(t);
  for (const key of ["../../escape", "/etc/passwd", "a\0b", "x".repeat(5_000), ""]) {
    await journal.write(key, { key });
    assert.deepEqual(await journal.read(key), { key });
  }
  assert.equal((await readdir(folder)).length, 5);
  assert.deepEqual(await readdir(home), ["gcp-lro"]);
});

const damages: [what: string, damage: (file: string, text: string) => Promise<void>][] = [
  ["empty", (file) => writeFile(file, "")],
  ["truncated", (file, text) => writeFile(file, text.slice(0, text.length / 2))],
  ["no JSON", (file) => writeFile(file, "\0\0\0\0")],
  ["JSON that is no page", (file) => writeFile(file, "[1]")],
  ["without a page", (file) => writeFile(file, '{"version":1,"key":"key","page":"text"}')],
  ["of a later form", (file, text) => writeFile(file, text.replace('"version":1', '"version":2'))],
  ["of another key", (file, text) => writeFile(file, text.replace('"key":"key"', '"key":"yek"'))],
  ["huge", (file, text) => writeFile(file, text + " ".repeat(65 * 1024))],
];
for (const [what, damage] of damages) {
  test(`a page that is damaged is none, and the next write replaces it: ${what}`, async (t) => {
    const { journal, file } = await placeWithPage(t);
    await damage(file, await readFile(file, "utf8"));
    assert.equal(await journal.read("key"), undefined);
    await journal.write("key", page);
    assert.deepEqual(await journal.read("key"), page);
  });
}

const strangers: [what: string, put: (file: string, text: string) => Promise<unknown>][] = [
  ["writable by everybody", (file) => chmod(file, 0o666)],
  ["writable by the group", (file) => chmod(file, 0o620)],
  [
    "a symbolic link",
    async (file, text) => {
      await writeFile(`${file}.elsewhere`, text, { mode: 0o600 });
      await rm(file);
      await symlink(`${file}.elsewhere`, file);
    },
  ],
  [
    "a folder",
    async (file) => {
      await rm(file);
      await mkdir(file);
    },
  ],
  [
    "a pipe that nobody writes to",
    async (file) => {
      await rm(file);
      await promisify(execFile)("mkfifo", ["-m", "600", file]);
    },
  ],
];
for (const [what, put] of strangers) {
  test(`what may be somebody else's is no page: ${what}`, { skip: noModes() }, async (t) => {
    const { journal, file } = await placeWithPage(t);
    await put(file, await readFile(file, "utf8"));
    assert.equal(await journal.read("key"), undefined);
  });
}

test("a write goes to the page's place, never through a link in it", { skip: noModes() }, async (t) => {
  const { journal, home, file } = await placeWithPage(t);
  const precious = path.join(home, "precious");
  await writeFile(precious, "as it was");
  await rm(file);
  await symlink(precious, file);
  await journal.write("key", page);
  assert.equal(await readFile(precious, "utf8"), "as it was");
  assert.deepEqual(await journal.read("key"), page);
});

/** Where a folder can't be made, and the reason is that there is none: an automounter says so, too. */
const noPlace = process.platform === "linux" ? false : "only Linux has /proc";

test("where no folder can be made, a write comes to its end", { skip: noPlace }, async () => {
  // In a process of its own: Node's own way of making all folders of a path never ends there.
  const script = `require(${JSON.stringify(require.resolve("#src/pulumi/journal/fileJournal.js"))})
    .fileJournal({ PULUMI_HOME: "/proc/none" }).write("key", {}).then(() => process.stdout.write("over"))`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { timeout: 20_000 });
  assert.equal(stdout, "over");
});

test("a folder that others can write to has no pages and gets none", { skip: noModes() }, async (t) => {
  const { journal, folder } = await placeWithPage(t);
  await chmod(folder, 0o777);
  assert.equal(await journal.read("key"), undefined);
  await journal.write("another", page);
  await journal.remove("key");
  assert.equal((await readdir(folder)).length, 1);
});

const unwritable: [what: string, spoil: (home: string) => Promise<unknown>][] = [
  ["a file in the folder's place", (home) => writeFile(path.join(home, "gcp-lro"), "")],
  ["a link to nowhere in the folder's place", (home) => symlink("nowhere", path.join(home, "gcp-lro"))],
  ["no home at all", (home) => rm(home, { recursive: true }).then(() => writeFile(home, ""))],
];
for (const [what, spoil] of unwritable) {
  test(`where nothing can be written, nothing is remembered and nothing fails: ${what}`, async (t) => {
    const { journal, home } = await place(t);
    await spoil(home);
    await journal.write("key", page);
    assert.equal(await journal.read("key"), undefined);
    await journal.remove("key");
  });
}

test("a write that fails half-way leaves nothing behind", async (t) => {
  const { journal, folder, file } = await placeWithPage(t);
  await rm(file);
  await mkdir(path.join(file, "not empty"), { recursive: true });
  await journal.write("key", page);
  assert.deepEqual(await readdir(folder), [path.basename(file)]);
});

test("all pages are read, but for what is damaged or somebody else's", async (t) => {
  const { journal, folder } = await placeWithPage(t);
  assert.deepEqual(await journal.all?.(), [page]);
  await journal.write("another", { other: true });
  await writeFile(path.join(folder, "damaged.json"), "{");
  await writeFile(path.join(folder, "half.json.new"), "{");
  const pages = (await journal.all?.()) ?? [];
  assert.equal(pages.length, 2);
  assert.deepEqual(
    new Set(pages.map((one) => JSON.stringify(one))),
    new Set(['{"other":true}', JSON.stringify(page)]),
  );
  assert.deepEqual(await fileJournal({ PULUMI_HOME: path.join(folder, "nowhere") }).all?.(), []);
});

test("all pages are read also where few files may be open at a time", { skip: noModes() }, async (t) => {
  const { journal, home } = await place(t);
  for (let written = 0; written < 100; written += 1) {
    await journal.write(`key ${written}`, page);
  }
  const program = `require(${JSON.stringify(require.resolve("#src/pulumi/journal/fileJournal.js"))})
    .fileJournal({ PULUMI_HOME: ${JSON.stringify(home)} }).all().then((pages) => console.log(pages.length));`;
  const { stdout } = await promisify(execFile)("sh", [
    "-c",
    'ulimit -n 60 && exec "$0" -e "$1"',
    process.execPath,
    program,
  ]);
  assert.equal(stdout.trim(), "100");
});

test("writers at the same time: the page is one of theirs as a whole, and nothing else is left", async (t) => {
  const { home, folder } = await place(t);
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(1_000));
  await Promise.all(texts.map((text) => fileJournal({ PULUMI_HOME: home }).write("key", { text })));
  const read = await fileJournal({ PULUMI_HOME: home }).read("key");
  assert.ok(texts.includes(String(read?.text)));
  assert.equal((await readdir(folder)).length, 1);
});

test("pages older than 30 days are removed when one is written, the others stay", async (t) => {
  const { home, folder, file } = await placeWithPage(t);
  const now = Date.now();
  const journal = fileJournal({ PULUMI_HOME: home }, () => now);
  const left = path.join(folder, "killed.new");
  await writeFile(left, "");
  const recent = path.join(folder, "recent.json");
  await writeFile(recent, "");
  await utimes(file, now / 1_000, (now - 31 * day) / 1_000);
  await utimes(left, now / 1_000, (now - 31 * day) / 1_000);
  await utimes(recent, now / 1_000, (now - 29 * day) / 1_000);
  await journal.write("another", page);
  const names = await readdir(folder);
  assert.equal(names.length, 2);
  assert.ok(names.includes("recent.json"));
  assert.deepEqual(await journal.read("another"), page);
});

/** Windows has neither modes nor pipes in folders. */
function noModes(): string | false {
  return process.platform === "win32" ? "the platform has no modes" : false;
}
