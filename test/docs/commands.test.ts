import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { packageFolder } from "../package/userProject.js";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { blocks, namesIn, pages, proseOf } from "./pages.js";

const run = promisify(execFile);

/** The words of every command in a shell block, and of the code font of the text. */
const commands: string[][] = [
  ...blocks.filter(({ language }) => language === "sh").flatMap(({ text }) => text.split("\n")),
  ...pages.flatMap((page) => namesIn(proseOf(page).replaceAll("\n", " "))),
]
  .flatMap((line) => line.split(/&&|\|\|?|;|[^>]&(?!\d)|\$\(/))
  .map(wordsOf)
  .filter((words) => words.length > 1);

/** The words of a command without a comment, `npx`, variables before it, and what follows `--`. */
function wordsOf(command: string): string[] {
  const words = command
    .replace(/(^|\s)#.*$/, "")
    .replaceAll(/["')]/g, "")
    .trim()
    .split(/\s+/);
  const first = words.findIndex((word) => word !== "npx" && !/^[A-Z_]+=/.test(word));
  const rest = first < 0 ? [] : words.slice(first);
  const end = rest.indexOf("--");
  return end < 0 ? rest : rest.slice(0, end);
}

/** The commands of a program, each once, without its name. */
function commandsOf(program: string): string[][] {
  const own = commands.filter(([first]) => first === program).map(([, ...words]) => words.join(" "));
  return [...new Set(own)].map((words) => words.split(" "));
}

const isOption = (word: string): boolean => word.startsWith("-");

/** Options of a command that its help doesn't name. */
function unknownOptions(words: readonly string[], help: string): string[] {
  const options = words.filter(isOption).map((word) => word.replace(/=.*/, ""));
  return options.filter((option) => !new RegExp(`(^|[\\s\\[,])${option}(?![\\w-])`, "m").test(help));
}

test("every npm script exists", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = commandsOf("npm").flatMap(([first = "", second = ""]) =>
    first === "run" ? [second] : first === "test" ? ["test"] : [],
  );
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

test("every command and option of gcp-lro exists", async () => {
  const main = path.join(packageFolder, "dist/gcp-lro.js");
  for (const words of commandsOf("gcp-lro")) {
    const subcommand = words.filter((word) => !isOption(word)).slice(0, 1);
    const { stdout } = await run(process.execPath, [main, ...subcommand, "--help"]);
    assert.deepEqual(unknownOptions(words, `${stdout}--help --version`), [], `gcp-lro ${words.join(" ")}`);
  }
});

test("every command and option of pulumi exists", async () => {
  const { command } = await pinnedPulumi();
  for (const words of commandsOf("pulumi")) {
    const parameters = words.filter((word) => !isOption(word));
    if (parameters.length === 0) {
      continue;
    }
    const { stdout } = await run(command, [...parameters, "--help"], {
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    const usage = /^Usage:\n +pulumi (\S+)/m.exec(stdout)?.[1];
    assert.equal(usage, parameters[0], `pulumi ${words.join(" ")}`);
    assert.deepEqual(unknownOptions(words, stdout), [], `pulumi ${words.join(" ")}`);
  }
});
