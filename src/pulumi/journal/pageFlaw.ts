import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import path from "node:path";
import type { PageFlaw } from "./journal.js";
import { ownFolder } from "./journalFolder.js";
import { isPrivate, readPageFile } from "./pageFile.js";

/** What a page's text is to the journal. */
export type PageVerdict = "page" | "damaged" | "later";

/**
 * Finds why a page's file tells nothing; `undefined` where there is none, or nothing is wrong with it.
 *
 * @param judge says what a text is that was read from a file of this user alone
 */
export async function flawOfPage(
  file: string,
  judge: (text: string) => PageVerdict,
): Promise<PageFlaw | undefined> {
  try {
    const facts = await lstat(file);
    const reason = await reasonOf(file, facts, judge);
    return reason === undefined ? undefined : { reason, file, writtenAt: facts.mtimeMs };
  } catch {
    // There is none, as far as this user can see.
    return undefined;
  }
}

async function reasonOf(
  file: string,
  facts: Stats,
  judge: (text: string) => PageVerdict,
): Promise<PageFlaw["reason"] | undefined> {
  const isOwnFolder = await ownFolder(path.dirname(file)).then(
    () => true,
    () => false,
  );
  if (!isOwnFolder || facts.isSymbolicLink() || !isPrivate(facts)) {
    return "foreign";
  }
  try {
    const verdict = judge(await readPageFile(file));
    return verdict === "page" ? undefined : verdict;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? "unreadable" : "damaged";
  }
}
