import path from "node:path";
import { startEmulator } from "../../emulator/index.js";
import type { Terminal } from "../output/terminal.js";
import { describeEnd, type ProcessEnd } from "../pulumi/childProcess.js";
import { findPulumi } from "../pulumi/findPulumi.js";
import { MINIMUM_VERSION, type PulumiInstallation } from "../pulumi/installation.js";
import { PulumiWorkspace } from "../pulumi/workspace.js";
import {
  after,
  type Conversation,
  conversations,
  titleOf,
  type WireEvent,
  writeWire,
} from "./demoRequests.js";
import { checkPromises, type Promised } from "./promises.js";

/** The services of the example program; the first one's operation is replaced. */
const services = ["alloydb", "cloudaicompanion", "datafusion", "datastore", "discoveryengine"];
const [replaced = ""] = services;

/** Where Pulumi.yaml lies: the package's root. */
const project = path.join(__dirname, "../../..");

/** One command of the CLI. */
interface Step {
  title: string;
  run(workspace: PulumiWorkspace): Promise<ProcessEnd>;
}

/** There is no usable Pulumi CLI, or one of its commands failed: then the message has what it printed. */
export class DemoError extends Error {
  override readonly name = "DemoError";
}

/**
 * Runs the example program through up, a replacement and destroy, and writes what went over the wire. Answers
 * whether everything was as promised.
 *
 * @throws DemoError; the signal's reason when it is aborted.
 */
export async function runDemo(terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  const begin = performance.now();
  const pulumi = await installedPulumi(signal);
  // Long enough that nothing ends by itself, however slow the machine is.
  await using emulator = await startEmulator({ operationTime: "1h", cancelTime: "2s" });
  await using workspace = await PulumiWorkspace.create(
    { pulumi, project, environment: { GCP_LRO_EMULATOR_HOST: emulator.host } },
    { signal },
  );
  terminal.line(`Pulumi ${pulumi.version} in ${pulumi.directory}`);
  terminal.line(`Emulator on ${emulator.host}`);

  const steps: Step[] = [
    {
      title: "pulumi up: one operation starts in each of five services",
      run: (stack) => stack.up({ "gcp:project": "demo-project", revision: "1" }, { signal }),
    },
    {
      title: "pulumi up with a new revision: the AlloyDB export is replaced",
      run: (stack) => stack.up({ revision: "2" }, { signal }),
    },
    {
      title: "pulumi destroy: what is in flight is cancelled and waited for",
      run: (stack) => stack.destroy({ signal }),
    },
  ];
  let held: string[] = [];
  let left: string[] = [];
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
    const talks = conversations(emulator.requests, emulator.operations);
    writeWire(terminal, after(talks, before), stepBegin);
    requireSuccess(step, end);
    [held, left] = [left, await workspace.resourceTypes({ signal })];
  }

  const talks = conversations(emulator.requests, emulator.operations);
  writeOutcomes(terminal, talks);
  const promises = checkPromises({ talks, services, replaced, held, left });
  writePromises(terminal, promises);
  terminal.line(`\n${((performance.now() - begin) / 1000).toFixed(1)} s in all`);
  return promises.every(({ violations }) => violations.length === 0);
}

async function installedPulumi(signal: AbortSignal): Promise<PulumiInstallation> {
  const search = await findPulumi({ signal });
  if ("found" in search) {
    return search.found;
  }
  throw new DemoError(
    [
      `The demo needs the Pulumi CLI ${MINIMUM_VERSION.text} or newer, and this machine has none that it can use:`,
      ...search.missing.map((reason) => `  ${reason}`),
      "Install one, then run this again in a new shell:",
      "  curl -fsSL https://get.pulumi.com | sh",
      "For other ways to install it, see https://www.pulumi.com/docs/install/",
    ].join("\n"),
  );
}

function requireSuccess(step: Step, end: ProcessEnd): void {
  if (end.kind !== "exited") {
    throw new DemoError(`"${step.title}" failed: ${describeEnd(end)}`);
  }
  if (end.code !== 0) {
    throw new DemoError(
      `"${step.title}" failed with exit code ${end.code}. The CLI said:\n${end.stdout}\n${end.stderr}`,
    );
  }
}

/** Writes how every operation ended, and what it took to see that. */
export function writeOutcomes(terminal: Terminal, talks: readonly Conversation[]): void {
  terminal.line(`\n${terminal.style("bold", "Outcomes")}`);
  const legend = "how it ended, how long after the cancel, GETs before + after the cancel";
  terminal.line(`   ${terminal.style("gray", legend)}`);
  const width = Math.max(0, ...talks.map(({ operation }) => titleOf(operation).length));
  for (const talk of talks) {
    terminal.line(`   ${titleOf(talk.operation).padEnd(width)}  ${outcomeOf(terminal, talk)}`);
  }
}

function outcomeOf(terminal: Terminal, { events, ending }: Conversation): string {
  if (ending === undefined) {
    return terminal.style("red", "never seen to end");
  }
  const state = terminal.style(ending.state === "CANCELLED" ? "green" : "red", ending.state);
  const cancel = events.findIndex(({ meaning }) => meaning === "cancel acknowledged");
  const cancelled = events[cancel]?.request.at;
  if (cancelled === undefined) {
    return `${state}  never cancelled`;
  }
  const looks = (some: readonly WireEvent[]): number =>
    some.filter(({ request }) => request.kind === "get").length;
  const seconds = ((ending.at - cancelled) / 1000).toFixed(2);
  return `${state}  ${seconds} s  ${looks(events.slice(0, cancel))} + ${looks(events.slice(cancel))} GETs`;
}

/** Writes what was promised, and what was found against it. */
export function writePromises(terminal: Terminal, promises: readonly Promised[]): void {
  terminal.line(`\n${terminal.style("bold", "Promises")}`);
  for (const { what, violations } of promises) {
    const verdict =
      violations.length === 0 ? terminal.style("green", "kept") : terminal.style("red", "BROKEN");
    terminal.line(`   ${verdict}  ${what}`);
    for (const violation of violations) {
      terminal.line(`           ${violation}`);
    }
  }
}
