import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "./support/providerProject.js";
import { sourceFiles } from "./support/sourceFiles.js";

/** The table of edge cases. Its last column is generated, the others are written by hand. */
export const tableFile = path.join(packageRoot, "test/edge-cases.md");

export interface EdgeCase {
  number: number;
  /** The situation. */
  title: string;
  isInScope: boolean;
}

/** A test whose name begins with `edge case <number>: `, or `edge cases <number> and <number>: `. */
export interface EdgeCaseTest {
  number: number;
  /** The rest of the name. */
  title: string;
  /** Relative to the tests' folder. */
  file: string;
}

/** Number, title and what the product does. */
const ROW = /^\| (\d+) \| ([^|]+) \| ([^|]+) \|.*\|$/gm;
/** The quotation mark, numbers and title. */
const TEST_NAME = /(["'`])edge cases? (\d+(?:(?:, | and )\d+)*): (.+?)\1/g;

export function readTable(): string {
  return readFileSync(tableFile, "utf8");
}

export function edgeCasesIn(table: string): EdgeCase[] {
  return [...table.matchAll(ROW)].map(([, number, title = "", does = ""]) => ({
    number: Number(number),
    title,
    isInScope: !does.startsWith("Out of scope."),
  }));
}

/** Finds the names by a search in the text of the test files: a name is one literal, in the call or in a table. */
export function edgeCaseTests(): EdgeCaseTest[] {
  return sourceFiles("test", ".test.ts").flatMap(({ path: file, text }) =>
    [...text.matchAll(TEST_NAME)].flatMap(([, , numbers = "", title = ""]) =>
      numbers.split(/, | and /).map((number) => ({ number: Number(number), title, file })),
    ),
  );
}

/** Places where a test file mentions an edge case and no literal begins with it. */
export function otherMentions(): string[] {
  return sourceFiles("test", ".test.ts").flatMap(({ path: file, text }) =>
    (text.replaceAll(TEST_NAME, "").match(/^.*edge cases? \d.*$/gim) ?? []).map((line) => `${file}: ${line}`),
  );
}

/** The table with the files of these tests in the last column. */
export function withTests(table: string, tests: readonly EdgeCaseTest[]): string {
  return table.replace(ROW, (_row, number: string, title: string, does: string) => {
    const files = new Set(tests.filter((test) => test.number === Number(number)).map(({ file }) => file));
    const links = [...files].sort().map((file) => `[${file.replace(/\.test\.ts$/, "")}](${file})`);
    return `| ${number} | ${title} | ${does} | ${links.join(", ")} |`;
  });
}
