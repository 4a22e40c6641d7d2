import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { packageFolder } from "../package/userProject.js";

/*
 * Code in README.md and docs/*.md:
 *
 * - A block in `ts` or `js` is a whole program. Its first line names its file, such as `// undo.ts`, `// cancel.mts` or
 *   `// index.test.ts`. No two pages use the same name, because all files are in one folder and may import each other.
 * - All of them are compiled against the types of this package, and run (programs.test.ts): a program that imports
 *   `pulumi-gcp-lro` under Pulumi's mocks, with every resource deleted at the end; a `.test.ts` as a test, with the
 *   real CLI; everything else as a script. Google is the emulator. An operation of Datastore or AlloyDB that the program
 *   names is in flight there. A run succeeds if it exits with 0; under the mocks it prints nothing to stderr, and every
 *   operation of its own has ended.
 * - Programs that import `@pulumi/gcp` are compiled and run by `npm run test:gcp`.
 * - In a block in `sh`, the npm scripts, the commands and options of `gcp-lro` and of `pulumi` must exist. So must those
 *   that begin text in code font. The blocks of the README's quick start are run.
 * - A block in `yaml` of docs/pipelines.md is a part of a file in examples/ (quotes.test.ts).
 * - Everything else, such as output, is `text`, `json` or `yaml`, and is not checked.
 */

/** README.md, CHANGELOG.md, SECURITY.md or a page of docs/. */
export interface Page {
  /** Path relative to the package's folder. */
  file: string;
  text: string;
}

/** A fenced block of a page. */
export interface Block {
  file: string;
  language: string;
  text: string;
}

/** A `ts` or `js` block. */
export interface Program {
  /** The file name in its first line. */
  name: string;
  text: string;
}

function readPage(file: string): Page {
  return { file, text: readFileSync(path.join(packageFolder, file), "utf8") };
}

export const pages: readonly Page[] = [
  "README.md",
  "CHANGELOG.md",
  "SECURITY.md",
  ...readdirSync(path.join(packageFolder, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
].map(readPage);

export function page(file: string): Page {
  const found = pages.find((one) => one.file === file);
  if (found === undefined) {
    throw new Error(`There is no ${file}.`);
  }
  return found;
}

const FENCED = /^( *)```(\w*)\n(.*?)^\1```$/gms;

export function blocksOf({ file, text }: Page): Block[] {
  return [...text.matchAll(FENCED)].map(([, , language = "", block = ""]) => ({
    file,
    language,
    text: block,
  }));
}

/** The page without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(FENCED, "");
}

export const blocks: readonly Block[] = pages.flatMap(blocksOf);

const programBlocks = blocks.filter(({ language }) => language === "ts" || language === "js");

/** Blocks whose first line doesn't name a file of their language. */
export const unnamedPrograms = programBlocks.filter(
  ({ language, text }) => !new RegExp(`^// [\\w.]+\\.m?${language}\\n`).test(text),
);

/** All programs, those without a name excepted. */
export const programs: readonly Program[] = programBlocks.flatMap(({ text }) => {
  const name = /^\/\/ (\S+)\n/.exec(text)?.[1];
  return name === undefined ? [] : [{ name, text }];
});

/** True if the program imports a package. */
export function imports({ text }: Program, name: string): boolean {
  return new RegExp(`(?:from |require\\()"${name}"`).test(text);
}

/** The section of a page under a heading of any level. */
export function section(file: string, heading: string): string {
  const [, level = "", rest = ""] = new RegExp(`^(#+) ${heading}\\n(.*)`, "ms").exec(page(file).text) ?? [];
  if (level === "") {
    throw new Error(`${file} has no heading ${heading}.`);
  }
  return rest.split(new RegExp(`^#{1,${level.length}} `, "m"))[0] ?? "";
}

/** The cells of a section's first table, row by row, without its head. */
export function tableRows(file: string, heading: string): string[][] {
  const [, rows = ""] = section(file, heading).split(/^\|[-|: ]+\|\n/m);
  const [table = ""] = rows.split(/^(?!\|)/m);
  return [...table.matchAll(/^\|(.*)\|$/gm)].map(([, row = ""]) => row.split("|").map((cell) => cell.trim()));
}

/** The names in code font in a cell. */
export function namesIn(cell = ""): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

/** The names in code font in the first column of the table under a heading. */
export function tableNames(file: string, heading: string): string[] {
  return tableRows(file, heading).flatMap(([cell]) => namesIn(cell));
}
