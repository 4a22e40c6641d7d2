import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Emulator } from "pulumi-gcp-lro/emulator";
import { describeEnd, runProcess } from "#src/cli/pulumi/childProcess.js";
import type { PulumiInstallation } from "#src/cli/pulumi/findPulumi.js";
import type { JsonObject } from "#src/core/json.js";
import { type EnginePart, hasEnded, signalParts } from "./engineKill.js";
import { processesLeft } from "./engineProcesses.js";
import { type Declared, declare, type Install, linkedPackage, writeProject } from "./engineProgram.js";
import { type EngineRun, KILLED, succeeding, withTargets } from "./engineRun.js";
import { pinnedPulumi } from "./pinnedPulumi.js";
import { compileCache, loadingOptions, type SdkLoading } from "./sdkLoading.js";

/** Name of the project and of the stack, and the passphrase that opens the stack's secrets. */
const NAME = "engine";

/** The salt that `pulumi stack init` made of the passphrase. */
const SALT = "v1:+7QPjJmnVeQ=:v1:rq/ixuhJDNyS+8b6:JnIKx7+36I2DUdrj2Y6KusA35GITaA==";

/** Milliseconds after which a command is taken to hang, if nothing else is set. */
const COMMAND_LIMIT = 180_000;

/** Milliseconds that a command gets to end by itself after it was interrupted. */
const INTERRUPT_LIMIT = 60_000;

/** One resource of the state, as `pulumi stack export` shows it: secrets encrypted. */
export interface StateResource {
  id: string;
  type: string;
  inputs: JsonObject;
  outputs: JsonObject;
  /** The reason if it is not the requested one. */
  initErrors?: string[];
}

/** The operations in a state, by the names of their resources. */
export type State = Record<string, StateResource>;

/** The signal that is sent to the CLI once on abort: Ctrl-C in a terminal sends SIGINT. */
export interface Interrupt {
  when: AbortSignal;
  by: "SIGINT" | "SIGTERM";
}

/** The times at which a command saves the stack's state: a user's CLI does it after every step. */
export type Saves = "everyStep" | "atEnd";

export interface EngineStackOptions {
  /** The way in which the program gets this package. Default: a link to its folder. */
  install?: Install;
  /** The way in which program and provider load Pulumi's SDK. Default: `onUse`. */
  loading?: SdkLoading;
  /** Default: `everyStep`. With many resources, saving after every step takes most of the time. */
  saves?: Saves;
  /** Further variables of the environment of every command. */
  variables?: NodeJS.ProcessEnv;
  /** Milliseconds after which a command is taken to hang. */
  commandLimit?: number;
}

let obtaining: Promise<PulumiInstallation> | undefined;

/** The CLI, once for all stacks of this process. */
function pulumiCommand(): Promise<PulumiInstallation> {
  obtaining ??= pinnedPulumi();
  return obtaining;
}

/** A stack of the real Pulumi CLI with a program, a home and a state of its own, all in a temporary folder. */
export class EngineStack {
  readonly folder: string;
  readonly #pulumi: PulumiInstallation;
  readonly #emulator: Emulator;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #commandLimit: number;
  readonly #running = new Map<AbortController, Promise<unknown>>();
  #cliIsKilled = false;
  #printed = "";
  /** Called for every line that a command prints. */
  onPrinted: () => void = () => undefined;

  private constructor(
    folder: string,
    pulumi: PulumiInstallation,
    emulator: Emulator,
    { loading = "onUse", saves = "everyStep", variables, commandLimit = COMMAND_LIMIT }: EngineStackOptions,
  ) {
    this.folder = folder;
    this.#pulumi = pulumi;
    this.#emulator = emulator;
    this.#commandLimit = commandLimit;
    const environment = stackEnvironment(folder, emulator, loading, saves);
    this.#environment = pulumi.environment({ ...environment, ...variables });
  }

  static async create(emulator: Emulator, options: EngineStackOptions = {}): Promise<EngineStack> {
    const pulumi = await pulumiCommand();
    const folder = await mkdtemp(path.join(tmpdir(), "gcp-lro-engine-"));
    const stack = new EngineStack(folder, pulumi, emulator, options);
    try {
      await mkdir(temporaryFolder(folder));
      await writeProject(folder, options.install ?? linkedPackage);
      await writeEmptyStack(folder);
      return stack;
    } catch (error) {
      await stack.remove();
      throw error;
    }
  }

  /** `pulumi preview` of a program that declares these resources. */
  async preview(resources: readonly Declared[]): Promise<EngineRun> {
    await declare(this.folder, resources);
    return this.run(["preview"]);
  }

  /** `pulumi up` of a program that declares these resources. */
  async up(resources: readonly Declared[], interrupt?: Interrupt): Promise<EngineRun> {
    await declare(this.folder, resources);
    return this.run(["up", "--yes", "--skip-preview"], interrupt);
  }

  /** `pulumi up --continue-on-error`: the failure of one resource stops no other one. */
  async upDespiteErrors(resources: readonly Declared[]): Promise<EngineRun> {
    await declare(this.folder, resources);
    return this.run(["up", "--yes", "--skip-preview", "--continue-on-error"]);
  }

  /** `pulumi refresh` */
  refresh(): Promise<EngineRun> {
    return this.run(["refresh", "--yes", "--skip-preview"]);
  }

  /** `pulumi destroy` */
  destroy(interrupt?: Interrupt): Promise<EngineRun> {
    return this.run(["destroy", "--yes", "--skip-preview"], interrupt);
  }

  /** The text that `pulumi stack export` prints, read from the state file: this takes no command. */
  async exportedText(): Promise<string> {
    return JSON.stringify(await this.#deployment(), undefined, 4);
  }

  /** The operations in it. */
  async exported(): Promise<State> {
    const { resources = [] } = (await this.#deployment()).deployment;
    const operations = resources.filter(({ type }) => !type.startsWith("pulumi:"));
    return Object.fromEntries(operations.map((resource) => [resource.urn.split("::").at(-1), resource]));
  }

  /** Sends a signal to these parts of the running command alone. */
  signal(by: NodeJS.Signals, ...parts: EnginePart[]): Promise<void> {
    return signalParts(this.folder, by, parts);
  }

  /**
   * `kill -9` of these parts of it. With the CLI goes its language host, which would live on for ever.
   */
  async kill(...parts: EnginePart[]): Promise<void> {
    const withHost: EnginePart[] = parts.includes("cli") ? [...parts, "languageHost"] : parts;
    this.#cliIsKilled = parts.includes("cli");
    await this.signal("SIGKILL", ...withHost);
  }

  /** Runs later commands as on another machine: with its own home and the same state. */
  moveTo(machine: "first" | "second"): void {
    this.#environment.PULUMI_HOME = path.join(this.folder, machine === "first" ? "home" : "home-2");
  }

  /** Waits for the end of one part. Returns false if it doesn't end. */
  hasEnded(part: EnginePart): Promise<boolean> {
    return hasEnded(this.folder, part);
  }

  /** The output of the last command so far. */
  get printed(): string {
    return this.#printed;
  }

  /** `pulumi cancel`: removes the lock that a killed CLI leaves on the stack; until then no command works on it. */
  unlock(): Promise<EngineRun> {
    return succeeding(this.run(["cancel", "--yes"]));
  }

  /** Runs any command of the CLI. One that {@link kill} ends returns too, with the code {@link KILLED}. */
  async run(parameters: readonly string[], interrupt?: Interrupt): Promise<EngineRun> {
    const before = this.#emulator.requests.at(-1)?.sequence ?? 0;
    this.#cliIsKilled = false;
    this.#printed = "";
    const controller = new AbortController();
    const signals = [controller.signal, ...(interrupt ? [interrupt.when] : [])];
    const printed = { stdout: [] as string[], stderr: [] as string[] };
    const running = runProcess(
      this.#pulumi.command,
      [...parameters, "--non-interactive", "--color", "never"],
      {
        environment: this.#environment,
        directory: this.folder,
        timeout: this.#commandLimit,
        stopSignal: interrupt?.by ?? "SIGINT",
        grace: INTERRUPT_LIMIT,
        signal: AbortSignal.any(signals),
        onLine: (line, stream) => {
          printed[stream].push(line);
          this.#printed += `${line}\n`;
          this.onPrinted();
        },
      },
    );
    this.#running.set(controller, running);
    const end = await running.finally(() => this.#running.delete(controller));
    const command = parameters[0] ?? "";
    if (end.kind !== "exited" && !(end.kind === "killed" && this.#cliIsKilled)) {
      throw new Error(`pulumi ${command}: ${describeEnd(end)}`);
    }
    const requests = this.#emulator.requests.filter(({ sequence }) => sequence > before);
    const stdout = printed.stdout.join("\n");
    return {
      command,
      code: end.kind === "exited" ? end.code : KILLED,
      stdout,
      text: `${stdout}\n${printed.stderr.join("\n")}`,
      requests: withTargets(requests, this.#emulator.operations),
    };
  }

  async #deployment() {
    const { version, checkpoint } = JSON.parse(await readFile(checkpointFile(this.folder), "utf8")) as {
      version: number;
      checkpoint: { latest?: { resources?: (StateResource & { urn: string })[] } };
    };
    return { version, deployment: checkpoint.latest ?? {} };
  }

  /** Interrupts running commands, removes everything, and returns the processes that had to be killed. */
  async remove(): Promise<string[]> {
    for (const controller of this.#running.keys()) {
      controller.abort();
    }
    await Promise.allSettled(this.#running.values());
    const left = await processesLeft(this.folder);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    return left;
  }
}

/** Variables of a developer's environment that change what a stack does. */
const foreignVariable = /^(PULUMI|GOOGLE|GCLOUD|CLOUDSDK|GCP_LRO|NODE_TEST)_/;

/** The environment of every command of a stack, before the CLI's own search path is put into it. */
function stackEnvironment(
  folder: string,
  emulator: Emulator,
  loading: SdkLoading,
  saves: Saves,
): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !foreignVariable.test(name));
  // NODE_OPTIONS takes options with blanks or backslashes in quotes.
  const nodeOptions = loadingOptions(loading).map((option) => JSON.stringify(option));
  return {
    ...Object.fromEntries(inherited),
    PULUMI_HOME: path.join(folder, "home"),
    PULUMI_BACKEND_URL: pathToFileURL(path.join(folder, "state")).href,
    // A CLI that is killed leaves its pipes behind.
    TMPDIR: temporaryFolder(folder),
    PULUMI_STACK: NAME,
    PULUMI_CONFIG_PASSPHRASE: NAME,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SUPPRESS_NEO_LINK: "true",
    PULUMI_SKIP_CHECKPOINTS: String(saves === "atEnd"),
    // The engine works on all operations of a scenario at the same time, however few cores there are.
    PULUMI_PARALLEL: "128",
    GCP_LRO_EMULATOR_HOST: emulator.host,
    NODE_COMPILE_CACHE: compileCache,
    NODE_OPTIONS: [process.env.NODE_OPTIONS ?? "", ...nodeOptions].join(" "),
    // A command ends long before Go needs its memory back.
    GOGC: "400",
  };
}

/** The folder of the temporary files of a stack's processes. */
function temporaryFolder(folder: string): string {
  return path.join(folder, "tmp");
}

/**
 * Writes the files that `pulumi stack init` writes, which saves every scenario a second. If the CLI keeps its stacks in
 * another way, its first command fails.
 */
async function writeEmptyStack(folder: string): Promise<void> {
  await mkdir(path.dirname(checkpointFile(folder)), { recursive: true });
  await writeFile(path.join(folder, "state", ".pulumi", "meta.yaml"), "version: 1\n");
  await writeFile(path.join(folder, `Pulumi.${NAME}.yaml`), `encryptionsalt: ${SALT}\n`);
  const checkpoint = { stack: `organization/${NAME}/${NAME}` };
  await writeFile(checkpointFile(folder), JSON.stringify({ version: 3, checkpoint }));
}

function checkpointFile(folder: string): string {
  return path.join(folder, "state", ".pulumi", "stacks", NAME, `${NAME}.json`);
}
