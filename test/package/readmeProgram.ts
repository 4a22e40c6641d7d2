import { readFileSync } from "node:fs";
import path from "node:path";
import { packageFolder } from "./userProject.js";

export const readme = readFileSync(path.join(packageFolder, "README.md"), "utf8");

/** The README's TypeScript by the file name in each block's first line. */
export const programs: ReadonlyMap<string, string> = new Map(
  [...readme.matchAll(/^```ts\n(\/\/ (\S+)\n.*?)^```$/gms)].map(([, text = "", name = ""]) => [name, text]),
);

/** The cells of a section's table, row by row, without its head. */
export function tableRows(heading: string): string[][] {
  const [, section = ""] = readme.split(`\n## ${heading}\n`);
  const [own = ""] = section.split("\n## ");
  const [, rows = ""] = own.split(/^\|[-|]+\|\n/m);
  return [...rows.matchAll(/^\|(.*)\|$/gm)].map(([, row = ""]) => row.split("|").map((cell) => cell.trim()));
}

/** The texts in code font of a cell. */
export function namesIn(cell = ""): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

/** The names in the first column of the table under a heading. */
export function tableNames(heading: string): string[] {
  return tableRows(heading).flatMap(([cell]) => namesIn(cell));
}

/**
 * A program that runs another one, its only parameter, under Pulumi's mocks, with this package's provider behind
 * them: every resource is checked, created, and deleted at the end.
 */
export const underMocks = `
const pulumi = require("@pulumi/pulumi");
const { longRunningOperation } = require("pulumi-gcp-lro/provider");
const made = [];
pulumi.runtime.setMocks({
  async newResource({ inputs }) {
    const { failures } = await longRunningOperation.check({}, inputs);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    const { id, outs } = await longRunningOperation.create(inputs);
    made.push({ id, outs });
    return { id, state: outs };
  },
  call: ({ inputs }) => inputs,
});
pulumi.runtime.setAllConfig({ "gcp:project": "my-project" });
process.once("beforeExit", async () => {
  await Promise.all(made.map(({ id, outs }) => longRunningOperation.delete(id, outs)));
});
require(process.argv[2]);
`;
