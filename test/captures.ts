import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import { linkedPackage, writeProject } from "./support/engineProgram.js";
import { pinnedPulumi } from "./support/pinnedPulumi.js";
import { packageRoot } from "./support/providerProject.js";

/**
 * Replaces the captures in docs/progress.md: runs the Pulumi CLI against the emulator in terminals of tmux, 80, 120 and
 * 200 columns wide, for about five minutes. `<!-- capture: NAME WIDTH… -->` precedes the captures of a situation.
 */

const PROJECT = `name: shop
runtime: { name: nodejs, options: { typescript: false } }
`;
const PROGRAM = `const { alloydb, datastore, LongRunningOperation } = require("pulumi-gcp-lro");
const { REVISION, WAIT_FOR } = process.env;
const more = { triggers: [REVISION ?? "1"], waitFor: WAIT_FOR ?? "done" };
new LongRunningOperation("orders-export", {
  ...alloydb.exportCluster({
    cluster: "projects/shop/locations/europe-west1/clusters/orders",
    database: "postgres",
    gcsDestination: { uri: "gs://shop/orders.sql" },
    sqlExportOptions: {},
  }),
  ...more,
});
new LongRunningOperation("entities", {
  ...datastore.exportEntities({ project: "shop", outputUrlPrefix: "gs://shop/entities" }),
  ...more,
});
`;
const UP = "pulumi up --yes --skip-preview";
const DESTROY = "pulumi destroy --yes --skip-preview";
/** The longest time for a text to appear, in milliseconds. */
const LIMIT = 180_000;

const captures = new Map<string, string>();

const PANE = "captures";
const IDLE = "sleep 1000";

/** A terminal of tmux in which one command runs after the other. */
class Terminal {
  readonly #width: number;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(width: number, folder: string, environment: NodeJS.ProcessEnv) {
    this.#width = width;
    this.#environment = environment;
    const size = ["-x", String(width), "-y", "40"];
    this.#tmux("new-session", "-d", "-s", PANE, "-c", folder, ...size, IDLE);
  }

  /** Ends the command and begins the next one on an empty screen. */
  run(command: string): void {
    this.#tmux("clear-history", "-t", PANE);
    this.#tmux("respawn-pane", "-k", "-t", PANE, `${command}; echo EXIT; ${IDLE}`);
  }

  /** Waits for a text and then for some seconds, and keeps what the terminal shows. */
  async capture(name: string, awaited: RegExp, seconds = 0): Promise<void> {
    await this.until(awaited);
    await sleep(seconds * 1_000);
    const [rows, messages] = parts(this.#shown());
    captures.set(`${name} ${this.#width}`, rows);
    captures.set(`${name}-messages ${this.#width}`, messages);
  }

  async until(awaited: RegExp): Promise<void> {
    const end = Date.now() + LIMIT;
    while (!awaited.test(this.#shown())) {
      if (Date.now() > end) {
        throw new Error(`${this.#width} columns, ${awaited}:\n${this.#shown()}`);
      }
      await sleep(300);
    }
  }

  /** Waits for the end of the command, and keeps what it shows if there is a name. */
  async end(name?: string): Promise<void> {
    await (name === undefined ? this.until(/^EXIT/m) : this.capture(name, /^EXIT/m));
  }

  close(): void {
    this.#tmux("kill-server");
  }

  interrupt(): void {
    this.#tmux("send-keys", "-t", PANE, "C-c");
  }

  #shown(): string {
    return this.#tmux("capture-pane", "-p", "-S", "-200", "-t", PANE);
  }

  /** A server of its own, because a server keeps the environment that it was started in. */
  #tmux(...parameters: string[]): string {
    const options = { encoding: "utf8", env: this.#environment } as const;
    return execFileSync("tmux", ["-L", `gcp-lro-captures-${this.#width}`, ...parameters], options);
  }
}

/** Splits a screen into the rows and what follows `Diagnostics:`, without blank lines and Pulumi's summary. */
function parts(shown: string): [rows: string, messages: string] {
  const lines = shown
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^(@ |(Updating|Destroying) \()/.test(line));
  const indexOf = (pattern: RegExp): number => {
    const index = lines.findIndex((line) => pattern.test(line));
    return index < 0 ? lines.length : index;
  };
  const start = Math.max(
    0,
    lines.findIndex((line) => /^ +Type/.test(line)),
  );
  const rowsEnd = indexOf(/^(System Messages|Diagnostics:|Resources:)/);
  const messages = lines.slice(indexOf(/^Diagnostics:/), indexOf(/^Resources:/));
  return [lines.slice(start, rowsEnd).join("\n"), messages.join("\n")];
}

async function captureAll(terminal: Terminal, emulator: Emulator): Promise<void> {
  const end = async (command: string): Promise<void> => {
    terminal.run(command);
    await terminal.end();
  };
  const inPipeline = "--non-interactive --color never";
  await end("pulumi stack init dev");
  emulator.behave({ match: {}, operationTime: "75s" });
  terminal.run(`${UP} ${inPipeline}`);
  await terminal.end("pipeline-up");
  emulator.behave({ match: {}, operationTime: "10m" });
  await end(`WAIT_FOR=started REVISION=2 ${UP}`);
  terminal.run(`${DESTROY} ${inPipeline}`);
  await terminal.end("pipeline-destroy");

  emulator.behave({ match: {}, operationTime: "30s" });
  terminal.run(UP);
  await terminal.capture("create", / runn/, 12);
  await terminal.end("create-end");
  emulator.behave({ match: {}, operationTime: "10m" });
  await end(`WAIT_FOR=started REVISION=2 ${UP}`);
  terminal.run(`WAIT_FOR=started REVISION=3 ${UP}`);
  await terminal.capture("replacement", /original \(2s/, 3);
  await terminal.end();
  terminal.run(DESTROY);
  await terminal.capture("destroy", /deleting \(2s/, 3);
  await terminal.end("destroy-end");
  terminal.run(UP);
  await terminal.until(/ runn/);
  await sleep(3_000);
  terminal.interrupt();
  await terminal.end("interrupt");
  await end(DESTROY);
  terminal.run(UP);
  await terminal.until(/ runn/);
  const fault = { kind: "status", status: 503, message: "The service is currently unavailable." } as const;
  emulator.fault({ match: { kind: "get" }, when: "always", fault });
  await terminal.capture("failures", /HTTP/, 15);
  terminal.interrupt();
  await terminal.end();
}

async function captureWidth(width: number): Promise<void> {
  const pulumi = await pinnedPulumi();
  const folder = await mkdtemp(path.join(tmpdir(), "gcp-lro-captures-"));
  await using emulator = await startEmulator({ cancelTime: "10s" });
  const environment = pulumi.environment({
    ...process.env,
    PULUMI_HOME: path.join(folder, "home"),
    PULUMI_BACKEND_URL: pathToFileURL(path.join(folder, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "captures",
    PULUMI_STACK: "dev",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SUPPRESS_NEO_LINK: "true",
    GCP_LRO_EMULATOR_HOST: emulator.host,
  });
  const terminal = new Terminal(width, folder, environment);
  try {
    await mkdir(path.join(folder, "state"));
    await writeProject(folder, linkedPackage);
    await writeFile(path.join(folder, "Pulumi.yaml"), PROJECT);
    await writeFile(path.join(folder, "index.js"), PROGRAM);
    await captureAll(terminal, emulator);
  } finally {
    terminal.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const runs = await Promise.allSettled([80, 120, 200].map(captureWidth));
  const failed = runs.find((run) => run.status === "rejected");
  if (failed !== undefined) {
    throw failed.reason;
  }
  const file = path.join(packageRoot, "docs/progress.md");
  const text = await readFile(file, "utf8");
  const blocks = /(<!-- capture: (\S+) (.+) -->\n```text\n)[\s\S]*?(?=```)/g;
  const filled = text.replace(blocks, (_, head: string, name: string, widths: string) => {
    const shown = widths.split(" ").map((width) => `${captures.get(`${name} ${width}`)}\n`);
    return head + shown.join("\n");
  });
  await writeFile(file, filled);
}

void main();
