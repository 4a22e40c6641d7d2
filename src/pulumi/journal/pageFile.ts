import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";

/** A page is a few hundred bytes; whatever is larger is none. */
const LARGEST_PAGE = 64 * 1024;

/** Windows has neither: no symbolic link is followed there by mistake, and nothing blocks. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

/** Whether nobody but this user can have written to it, where the platform tells. */
export function isPrivate({ uid, mode }: Pick<Stats, "uid" | "mode">): boolean {
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & 0o022) === 0);
}

/**
 * Reads a small file that this user wrote; neither through a symbolic link nor from a pipe, which would block.
 *
 * @throws Error where there is no such file
 */
export async function readPageFile(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const facts = await handle.stat();
    if (!facts.isFile() || !isPrivate(facts) || facts.size > LARGEST_PAGE) {
      throw new Error(`${file} is not a small file that only its owner writes to.`);
    }
    return await readText(handle);
  } finally {
    await handle.close();
  }
}

/** No more than a page, also of a file that grew in the meantime. */
async function readText(handle: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(LARGEST_PAGE), 0, LARGEST_PAGE, 0);
  return buffer.toString("utf8", 0, bytesRead);
}

/**
 * Writes a file as a whole or not at all: beside its place first, and only once it is on the disk in its place.
 *
 * @throws Error where it can't be written; then nothing is left of it
 */
export async function writePageFile(file: string, text: string): Promise<void> {
  const beside = path.join(path.dirname(file), `${path.basename(file)}.${randomUUID()}.new`);
  try {
    const handle = await open(beside, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
