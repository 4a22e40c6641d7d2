import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { readGolden } from "./support/golden.js";
import { packageRoot } from "./support/providerProject.js";
import { type Entry, entriesIn, fixedLetters, quotePattern, uncoveredRequests } from "./troubleshooting.js";

const entries = entriesIn(readFileSync(path.join(packageRoot, "docs/troubleshooting.md"), "utf8"));
/** The entries of messages that report something and ask for nothing. */
const isReport = ({ labels }: Entry): boolean => labels.includes("Meaning");
/** The messages of the package. The live test is a script of the repository, with a page of its own. */
const messages = [...readGolden()].filter(([id]) => !id.startsWith("live/"));

function assertNone(rule: string, found: readonly string[]): void {
  assert.equal(found.length, 0, `${rule}\n${found.map((one) => `  ${one}`).join("\n")}`);
}

test("every message that asks the user to act has an entry with cause and remedy", () => {
  const quotes = entries
    .filter((entry) => !isReport(entry))
    .flatMap((entry) => entry.quotes.map(quotePattern));
  const idsByRequest = new Map<string, string[]>();
  for (const [id, message] of messages) {
    for (const request of uncoveredRequests(message, quotes)) {
      idsByRequest.set(request, [...(idsByRequest.get(request) ?? []), id]);
    }
  }
  assertNone(
    "No quote of docs/troubleshooting.md with a remedy covers these requests of test/messages.golden.md:",
    [...idsByRequest].map(([request, ids]) => `${request}  [${ids.slice(0, 3).join("] [")}]`),
  );
});

test("every other message has an entry too", () => {
  const patterns = entries.flatMap(({ quotes }) => quotes).map(quotePattern);
  assertNone(
    "No quote of docs/troubleshooting.md matches these messages:",
    messages
      .filter(([, message]) => !patterns.some((pattern) => message.search(pattern) >= 0))
      .map(([id, message]) => `[${id}] ${message}`),
  );
});

test("every quote is a message's, and says enough to tell it from others", () => {
  const quotes = entries.flatMap(({ title, quotes }) => quotes.map((quote) => ({ title, quote })));
  assertNone(
    "No message of test/messages.golden.md has these words of docs/troubleshooting.md:",
    quotes
      .filter(({ quote }) => !messages.some(([, message]) => message.search(quotePattern(quote)) >= 0))
      .map(({ title, quote }) => `[${title}] ${quote}`),
  );
  assertNone(
    "These quotes of docs/troubleshooting.md have fewer than 8 letters outside of …:",
    quotes.map(({ quote }) => quote).filter((quote) => fixedLetters(quote) < 8),
  );
});

test("every entry has quotes, and either cause and remedy or a meaning", () => {
  assertNone(
    "These entries of docs/troubleshooting.md are incomplete:",
    entries
      .filter(
        ({ quotes, labels }) => quotes.length === 0 || !["Cause,Remedy", "Meaning"].includes(labels.join()),
      )
      .map(({ title }) => title),
  );
});

test("a request is covered by a quote beside it, and not by one elsewhere in the message", () => {
  const message =
    "X was not found. Nothing was saved. Check its name; or, if it has ended, choose another. Run again. " +
    "The disk is full. Delete some files.";
  const first = "Check its name; or, if it has ended, choose another.";
  assert.deepEqual(uncoveredRequests(message, []), [first, "Delete some files."]);
  assert.deepEqual(uncoveredRequests(message, [quotePattern("was not … saved")]), ["Delete some files."]);
  assert.deepEqual(uncoveredRequests(message, [quotePattern("disk is full")]), [first]);
});
