import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile, rm, symlink } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Emulator } from "pulumi-gcp-lro/emulator";
import { packageFolder, UserProject } from "../package/userProject.js";
import { processesLeft } from "../support/engineProcesses.js";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { compileCache } from "../support/sdkLoading.js";
import type { Step } from "./examples.js";

/** Waits for the end of an export. */
const PROGRAM = `const { LongRunningOperation, alloydb } = require("pulumi-gcp-lro");
new LongRunningOperation("export", {
  ...alloydb.exportCluster({
    cluster: "projects/p/locations/l/clusters/c",
    database: "postgres",
    gcsDestination: { uri: "gs://bucket/c.sql" },
    sqlExportOptions: {},
  }),
  waitFor: "done",
});
`;

const PROJECT = "name: shop\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n";

/** In place of programs that need a network: the packages are installed, and a clone of the program is the program. */
const PROGRAMS = { npm: "exit 0", git: 'ln -s . "$5"' };

/** Milliseconds: more than a runner gives, because the machine may be busy. */
const CANCEL_LIMIT = 60_000;

/** A stack in the backend. */
interface Saved {
  checkpoint: { latest?: { resources?: { outputs?: { state?: string } }[] } };
}

/** The result of a step. */
export interface StepEnd {
  code: number | null;
  /** Its output on both streams. */
  text: string;
}

/** A step that runs. */
export interface RunningStep {
  /** The process that the runner has started. */
  pid: number;
  end: Promise<StepEnd>;
}

/** A machine of a pipeline, with a checkout of a Pulumi program whose operation runs in an emulator. */
export class Runner implements AsyncDisposable {
  readonly #project: UserProject;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(project: UserProject, environment: NodeJS.ProcessEnv) {
    this.#project = project;
    this.#environment = environment;
  }

  /** @param programs further programs in place of others, as shell scripts by name */
  static async create(emulator: Emulator, programs: Record<string, string> = {}): Promise<Runner> {
    const project = await UserProject.create(["@pulumi/pulumi"]);
    await project.install("pulumi-gcp-lro", packageFolder);
    await project.write("node_modules/.bin/.keep", "");
    await symlink(`${packageFolder}/dist/gcp-lro.js`, project.path("node_modules/.bin/gcp-lro"));
    await project.write("Pulumi.yaml", PROJECT);
    await project.write("index.js", PROGRAM);
    await project.write("state/.keep", "");
    await project.write("tmp/.keep", "");
    for (const [name, script] of Object.entries({ ...PROGRAMS, ...programs })) {
      await chmod(await project.write(`bin/${name}`, `#!/bin/sh\n${script}\n`), 0o755);
    }
    const pulumi = await pinnedPulumi();
    const { PULUMI_STACK: _, ...inherited } = process.env;
    const environment = pulumi.environment({
      ...inherited,
      PULUMI_HOME: project.path("home"),
      PULUMI_BACKEND_URL: `file://${project.path("state")}`,
      PULUMI_CONFIG_PASSPHRASE: "pipelines",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      GCP_LRO_EMULATOR_HOST: emulator.host,
      NODE_COMPILE_CACHE: compileCache,
      TMPDIR: project.path("tmp"),
    });
    environment.PATH = `${project.path("bin")}:${environment.PATH}`;
    return new Runner(project, environment);
  }

  /** A text in the environment of every process of the machine. */
  get mark(): string {
    return this.#project.folder;
  }

  async start({ command, script, input }: Step, variables: NodeJS.ProcessEnv): Promise<RunningStep> {
    const file = script === undefined ? [] : [await this.#project.write("tmp/script", script)];
    const [program = "", ...parameters] = [...command, ...file];
    const child = spawn(program, parameters, {
      cwd: this.#project.folder,
      env: { ...this.#environment, ...variables },
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    child.stdin?.end(input);
    const output = Promise.all([child.stdout, child.stderr].map((stream) => stream && text(stream)));
    const end = once(child, "close").then(async ([code]) => ({
      code: code as number | null,
      text: (await output).join("\n"),
    }));
    return { pid: child.pid ?? 0, end };
  }

  /** The end of a step whose job is cancelled. Kills the step if it doesn't end within a minute. */
  async endOf({ end }: RunningStep): Promise<StepEnd> {
    const kill = setTimeout(() => void processesLeft(this.mark), CANCEL_LIMIT);
    return end.finally(() => clearTimeout(kill));
  }

  /** Runs steps one after another. @throws AssertionError with the output of a step that fails */
  async succeed(steps: readonly Step[], variables: NodeJS.ProcessEnv): Promise<StepEnd[]> {
    const ends: StepEnd[] = [];
    for (const step of steps) {
      const end = await (await this.start(step, variables)).end;
      assert.equal(end.code, 0, end.text);
      ends.push(end);
    }
    return ends;
  }

  /** Continues on a new machine: the checkout is new, and only the backend is the same. */
  async replace(): Promise<void> {
    await rm(this.#project.path("home"), { recursive: true, force: true });
    for (const name of await readdir(this.#project.folder)) {
      if (/^Pulumi\..+\.yaml$/.test(name)) {
        await rm(this.#project.path(name));
      }
    }
  }

  /** The states of the operations in each stack of the backend, by the stack's name. */
  async savedStates(): Promise<Record<string, string[]>> {
    const folder = this.#project.path("state/.pulumi/stacks/shop");
    const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
    const states = files.map(async (file) => {
      const { checkpoint } = JSON.parse(await readFile(`${folder}/${file}`, "utf8")) as Saved;
      const resources = checkpoint.latest?.resources ?? [];
      return [file.replace(/\.json$/, ""), resources.flatMap(({ outputs }) => outputs?.state ?? [])];
    });
    return Object.fromEntries(await Promise.all(states));
  }

  /** Kills what still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    await processesLeft(this.mark);
    await this.#project[Symbol.asyncDispose]();
  }
}
