import { PassThrough } from "node:stream";
import type { TestContext } from "node:test";
import type { EmulatorOptions } from "pulumi-gcp-lro/emulator";
import { runCommandLine } from "#src/cli/commandLine.js";
import { EmulatorScene } from "../support/emulatorScene.js";

/** The result of a command. */
export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
  /** The lines of stdout, as JSON. */
  json(): Record<string, unknown>[];
}

/** An emulator on driven time, and the command line on the same time, without a terminal. */
export class CommandScene {
  readonly scene: EmulatorScene;
  readonly interrupt = new AbortController();

  private constructor(scene: EmulatorScene) {
    this.scene = scene;
  }

  /** Opens a scene that ends with its test. @param stall milliseconds of every delay that the emulator injects */
  static async open(
    t: TestContext,
    { stall, ...options }: EmulatorOptions & { stall?: number } = {},
  ): Promise<CommandScene> {
    const scene = await EmulatorScene.open(t, { ...options, ...(stall !== undefined && { stall }) });
    const before = process.env.GCP_LRO_EMULATOR_HOST;
    process.env.GCP_LRO_EMULATOR_HOST = scene.emulator.host;
    t.after(() => {
      if (before === undefined) {
        delete process.env.GCP_LRO_EMULATOR_HOST;
      } else {
        process.env.GCP_LRO_EMULATOR_HOST = before;
      }
    });
    return new CommandScene(scene);
  }

  get emulator() {
    return this.scene.emulator;
  }

  /** Runs a command. @param input standard input */
  async run(words: readonly string[], input = ""): Promise<CommandResult> {
    const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    streams.stdin.end(input);
    const { dependencies } = this.scene;
    const code = await runCommandLine(words, streams, this.interrupt.signal, dependencies);
    const stdout = streams.stdout.read()?.toString() ?? "";
    const stderr = streams.stderr.read()?.toString() ?? "";
    const json = () => lines(stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
    return { code, stdout, stderr, json };
  }
}

/** The lines of an output. */
export function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
