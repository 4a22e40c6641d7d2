import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { Journal } from "./journal.js";
import { journalFolder, ownFolder, preparedFolder } from "./journalFolder.js";
import { removeOldPages } from "./oldPages.js";
import { readPageFile, writePageFile } from "./pageFile.js";

/** Of the form of the files. Pages of any other are left alone, and overwritten. */
const VERSION = 1;

/**
 * The journal on the local disk: `<PULUMI_HOME or ~/.pulumi>/gcp-lro/journal`, one file a page, for this user's
 * eyes only.
 *
 * A page counts only if this user wrote it, under this key, and nobody else can have written to it. Whatever
 * stands in the way (no home, a full or read-only disk, a file in the folder's place) leaves a run as it would be
 * without a journal.
 *
 * @param wall milliseconds since the epoch
 */
export function fileJournal(environment: NodeJS.ProcessEnv, wall: () => number = Date.now): Journal {
  let isSwept = false;
  return {
    async read(key) {
      try {
        const folder = await ownFolder(journalFolder(environment));
        return pageIn(key, JSON.parse(await readPageFile(fileOf(folder, key))) as JsonValue);
      } catch {
        return undefined;
      }
    },
    async write(key, page) {
      try {
        const folder = await preparedFolder(journalFolder(environment));
        await writePageFile(fileOf(folder, key), `${JSON.stringify({ version: VERSION, key, page })}\n`);
        if (!isSwept) {
          isSwept = true;
          await removeOldPages(folder, wall());
        }
      } catch {
        // What isn't remembered is searched for.
      }
    },
    async remove(key) {
      try {
        await rm(fileOf(await ownFolder(journalFolder(environment)), key), { force: true });
      } catch {
        // It is not there, or it is not ours.
      }
    },
  };
}

/** The file has its key in it, so that one which was copied or renamed is not taken for another's. */
function pageIn(key: string, content: JsonValue): JsonObject | undefined {
  const isOurs = isJsonObject(content) && content.version === VERSION && content.key === key;
  return isOurs && isJsonObject(content.page) ? content.page : undefined;
}

/** Whatever is in a key, the file's name is a plain one. */
function fileOf(folder: string, key: string): string {
  return path.join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`);
}
