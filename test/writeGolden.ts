import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { formatGolden, goldenFile, isUsed, mergeRecords, readGolden } from "./support/golden.js";
import { packageRoot } from "./support/providerProject.js";
import { sourceFiles } from "./support/sourceFiles.js";

/**
 * Writes the golden file from what the tests call `assertMessage` with. Parameters name test files, such as
 * `core/cancel` or `engine/*`; without any, all that use the golden file run. Entries of other files stay.
 */
const records = mkdtempSync(path.join(tmpdir(), "gcp-lro-golden-"));
try {
  const status = runTests(process.argv.slice(2));
  if (status === 0) {
    const lines = readdirSync(records).flatMap((file) =>
      readFileSync(path.join(records, file), "utf8").trimEnd().split("\n"),
    );
    const sources = new Map(sourceFiles("test", ".test.ts").map(({ path: file, text }) => [file, text]));
    const kept = [...readGolden()].filter(([id]) => isUsed(id, sources));
    writeFileSync(goldenFile, formatGolden(new Map([...kept, ...mergeRecords(lines)])));
  }
  process.exitCode = status;
} finally {
  rmSync(records, { recursive: true, force: true });
}

/** The tests' exit code. */
function runTests(names: readonly string[]): number {
  const users = sourceFiles("test", ".test.ts").filter(({ text }) => text.includes("assertMessage("));
  const patterns = names.length > 0 ? names : users.map(({ path: file }) => file.replace(/\.test\.ts$/, ""));
  const files = patterns.flatMap((name) => globSync(`build/test/${name}.test.js`, { cwd: packageRoot }));
  assert.notEqual(files.length, 0, `No test file is named ${patterns.join(" or ")}.`);
  const { status } = spawnSync(
    process.execPath,
    ["--require", "./build/test/support/sameCases.js", "--test", "--test-concurrency=4", ...files],
    { cwd: packageRoot, env: { ...process.env, GOLDEN_RECORDS: records }, stdio: "inherit" },
  );
  return status ?? 1;
}
