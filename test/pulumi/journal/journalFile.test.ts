import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Journal, JournalEntry } from "#src/pulumi/journal/journal.js";
import { fileJournal } from "#src/pulumi/journal/journalFile.js";

const day = 24 * 3_600_000;
const urn = "urn:pulumi:dev::project::pulumi-nodejs:lro/operation:Operation::export";
const isRoot = process.getuid?.() === 0;

const entry: JournalEntry = {
  status: "started",
  requestDigest: "digest",
  endpoint: "https://alloydb.googleapis.com",
  apiVersion: "v1beta",
  name: "projects/p/locations/l/operations/o",
  time: Date.now(),
};

/** A home of its own, and journals of runs in it. */
async function newHome(test: TestContext) {
  const home = await fs.mkdtemp(path.join(tmpdir(), "gcp-lro-home-"));
  test.after(() => fs.rm(home, { recursive: true, force: true }));
  const folder = path.join(home, "gcp-lro");
  const problems: string[] = [];
  const open = (environment: NodeJS.ProcessEnv = {}, wall?: () => number): Journal =>
    fileJournal({
      environment: { PULUMI_HOME: home, ...environment },
      onProblem: (problem) => problems.push(problem),
      ...(wall && { wall }),
    });
  const files = async (): Promise<string[]> =>
    (await fs.readdir(folder)).map((name) => path.join(folder, name));
  const onlyFile = async (): Promise<string> => {
    const [file, ...others] = await files();
    assert.deepEqual(others, []);
    assert.ok(file);
    return file;
  };
  return { home, folder, problems, open, files, onlyFile };
}

test("a later run reads what an earlier one wrote, and can remove it", async (t) => {
  const { open, files, problems } = await newHome(t);
  assert.equal(await open().read(urn), undefined);
  assert.equal(await open().write(urn, entry), true);
  assert.deepEqual(await open().read(urn), entry);
  const replaced: JournalEntry = { ...entry, status: "returned" };
  await open().write(urn, replaced);
  assert.deepEqual(await open().read(urn), replaced);
  await open().remove(urn);
  assert.deepEqual([await open().read(urn), await files(), problems], [undefined, [], []]);
});

test("the first run makes PULUMI_HOME, and the folders above it, for this user alone", async (t) => {
  const { home, open, problems } = await newHome(t);
  const PULUMI_HOME = path.join(home, "above", "home");
  assert.equal(await open({ PULUMI_HOME }).read(urn), undefined);
  assert.equal(await open({ PULUMI_HOME }).write(urn, entry), true);
  assert.deepEqual(await open({ PULUMI_HOME }).read(urn), entry);
  assert.deepEqual(problems, []);
  const { mode } = await fs.stat(path.join(PULUMI_HOME, "gcp-lro"));
  assert.equal(mode & 0o077, 0);
});

test("an entry of each status is read as it was written", async (t) => {
  const { open, problems } = await newHome(t);
  const facts = { endpoint: "https://alloydb.googleapis.com", apiVersion: "v1beta", time: Date.now() };
  const name = "projects/p/locations/l/operations/o";
  const entries: JournalEntry[] = [
    { status: "sending", ...facts, requestDigest: "digest" },
    { status: "sending", ...facts, requestDigest: "digest", requestId: "id" },
    { status: "started", ...facts, requestDigest: "digest", name },
    { status: "started", ...facts, requestDigest: "digest", name, cancelRequestedAt: 1 },
    { status: "returned", ...facts, requestDigest: "digest", name },
    { status: "cancelling", ...facts, name },
    { status: "cancelling", ...facts, name, isReported: true },
  ];
  for (const written of entries) {
    await open().write(urn, written);
    assert.deepEqual(await open().read(urn), written);
  }
  assert.deepEqual(problems, []);
});

test("each resource and each backend has a file of its own below PULUMI_HOME", async (t) => {
  const { open, files, folder } = await newHome(t);
  const journals = [
    open(),
    open({ PULUMI_BACKEND_URL: "file:///a" }),
    open({ PULUMI_BACKEND_URL: "file:///b" }),
  ];
  for (const [index, journal] of journals.entries()) {
    await journal.write(urn, { ...entry, time: entry.time - index });
    await journal.write(`${urn}-2`, { ...entry, time: entry.time - index - 10 });
  }
  assert.equal((await files()).length, 6);
  for (const [index, journal] of journals.entries()) {
    assert.equal((await journal.read(urn))?.time, entry.time - index);
    assert.equal((await journal.read(`${urn}-2`))?.time, entry.time - index - 10);
  }
  assert.deepEqual(modeOf(await fs.stat(folder)), 0o700);
  assert.deepEqual(modeOf(await fs.stat((await files())[0] ?? "")), 0o600);
});

const spoilt: [what: string, spoil: (file: string, home: string) => Promise<unknown>][] = [
  ["writable by its group", (file) => fs.chmod(file, 0o620)],
  ["writable by everybody", (file) => fs.chmod(file, 0o602)],
  ["a symbolic link", (file, home) => moveAndLink(file, path.join(home, "elsewhere.json"))],
  ["a pipe", (file) => fs.rm(file).then(() => execFileSync("sh", ["-c", 'mkfifo -m 600 "$0"', file]))],
  ["a folder", (file) => fs.rm(file).then(() => fs.mkdir(file, { mode: 0o700 }))],
  ["huge", (file) => fs.appendFile(file, " ".repeat(100_000))],
  ["cut short", (file) => fs.truncate(file, 60)],
  ["empty", (file) => fs.truncate(file, 0)],
  ["of a later version", (file) => edit(file, (content) => ({ ...content, version: 2 }))],
  ["of another key", (file) => edit(file, (content) => ({ ...content, key: "other" }))],
  [
    "of an unknown status",
    (file) => edit(file, (content) => ({ ...content, entry: { ...entry, status: "x" } })),
  ],
  [
    "with an operation's name that leads elsewhere",
    (file) => editEntry(file, { name: "projects/../x/operations/o" }),
  ],
  ["with an endpoint that is none", (file) => editEntry(file, { endpoint: "file:///etc" })],
  ["with a time that is none", (file) => editEntry(file, { time: "now" })],
];
if (isRoot) {
  spoilt.push(["of another user", (file) => fs.chown(file, 12345, 12345)]);
}
for (const [what, spoil] of spoilt) {
  test(`a file that is ${what} is ignored with exactly one warning, and never a failure`, async (t) => {
    const { home, open, onlyFile, problems } = await newHome(t);
    await open().write(urn, entry);
    await spoil(await onlyFile(), home);
    const journal = open();
    assert.equal(await journal.read(urn), undefined);
    assert.equal(await journal.read(urn), undefined);
    assert.equal(problems.length, 1);
  });
}

const spoiltFolders: [what: string, spoil: (folder: string, home: string) => Promise<unknown>][] = [
  ["writable by everybody", (folder) => fs.chmod(folder, 0o777)],
  ["a symbolic link", (folder, home) => moveAndLink(folder, path.join(home, "elsewhere"))],
  ["a file", (folder) => fs.rm(folder, { recursive: true }).then(() => fs.writeFile(folder, ""))],
];
if (isRoot) {
  spoiltFolders.push(["of another user", (folder) => fs.chown(folder, 12345, 12345)]);
}
for (const [what, spoil] of spoiltFolders) {
  test(`a folder that is ${what} is neither read nor written, with exactly one warning`, async (t) => {
    const { home, folder, open, problems } = await newHome(t);
    await open().write(urn, entry);
    await spoil(folder, home);
    const journal = open();
    assert.equal(await journal.read(urn), undefined);
    assert.equal(await journal.write(urn, entry), false);
    await journal.remove(urn);
    assert.equal(problems.length, 1);
  });
}

for (const unusable of ["/dev/null/home", "/proc/nowhere/home"]) {
  test(`a home that can't be written to is one warning: ${unusable}`, async (t) => {
    const { open, problems } = await newHome(t);
    const journal = open({ PULUMI_HOME: unusable });
    assert.equal(await journal.write(urn, entry), false);
    assert.equal(await journal.write(urn, entry), false);
    assert.equal(problems.length, 1);
  });
}

test("a disk that hangs holds up a run for two seconds once, and is used again when it returns", {
  timeout: 60_000,
}, async (t) => {
  const { open, folder, problems } = await newHome(t);
  const journal = open();
  await journal.write(urn, entry);
  const { lstat } = fs;
  const waiting: (() => void)[] = [];
  const hanging = t.mock.method(fs, "lstat", async (...facts: Parameters<typeof lstat>) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return lstat(...facts);
  });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let isRead = false;
  const reading = journal.read(urn).finally(() => {
    isRead = true;
  });
  while (waiting.length === 0) {
    await nextTurn();
  }
  t.mock.timers.tick(1_999);
  await nextTurn();
  assert.equal(isRead, false);
  t.mock.timers.tick(1);
  assert.equal(await reading, undefined);
  assert.equal(await journal.write(urn, entry), false);
  await journal.remove(urn);
  assert.equal(hanging.mock.calls.filter(({ arguments: [of] }) => of === folder).length, 1);
  assert.equal(problems.length, 1);
  hanging.mock.restore();
  for (const goOn of waiting) {
    goOn();
  }
  let found = await journal.read(urn);
  while (found === undefined) {
    await nextTurn();
    found = await journal.read(urn);
  }
  assert.deepEqual(found, entry);
});

test("an entry that is older than 30 days is ignored", async (t) => {
  const { open, problems } = await newHome(t);
  await open().write(urn, entry);
  assert.deepEqual(await open({}, () => entry.time + 30 * day).read(urn), entry);
  assert.equal(await open({}, () => entry.time + 31 * day).read(urn), undefined);
  assert.deepEqual(problems, []);
});

test("more than 500 young files hide no old one from the sweep, which leaves the young ones", async (t) => {
  const { open, folder, files, problems } = await newHome(t);
  await open().write(urn, entry);
  await Promise.all(
    Array.from({ length: 600 }, (_, index) => fs.writeFile(path.join(folder, `young-${index}`), "")),
  );
  const old = ["a-old.json", "z-old.json", "torn.json.new"];
  for (const name of old) {
    await fs.writeFile(path.join(folder, name), "");
    await fs.utimes(path.join(folder, name), 0, 0);
  }
  await open().write(urn, entry);
  await until(async () => (await files()).length <= 601);
  const left = (await files()).map((file) => path.basename(file));
  assert.deepEqual([left.length, left.filter((name) => old.includes(name))], [601, []]);
  assert.deepEqual(problems, []);
});

test("another process that removes files during the sweep doesn't stop it", async (t) => {
  const { open, folder, files, problems } = await newHome(t);
  await open().write(urn, entry);
  for (const name of ["a", "b", "c"]) {
    await fs.writeFile(path.join(folder, name), "");
    await fs.utimes(path.join(folder, name), 0, 0);
  }
  const { lstat } = fs;
  let removed = 0;
  t.mock.method(fs, "lstat", async (...facts: Parameters<typeof lstat>) => {
    if (removed === 0 && path.dirname(String(facts[0])) === folder) {
      removed += 1;
      await fs.rm(String(facts[0]));
    }
    return lstat(...facts);
  });
  await open().write(`${urn}-2`, entry);
  await until(async () => !(await files()).some((file) => ["a", "b", "c"].includes(path.basename(file))));
  assert.equal(removed, 1);
  assert.deepEqual(problems, []);
});

test("two processes that write the same entry at the same time leave one that is whole", async (t) => {
  const { open, files } = await newHome(t);
  await Promise.all(Array.from({ length: 20 }, (_, index) => open().write(urn, { ...entry, time: index })));
  assert.equal((await files()).length, 1);
  assert.equal((await open({}, () => 0).read(urn))?.status, "started");
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 10_000; performance.now() < end; ) {
    if (await isSo()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail("it did not happen within 10 s");
}

async function moveAndLink(from: string, to: string): Promise<void> {
  await fs.rename(from, to);
  await fs.symlink(to, from);
}

async function edit(file: string, change: (content: object) => object): Promise<void> {
  const content = JSON.parse(await fs.readFile(file, "utf8")) as object;
  await fs.writeFile(file, JSON.stringify(change(content)));
}

function editEntry(file: string, facts: object): Promise<void> {
  return edit(file, (content) => ({ ...content, entry: { ...entry, ...facts } }));
}

function modeOf({ mode }: { mode: number }): number {
  return mode & 0o777;
}
