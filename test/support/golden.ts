import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { packageRoot } from "./providerProject.js";

/** The wording of the messages that users read, each under the test file and the situation it comes from. */
export const goldenFile = path.join(packageRoot, "test/messages.golden.md");

/** The folder in which `npm run golden` collects the messages: each process of the test runner appends to its own file. */
const { GOLDEN_RECORDS: records } = process.env;

const testFolder = path.join(packageRoot, "build/test");

const INTRODUCTION = `# Messages

The wording of the messages that users read. \`npm run golden\` writes this file from the calls of \`assertMessage\` in
the tests; a test fails if its message differs from the entry here. Each heading names the test file and the situation.
`;

let entries: ReadonlyMap<string, string> | undefined;

/**
 * Asserts that a message has the wording that test/messages.golden.md has for it.
 *
 *     test("a refused cancel fails", async (t) => {
 *       const error = await thrownBy(cancel());
 *       assert.equal(error.failure.code, "PERMISSION_DENIED");      // the test's own: class, code, name
 *       assert.match(error.message, /whenCancelUnsupported/);       // and which setting is the way out
 *       assertMessage(t, "refused cancel", error.message);          // all words
 *     });
 *
 * The entry's id is the test file and the situation: `core/cancel: refused cancel`. The situation is a literal
 * in the test file, in the call or in a table, or a template such as `refused ${what}` whose values occur in the
 * file. Two calls with the same id need the same message.
 *
 * To add a message or change its wording: change code and test, run `npm run golden` (or `npm run golden --
 * core/cancel` for one test file; `"engine/*"` for a folder of them), review the diff of the golden file, and commit it. An
 * entry that no test file mentions any more is removed by that; until then it fails the suite.
 *
 * Times, ports, random ids and folders of this machine are replaced, see {@link normalized}. What a test asserts
 * beside it is what code relies on: classes, codes, names, exit codes, requests. No test repeats sentences.
 */
export function assertMessage(
  { filePath }: Pick<TestContext, "filePath">,
  situation: string,
  message: string,
): void {
  const id = `${testName(filePath ?? "")}: ${situation}`;
  const actual = normalized(message);
  if (records !== undefined) {
    mkdirSync(records, { recursive: true });
    appendFileSync(path.join(records, `${process.pid}.jsonl`), `${JSON.stringify([id, actual])}\n`);
    return;
  }
  entries ??= readGolden();
  assertEntry(entries, id, actual);
}

/** Asserts that an entry is there and has this message, normalized. */
export function assertEntry(messages: ReadonlyMap<string, string>, id: string, actual: string): void {
  const expected = messages.get(id);
  if (expected === undefined) {
    assert.fail(
      `The golden file has no message "${id}". If this is right, run \`npm run golden\`:\n${actual}`,
    );
  }
  assert.equal(actual, expected);
}

/** The name of a compiled test file as the golden file and `npm run golden` have it: `core/cancel`. */
function testName(file: string): string {
  return path
    .relative(testFolder, file)
    .replaceAll(path.sep, "/")
    .replace(/\.test\.js$/, "");
}

/** A message without what differs from run to run or between machines. */
export function normalized(message: string): string {
  return message
    .replaceAll(packageRoot, "<package>")
    .replace(new RegExp(`${escaped(tmpdir())}/[\\w-]+`, "g"), "<temporary>")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>")
    .replace(/(127\.0\.0\.1|localhost|\[::1\]):\d+/g, "$1:<port>")
    .replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, "<uuid>")
    .replace(/(operations\/)[\w=~+-]{16,}/g, "$1<id>")
    .replace(/[ \t\r]+$/gm, "")
    .replace(/^\n+|\n+$/g, "");
}

export function readGolden(): Map<string, string> {
  return existsSync(goldenFile) ? parseGolden(readFileSync(goldenFile, "utf8")) : new Map();
}

/** The messages by their ids. */
export function parseGolden(text: string): Map<string, string> {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [id = "", ...lines] = section.split("\n");
      return [
        id,
        lines
          .map((line) => line.replace(/^ {4}/, ""))
          .join("\n")
          .replace(/^\n+|\n+$/g, ""),
      ];
    }),
  );
}

/** The golden file's text: entries in the order of their ids, messages indented as Markdown's code. */
export function formatGolden(messages: ReadonlyMap<string, string>): string {
  const sections = [...messages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, message]) => {
      const code = message.split("\n").map((line) => (line === "" ? "" : `    ${line}`));
      return `\n## ${id}\n\n${code.join("\n")}\n`;
    });
  return INTRODUCTION + sections.join("");
}

/** The recorded messages of a run by their ids, each once. */
export function mergeRecords(lines: readonly string[]): Map<string, string> {
  const merged = new Map<string, string>();
  for (const line of lines) {
    const [id, message] = JSON.parse(line) as [string, string];
    const other = merged.get(id) ?? message;
    assert.equal(message, other, `Two calls of assertMessage differ, and both have the id "${id}".`);
    merged.set(id, message);
  }
  return merged;
}

/**
 * Checks that a test file still has the situation of an entry.
 *
 * @param sources the texts of the test files by their paths, such as `core/cancel.test.ts`
 */
export function isUsed(id: string, sources: ReadonlyMap<string, string>): boolean {
  const [file = "", ...situation] = id.split(": ");
  return mentions(sources.get(`${file}.test.ts`) ?? "", situation.join(": "));
}

/** Checks that a test file's text has a situation: as a literal, or as a template with values from the text. */
function mentions(text: string, situation: string): boolean {
  if (["'", '"', "`"].some((quote) => text.includes(`${quote}${situation}${quote}`))) {
    return true;
  }
  const templates = [...text.matchAll(/`([^`\n]*\$\{[^`\n]*)`/g)].map(([, template = ""]) => template);
  return templates.some((template) => {
    const literals = template.split(/\$\{[^}]*\}/).map((literal) => escaped(literal));
    const [, ...values] = new RegExp(`^${literals.join("(.*?)")}$`).exec(situation) ?? [];
    return values.length > 0 && values.every((value) => text.includes(value));
  });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
