import { lstat, opendir, unlink } from "node:fs/promises";
import path from "node:path";

/** Services keep the records of ended operations for about 30 days (AIP-151); a page has no use after that. */
const LONGEST_USE = 30 * 24 * 60 * 60_000;

/** Files that are looked at in one go: a large folder must not hold up the run. */
const MOST_FILES = 500;

/**
 * Removes pages, and what killed writers left, that were written too long ago to be of use.
 *
 * @param now milliseconds since the epoch
 * @throws Error where the folder can't be read
 */
export async function removeOldPages(folder: string, now: number): Promise<void> {
  let files = 0;
  for await (const { name } of await opendir(folder)) {
    files += 1;
    if (files > MOST_FILES) {
      return;
    }
    const file = path.join(folder, name);
    const facts = await lstat(file);
    if (facts.isFile() && now - facts.mtimeMs > LONGEST_USE) {
      await unlink(file);
    }
  }
}
