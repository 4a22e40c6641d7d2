import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describeEnd, type ProcessEnd, runProcess } from "./childProcess.js";
import type { PulumiInstallation } from "./installation.js";

/** Milliseconds that an interrupted CLI gets to save its state: its providers send their cancels first. */
const INTERRUPT_GRACE = 15_000;

export interface WorkspaceOptions {
  pulumi: PulumiInstallation;
  /** Folder with the Pulumi.yaml of the project to run; nothing is written there. */
  project: string;
  /** Added to this process's environment. */
  environment?: NodeJS.ProcessEnv;
}

export interface RunOptions {
  /** Interrupts the CLI as a Ctrl-C does, once. */
  signal?: AbortSignal;
}

/** The name of a workspace's only stack. */
const STACK = "demo";

/**
 * A Pulumi project with one stack, whose home, state and configuration are in a temporary folder: nothing of the
 * user's own Pulumi is read or changed.
 */
export class PulumiWorkspace implements AsyncDisposable {
  readonly folder: string;
  readonly #pulumi: PulumiInstallation;
  readonly #environment: NodeJS.ProcessEnv;

  /** For a process that exits in the middle. What still writes there has been killed by then. */
  readonly #removeAtExit = (): void =>
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

  private constructor(folder: string, options: WorkspaceOptions) {
    this.folder = folder;
    this.#pulumi = options.pulumi;
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

  /** @throws Error where the stack can't be made; nothing is left then. */
  static async create(options: WorkspaceOptions, run: RunOptions = {}): Promise<PulumiWorkspace> {
    const project = await projectText(options.project);
    const workspace = new PulumiWorkspace(await mkdtemp(path.join(tmpdir(), "gcp-lro-")), options);
    try {
      await mkdir(path.join(workspace.folder, "state"));
      await writeFile(path.join(workspace.folder, "Pulumi.yaml"), project);
      const end = await workspace.run(["stack", "init", STACK], run);
      if (end.kind !== "exited" || end.code !== 0) {
        throw new Error(`pulumi stack init: ${describeEnd(end)}`);
      }
      return workspace;
    } catch (error) {
      await workspace.remove();
      throw error;
    }
  }

  /** `pulumi up`; the configuration stays set for later runs. Keys without a namespace are the project's. */
  up(configuration: Readonly<Record<string, string>>, options?: RunOptions): Promise<ProcessEnd> {
    const settings = Object.entries(configuration).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
    return this.run(["up", "--yes", "--skip-preview", ...settings], options);
  }

  /** `pulumi destroy` */
  destroy(options?: RunOptions): Promise<ProcessEnd> {
    return this.run(["destroy", "--yes", "--skip-preview"], options);
  }

  /** The tokens of the resource types that are in the state, the stack itself left out. */
  async resourceTypes(options?: RunOptions): Promise<string[]> {
    const end = await this.run(["stack", "export"], options);
    if (end.kind !== "exited" || end.code !== 0) {
      throw new Error(`pulumi stack export: ${describeEnd(end)}`);
    }
    const { deployment } = JSON.parse(end.stdout) as { deployment: { resources?: { type: string }[] } };
    return (deployment.resources ?? []).map(({ type }) => type).filter((type) => !type.startsWith("pulumi:"));
  }

  /** Any other command of the CLI, never asking anything. */
  run(parameters: readonly string[], options: RunOptions = {}): Promise<ProcessEnd> {
    return runProcess(this.#pulumi.command, [...parameters, "--non-interactive", "--color", "never"], {
      environment: this.#environment,
      directory: this.folder,
      stopSignal: "SIGINT",
      grace: INTERRUPT_GRACE,
      ...options,
    });
  }

  /** Removes everything. The operations that the stack started are not touched: `destroy` first. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    process.removeListener("exit", this.#removeAtExit);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}

/** A project's Pulumi.yaml with an absolute `main`, so that the file can lie elsewhere. */
async function projectText(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, "Pulumi.yaml"), "utf8");
  const main = /^main:(.*)$/m.exec(text)?.[1]?.trim() ?? ".";
  return `${text.replace(/^main:.*\n?/m, "")}main: ${JSON.stringify(path.resolve(folder, main))}\n`;
}
