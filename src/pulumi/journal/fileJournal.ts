import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { Journal } from "./journal.js";
import { journalFolder, ownFolder, preparedFolder } from "./journalFolder.js";
import { removeOldPages } from "./oldPages.js";
import { readPageFile, writePageFile } from "./pageFile.js";
import { flawOfPage, type PageVerdict } from "./pageFlaw.js";

/** Of the form of the files. Pages of any other are left alone, and overwritten. */
const VERSION = 1;

/** Pages that are read when all are asked for. */
const MOST_PAGES = 2_000;

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
        return pageIn(await contentOf(fileOf(folder, key)), key);
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
    async all() {
      try {
        const folder = await ownFolder(journalFolder(environment));
        const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).slice(0, MOST_PAGES);
        const pages: JsonObject[] = [];
        // One after the other: all at once would take the open files and the memory of the whole process.
        for (const name of names) {
          const page = pageIn(await contentOf(path.join(folder, name)));
          if (page !== undefined) {
            pages.push(page);
          }
        }
        return pages;
      } catch {
        return [];
      }
    },
    async flaw(key) {
      try {
        return await flawOfPage(fileOf(journalFolder(environment), key), (text) => verdictOn(text, key));
      } catch {
        return undefined;
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

/** `null` for what is no page. */
async function contentOf(file: string): Promise<JsonValue> {
  try {
    return JSON.parse(await readPageFile(file)) as JsonValue;
  } catch {
    return null;
  }
}

/** @throws SyntaxError for what is no JSON */
function verdictOn(text: string, key: string): PageVerdict {
  const content = JSON.parse(text) as JsonValue;
  if (isJsonObject(content) && typeof content.version === "number" && content.version > VERSION) {
    return "later";
  }
  return pageIn(content, key) === undefined ? "damaged" : "page";
}

/** The file has its key in it, so that one which was copied or renamed is not taken for another's. */
function pageIn(content: JsonValue, key?: string): JsonObject | undefined {
  if (!isJsonObject(content) || content.version !== VERSION || !isJsonObject(content.page)) {
    return undefined;
  }
  return key === undefined || content.key === key ? content.page : undefined;
}

/** Whatever is in a key, the file's name is a plain one. */
function fileOf(folder: string, key: string): string {
  return path.join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`);
}
