import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { packageFolder } from "../package/userProject.js";
import { blocks } from "./pages.js";

/** A text without the indentation of its lines, because a quote has another one. */
function unindented(text: string): string {
  return text.replaceAll(/^ +/gm, "");
}

test("what docs/pipelines.md quotes of pipelines is in the examples", () => {
  const folder = path.join(packageFolder, "examples");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.ya?ml$/.test(file),
  );
  const examples = files.map((file) => unindented(readFileSync(path.join(folder, file), "utf8")));
  const quotes = blocks.filter(({ file, language }) => file === "docs/pipelines.md" && language === "yaml");
  assert.notEqual(quotes.length, 0);
  for (const { text } of quotes) {
    assert.ok(
      examples.some((example) => example.includes(unindented(text))),
      text,
    );
  }
});
