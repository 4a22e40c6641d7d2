import { edgeCases } from "./edgeCases.js";
import { type EdgeCaseTest, scanForEdgeCases } from "./edgeCaseTests.js";
import { sourceFiles } from "./support/sourceFiles.js";

/** The table's file, relative to the package. */
export const TABLE_FILE = "test/edge-cases.md";

/** What speaks of edge cases in the tests' sources. */
export function edgeCaseTests(): ReturnType<typeof scanForEdgeCases> {
  const scans = sourceFiles("test", ".test.ts")
    // Its own test makes up names to be found or not.
    .filter(({ path }) => path !== "edgeCases.test.ts")
    .map(scanForEdgeCases);
  return { tests: scans.flatMap(({ tests }) => tests), strays: scans.flatMap(({ strays }) => strays) };
}

/** The table of all edge cases, with what the product does and the files whose tests prove it. */
export function edgeCaseTable(tests: readonly EdgeCaseTest[]): string {
  const inScope = edgeCases.filter((edgeCase) => "does" in edgeCase).length;
  const rows = edgeCases.map((edgeCase) => {
    const does = "does" in edgeCase ? edgeCase.does : `Out of scope. ${edgeCase.outOfScope}`;
    const cells = [edgeCase.number, edgeCase.title, does, proofOf(edgeCase.number, tests)];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "# Edge cases",
    "",
    "<!-- Made by `npm run edge-cases` from edgeCases.ts and the names of the tests. -->",
    "",
    `Google's long-running operations have ${edgeCases.length} corners in which a client that cancels and waits can ` +
      `go wrong. ${inScope} of them are in scope. The tests of each begin their names with \`edge case <number>: \`.`,
    "",
    "| | case | what the product does | tests |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function proofOf(number: number, tests: readonly EdgeCaseTest[]): string {
  const files = new Set(tests.filter((test) => test.number === number).map(({ path }) => path));
  return [...files]
    .sort()
    .map((file) => `[${file.replace(/\.test\.ts$/, "")}](${file})`)
    .join(", ");
}
