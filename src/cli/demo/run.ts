import path from "node:path";
import { startEmulator } from "../../emulator/index.js";
import type { Terminal } from "../output/terminal.js";
import { describeEnd, type ProcessEnd } from "../pulumi/childProcess.js";
import { findPulumi, MINIMUM_VERSION, type PulumiInstallation } from "../pulumi/findPulumi.js";
import { PulumiWorkspace } from "../pulumi/workspace.js";
import {
  type LabelledRequest,
  type OperationRequests,
  requestsAfter,
  requestsByOperation,
  titleOf,
  writeRequests,
} from "./demoRequests.js";
import { checkGuarantees, type GuaranteeCheck } from "./guarantees.js";

/** The services of the example program. The demo replaces the operation of the first one. */
const services = ["alloydb", "cloudaicompanion", "datafusion", "datastore", "discoveryengine"];
const [replaced = ""] = services;

/** The folder of Pulumi.yaml: the package's root. The command line is bundled, so paths relative to this file don't help. */
const project = path.dirname(require.resolve("pulumi-gcp-lro/package.json"));

/** A command of the CLI. */
interface DemoStep {
  title: string;
  run(workspace: PulumiWorkspace): Promise<ProcessEnd>;
}

/** The error for a missing Pulumi CLI, or for a command that failed; the message then has its output. */
export class DemoError extends Error {
  override readonly name = "DemoError";
}

/**
 * Runs the example program through up, a replacement and destroy, and writes the requests. Returns `true` if all
 * guarantees were kept.
 *
 * @throws DemoError; the signal's reason when it is aborted.
 */
export async function runDemo(terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  const begin = performance.now();
  const pulumi = await requirePulumi(signal);
  // So long that no operation ends by itself, even on a slow machine.
  await using emulator = await startEmulator({ operationTime: "1h", cancelTime: "2s" });
  await using workspace = await PulumiWorkspace.create({
    pulumi,
    project,
    environment: { GCP_LRO_EMULATOR_HOST: emulator.host },
    signal,
  });
  terminal.line(`Pulumi ${pulumi.version} in ${pulumi.directory}`);
  terminal.line(`Emulator on ${emulator.host}`);

  const steps: DemoStep[] = [
    {
      title: "pulumi up: one operation starts in each of five services",
      run: (stack) => stack.up({ "gcp:project": "demo-project", revision: "1" }),
    },
    {
      title: "pulumi up with a new revision: the AlloyDB export is replaced",
      run: (stack) => stack.up({ revision: "2" }),
    },
    {
      title: "pulumi destroy: the running operations are cancelled and awaited",
      run: (stack) => stack.destroy(),
    },
  ];
  let typesBefore: string[] = [];
  let typesAfter: string[] = [];
  for (const [index, step] of steps.entries()) {
    terminal.line(`\n${terminal.style("bold", `${index + 1}. ${step.title}`)}`);
    const before = emulator.requests.at(-1)?.sequence ?? 0;
    const stepBegin = emulator.now();
    const status = terminal.status(() => {
      const requests = (emulator.requests.at(-1)?.sequence ?? 0) - before;
      return `${Math.round((emulator.now() - stepBegin) / 1000)} s, ${requests} requests`;
    });
    const end = await step.run(workspace).finally(() => status.clear());
    signal.throwIfAborted();
    const recorded = requestsByOperation(emulator.requests, emulator.operations);
    writeRequests(terminal, requestsAfter(recorded, before), stepBegin);
    requireSuccess(step, end);
    [typesBefore, typesAfter] = [typesAfter, await workspace.resourceTypes()];
  }

  const operations = requestsByOperation(emulator.requests, emulator.operations);
  writeOutcomes(terminal, operations);
  const guarantees = checkGuarantees({ operations, services, replaced, typesBefore, typesAfter });
  writeGuarantees(terminal, guarantees);
  terminal.line(`\n${((performance.now() - begin) / 1000).toFixed(1)} s in total`);
  return guarantees.every(({ violations }) => violations.length === 0);
}

async function requirePulumi(signal: AbortSignal): Promise<PulumiInstallation> {
  const search = await findPulumi({ signal });
  if (search.ok) {
    return search.value;
  }
  throw new DemoError(
    [
      `The demo needs the Pulumi CLI ${MINIMUM_VERSION.text} or newer. None was found on this machine:`,
      ...search.error.map((reason) => `  ${reason}`),
      "Install it, then run this command again in a new shell:",
      "  curl -fsSL https://get.pulumi.com | sh",
      "For other ways to install it, see https://www.pulumi.com/docs/install/",
    ].join("\n"),
  );
}

function requireSuccess(step: DemoStep, end: ProcessEnd): void {
  if (end.kind !== "exited") {
    throw new DemoError(`"${step.title}" failed: ${describeEnd(end)}`);
  }
  if (end.code !== 0) {
    throw new DemoError(
      `"${step.title}" failed with exit code ${end.code}. Its output:\n${end.stdout}\n${end.stderr}`,
    );
  }
}

/** Writes the end of each operation, the time that the cancel took, and the number of GETs. */
export function writeOutcomes(terminal: Terminal, operations: readonly OperationRequests[]): void {
  terminal.line(`\n${terminal.style("bold", "Outcomes")}`);
  const legend = "end state, time after the cancel, GETs before + after the cancel";
  terminal.line(`   ${terminal.style("gray", legend)}`);
  const width = Math.max(0, ...operations.map(({ operation }) => titleOf(operation).length));
  for (const one of operations) {
    terminal.line(`   ${titleOf(one.operation).padEnd(width)}  ${outcomeOf(terminal, one)}`);
  }
}

function outcomeOf(terminal: Terminal, { requests, end }: OperationRequests): string {
  if (end === undefined) {
    return terminal.style("red", "end not observed");
  }
  const state = terminal.style(end.state === "CANCELLED" ? "green" : "red", end.state);
  const cancel = requests.findIndex(({ label }) => label === "cancel acknowledged");
  const cancelled = requests[cancel]?.request.at;
  if (cancelled === undefined) {
    return `${state}  never cancelled`;
  }
  const gets = (some: readonly LabelledRequest[]): number =>
    some.filter(({ request }) => request.kind === "get").length;
  const seconds = ((end.at - cancelled) / 1000).toFixed(2);
  return `${state}  ${seconds} s  ${gets(requests.slice(0, cancel))} + ${gets(requests.slice(cancel))} GETs`;
}

/** Writes each guarantee and its violations. */
export function writeGuarantees(terminal: Terminal, guarantees: readonly GuaranteeCheck[]): void {
  terminal.line(`\n${terminal.style("bold", "Promises")}`);
  for (const { guarantee, violations } of guarantees) {
    const verdict =
      violations.length === 0 ? terminal.style("green", "kept") : terminal.style("red", "BROKEN");
    terminal.line(`   ${verdict}  ${guarantee}`);
    for (const violation of violations) {
      terminal.line(`           ${violation}`);
    }
  }
}
