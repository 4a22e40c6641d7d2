import { createHash, randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { lstat, mkdir, open, opendir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isJsonObject, type JsonValue } from "../../core/json.js";
import { type Journal, type JournalEntry, readEntry } from "./journal.js";

/** Format of the files. A file of another version is ignored, and overwritten. */
const VERSION = 1;

/** Services keep the records of ended operations for about 30 days (AIP-151), in milliseconds. */
const MAX_UNUSED_TIME = 30 * 24 * 60 * 60_000;

/** An entry is a few hundred bytes. */
const MAX_FILE_SIZE = 64 * 1024;

/** The longest time that one access may take, in milliseconds: a disk that hangs must not hang a run. */
const ACCESS_LIMIT = 2_000;

/** Windows has neither flag. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

export interface FileJournalOptions {
  environment: NodeJS.ProcessEnv;
  /** Called at most once, with the reason why an entry could not be read or written. */
  onProblem(problem: string): void;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  wall?(): number;
}

/**
 * The journal on the local disk: one file per resource in `gcp-lro/` below `PULUMI_HOME` or `~/.pulumi`, readable
 * by this user only. The file's name is a digest of the resource's URN and of `PULUMI_BACKEND_URL`.
 *
 * An entry counts only if this user wrote it and no other user can change it.
 */
export function fileJournal({ environment, onProblem, wall = Date.now }: FileJournalOptions): Journal {
  const backend = environment.PULUMI_BACKEND_URL ?? "";
  let isReported = false;
  let isSwept = false;
  /** True while an access over its limit has not returned: another one would block one more of Node's few threads. */
  let isOverdue = false;

  const access = async <T>(work: (folder: string) => Promise<T>): Promise<T | undefined> => {
    if (isOverdue) {
      return undefined;
    }
    const result = work(journalFolder(environment));
    try {
      return await withLimit(result, () => {
        isOverdue = true;
        const onReturn = (): void => {
          isOverdue = false;
        };
        result.then(onReturn, onReturn);
      });
    } catch (error) {
      if (!isReported) {
        isReported = true;
        onProblem(error instanceof Error ? error.message : String(error));
      }
      return undefined;
    }
  };
  const keyOf = (urn: string): string => JSON.stringify([urn, backend]);

  return {
    read: (urn) => access((folder) => unlessMissing(readFile(folder, keyOf(urn), wall()))),
    remove: (urn) => access((folder) => unlessMissing(removeFile(folder, keyOf(urn)))),
    async write(urn, entry) {
      const isWritten = await access(async (folder) => {
        await makeFolder(folder);
        await checkOwner(folder);
        await replaceFile(fileOf(folder, keyOf(urn)), textOf(keyOf(urn), entry));
        if (!isSwept) {
          isSwept = true;
          void removeOldFiles(folder, wall()).catch(() => undefined);
        }
        return true;
      });
      return isWritten ?? false;
    },
  };
}

function journalFolder({ PULUMI_HOME }: NodeJS.ProcessEnv): string {
  return path.resolve(PULUMI_HOME || path.join(homedir(), ".pulumi"), "gcp-lro");
}

/** Resource names may hold any character; a digest is a plain file name. */
function fileOf(folder: string, key: string): string {
  return path.join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`);
}

function textOf(key: string, entry: JournalEntry): string {
  return `${JSON.stringify({ version: VERSION, key, entry })}\n`;
}

async function readFile(folder: string, key: string, now: number): Promise<JournalEntry | undefined> {
  const file = fileOf(folder, key);
  await checkOwner(folder);
  const entry = entryIn(await readText(file), key);
  if (entry === undefined) {
    throw new Error(`this version of pulumi-gcp-lro can't read ${file}`);
  }
  return now - entry.time > MAX_UNUSED_TIME ? undefined : entry;
}

async function removeFile(folder: string, key: string): Promise<void> {
  await checkOwner(folder);
  await rm(fileOf(folder, key), { force: true });
}

/** The key is part of the file, so that a file that was copied or renamed counts for no other resource. */
function entryIn(text: string, key: string): JournalEntry | undefined {
  let content: JsonValue;
  try {
    content = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  return isJsonObject(content) && content.version === VERSION && content.key === key
    ? readEntry(content.entry)
    : undefined;
}

/** Reads a small file of this user. Neither follows a symbolic link nor opens a pipe, which would block. */
async function readText(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > MAX_FILE_SIZE || !isPrivate(stats)) {
      throw new Error(`${file} must be a small file that only this user can change`);
    }
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_FILE_SIZE), 0, MAX_FILE_SIZE, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Writes a file as a whole or not at all: to a temporary name, to the disk, then to its place. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Node's recursive mkdir never returns where the parent reports "no such file" for ever (/proc, automounters). */
async function makeFolder(folder: string): Promise<void> {
  const code = await makeOneFolder(folder);
  if (code === "ENOENT" && path.dirname(folder) !== folder) {
    await makeFolder(path.dirname(folder));
    await makeOneFolder(folder);
  }
}

function makeOneFolder(folder: string): Promise<string | undefined> {
  return mkdir(folder, { mode: 0o700 }).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  );
}

async function checkOwner(folder: string): Promise<void> {
  const stats = await lstat(folder);
  if (!stats.isDirectory() || !isPrivate(stats)) {
    throw new Error(`${folder} must be a folder that only this user can change`);
  }
}

function isPrivate({ uid, mode }: Pick<Stats, "uid" | "mode">): boolean {
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & 0o022) === 0);
}

/** Removes entries that are too old to be used, and the temporary files of killed processes. */
async function removeOldFiles(folder: string, now: number): Promise<void> {
  for await (const { name } of await opendir(folder)) {
    const file = path.join(folder, name);
    // Another process may remove or replace a file at the same time.
    const stats = await lstat(file).catch(() => undefined);
    if (stats?.isFile() && now - stats.mtimeMs > MAX_UNUSED_TIME) {
      await rm(file, { force: true }).catch(() => undefined);
    }
  }
}

async function withLimit<T>(work: Promise<T>, onLimit: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      onLimit();
      reject(new Error(`no access within ${ACCESS_LIMIT / 1_000} s`));
    }, ACCESS_LIMIT);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}
