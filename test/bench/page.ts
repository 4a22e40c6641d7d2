import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { packageRoot } from "../support/providerProject.js";
import { drawLagPlot } from "./lagPlot.js";
import type { Section } from "./measure.js";
import { writeTable } from "./table.js";

const docs = path.join(packageRoot, "docs");

/**
 * Writes the figures of a run into docs/performance.md, each section between its markers, and the plot. The sections of
 * measures that were not run stay.
 *
 * @param machine the machine of the run, as one line
 */
export async function writePage(machine: string, sections: readonly Section[]): Promise<void> {
  const file = path.join(docs, "performance.md");
  let page = await readFile(file, "utf8");
  for (const { name, rows, points, load } of sections) {
    page = replaceBlock(page, name, `${writeTable(rows)}\n\n${machine} Load average: ${load.join(" to ")}.`);
    if (points !== undefined) {
      await writeFile(path.join(docs, "performance.svg"), drawLagPlot(points));
    }
  }
  await writeFile(file, page);
}

/** Replaces the text between the markers of a measure. @throws Error if the page has none */
function replaceBlock(page: string, name: string, block: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`docs/performance.md has no markers of ${name}.`);
  }
  return `${page.slice(0, from)}${begin}\n\n${block}\n\n${page.slice(to)}`;
}
