import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describeEnd, type ProcessEnd, runProcess } from "./childProcess.js";
import type { PulumiInstallation } from "./findPulumi.js";

/** The time in which an interrupted CLI must save its state and end, in milliseconds. */
const INTERRUPT_GRACE = 15_000;

interface WorkspaceOptions {
  pulumi: PulumiInstallation;
  /** The folder with the Pulumi.yaml of the project; it is only read. */
  project: string;
  /** Added to this process's environment. */
  environment: NodeJS.ProcessEnv;
  /** Interrupts a running command as Ctrl-C does, once. */
  signal: AbortSignal;
}

/** The name of a workspace's only stack. */
const STACK = "demo";

/**
 * A Pulumi project with one stack, whose home, state and configuration are in a temporary folder. The user's own
 * Pulumi stacks and settings are neither read nor changed.
 */
export class PulumiWorkspace implements AsyncDisposable {
  readonly #folder: string;
  readonly #pulumi: PulumiInstallation;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #signal: AbortSignal;

  /** Removes the folder if the process exits early; the processes that write there have been killed by then. */
  readonly #removeAtExit = (): void =>
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

  private constructor(folder: string, options: WorkspaceOptions) {
    this.#folder = folder;
    this.#pulumi = options.pulumi;
    this.#signal = options.signal;
    process.once("exit", this.#removeAtExit);
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
    this.#environment = options.pulumi.environment({
      ...Object.fromEntries(inherited),
      ...options.environment,
      PULUMI_HOME: path.join(folder, "home"),
      PULUMI_BACKEND_URL: pathToFileURL(path.join(folder, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SUPPRESS_NEO_LINK: "true",
    });
  }

  /** Creates the folder and the stack. @throws Error if that fails; then it leaves nothing. */
  static async create(options: WorkspaceOptions): Promise<PulumiWorkspace> {
    const project = await projectText(options.project);
    const workspace = new PulumiWorkspace(await mkdtemp(path.join(tmpdir(), "gcp-lro-")), options);
    try {
      await mkdir(path.join(workspace.#folder, "state"));
      await writeFile(path.join(workspace.#folder, "Pulumi.yaml"), project);
      const end = await workspace.#run(["stack", "init", STACK]);
      if (end.kind !== "exited" || end.code !== 0) {
        throw new Error(`pulumi stack init: ${describeEnd(end)}`);
      }
      return workspace;
    } catch (error) {
      await workspace[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs `pulumi up`; later runs keep the configuration. Keys without a namespace are the project's. */
  up(configuration: Readonly<Record<string, string>>): Promise<ProcessEnd> {
    const settings = Object.entries(configuration).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
    return this.#run(["up", "--yes", "--skip-preview", ...settings]);
  }

  /** Runs `pulumi destroy`. */
  destroy(): Promise<ProcessEnd> {
    return this.#run(["destroy", "--yes", "--skip-preview"]);
  }

  /** The type tokens of the resources in the state, without the stack. */
  async resourceTypes(): Promise<string[]> {
    const end = await this.#run(["stack", "export"]);
    if (end.kind !== "exited" || end.code !== 0) {
      throw new Error(`pulumi stack export: ${describeEnd(end)}`);
    }
    const { deployment } = JSON.parse(end.stdout) as { deployment: { resources?: { type: string }[] } };
    return (deployment.resources ?? []).map(({ type }) => type).filter((type) => !type.startsWith("pulumi:"));
  }

  /** Runs a command of the CLI without prompts. */
  #run(args: readonly string[]): Promise<ProcessEnd> {
    return runProcess(this.#pulumi.command, [...args, "--non-interactive", "--color", "never"], {
      environment: this.#environment,
      directory: this.#folder,
      stopSignal: "SIGINT",
      grace: INTERRUPT_GRACE,
      signal: this.#signal,
    });
  }

  /** Removes the folder. It leaves the operations that the stack started: run `destroy` first. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    process.removeListener("exit", this.#removeAtExit);
  }
}

/** A project's Pulumi.yaml with an absolute `main`, so that the file works in another folder. */
async function projectText(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, "Pulumi.yaml"), "utf8");
  const main = /^main:(.*)$/m.exec(text)?.[1]?.trim() ?? ".";
  return `${text.replace(/^main:.*\n?/m, "")}main: ${JSON.stringify(path.resolve(folder, main))}\n`;
}
