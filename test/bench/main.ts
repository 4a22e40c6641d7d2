import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../support/providerProject.js";
import type { Measure, MeasureResult, Section } from "./measure.js";
import { cancelNotice } from "./measures/cancelNotice.js";
import { destroy } from "./measures/destroy.js";
import { endNotice } from "./measures/endNotice.js";
import { faultyService } from "./measures/faultyService.js";
import { growth } from "./measures/growth.js";
import { hintedEndNotice } from "./measures/hintedEndNotice.js";
import { interrupt } from "./measures/interrupt.js";
import { loading } from "./measures/loading.js";
import { manyCancels } from "./measures/manyCancels.js";
import { pollErrors } from "./measures/pollErrors.js";
import { projectList } from "./measures/projectList.js";
import { requestCpu } from "./measures/requestCpu.js";
import { sharedLists } from "./measures/sharedLists.js";
import { writePage } from "./page.js";
import { peerVersion } from "./peers/requirePeer.js";
import { medianRows, writeTable } from "./table.js";

/** The measures of a run that names none. */
const usual: Readonly<Record<string, Measure>> = {
  cancelNotice,
  endNotice,
  hintedEndNotice,
  sharedLists,
  growth,
  requestCpu,
  manyCancels,
  faultyService,
  pollErrors,
  loading,
  interrupt,
  projectList,
};

const measures: Readonly<Record<string, Measure>> = { ...usual, destroy };

/**
 * Runs the benchmark: `npm run bench -- [MEASURE…] [--json FILE] [--write]`. Nothing in it is a test: the figures depend on
 * the machine.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: "string" }, write: { type: "boolean" } },
    allowPositionals: true,
  });
  const names = positionals.length > 0 ? positionals : Object.keys(usual);
  const unknown = names.filter((name) => !Object.hasOwn(measures, name));
  if (unknown.length > 0) {
    console.error(
      `No measure is called ${unknown.join(", ")}. There are: ${Object.keys(measures).join(", ")}.`,
    );
    process.exitCode = 2;
    return;
  }
  const machine = describeMachine();
  const sections: Section[] = [];
  for (const name of names) {
    const begin = performance.now();
    const section = await measure(name);
    sections.push(section);
    const seconds = Math.round((performance.now() - begin) / 1_000);
    console.error(`${name}: ${seconds} s, load average ${section.load.join(" to ")}`);
  }
  console.log(writeTable(sections.flatMap(({ rows }) => rows)));
  const file = values.json ?? path.join(packageRoot, "build", "bench.json");
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ machine, sections }, undefined, 2));
  console.log(`\n${machine}\nThe same as JSON: ${file}`);
  if (values.write) {
    await writePage(machine, sections);
  }
}

async function measure(name: string): Promise<Section> {
  const { runs = 1, run } = measures[name] as Measure;
  const before = load();
  const results: MeasureResult[] = [];
  for (let count = 0; count < runs; count += 1) {
    results.push(await run());
  }
  const rows = medianRows(results.map((result) => result.rows));
  const { points } = results[0] ?? {};
  return { name, rows, ...(points && { points }), load: [before, load()] };
}

/** The machine and the versions of the clients, as one line. */
function describeMachine(): string {
  const cores = cpus();
  const parts = [
    `Node.js ${process.versions.node}`,
    peerVersion("google-gax"),
    peerVersion("@azure/core-lro"),
    `${cores.length} cores (${cores[0]?.model})`,
  ];
  return `${parts.join(", ")}.`;
}

function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

void main();
