import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { JsonObject } from "#src/core/json.js";
import { type ProviderFailure, readFailure } from "./providerFailure.js";
import { type CallError, Empty, grpc, plain, struct } from "./providerGrpc.js";
import { compileCache, loadingOptions, type SdkLoading, sdkUnderTest } from "./sdkLoading.js";
import type { Ending } from "./teardown.js";

export interface ServerSettings {
  /** The folder of the program: where the provider's text looks for the package. */
  folder: string;
  /** The engine's address. */
  engine: string;
  environment?: NodeJS.ProcessEnv;
  /** The stack's configuration, by full key. */
  config?: JsonObject;
  /** Its standard input: held as by the CLI, or none. Default: held. */
  input?: "held" | "none";
  /** The way in which it loads Pulumi's SDK. Default: `onUse`. */
  loading?: SdkLoading;
}

export interface CheckAnswer {
  inputs: JsonObject;
  failures: string[];
}

export interface DiffAnswer {
  changes: "DIFF_SOME" | "DIFF_NONE" | "DIFF_UNKNOWN";
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** Starts Pulumi's own dynamic-provider server; it is ended with the test, if it hasn't by itself. */
export async function startProviderServer(
  test: Ending,
  { folder, engine, environment, config = {}, input = "held", loading = "onUse" }: ServerSettings,
): Promise<ProviderServer> {
  const program = path.join(sdkUnderTest, "cmd", "dynamic-provider");
  // A run remembers nothing of others, unless the test gives them the same home.
  const home = await mkdtemp(path.join(tmpdir(), "gcp-lro-home-"));
  const process_ = spawn(process.execPath, [...loadingOptions(loading), program, "--logtostderr", engine], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: compileCache,
      PULUMI_NODEJS_PROJECT: "project",
      PULUMI_HOME: home,
      ...environment,
    },
    stdio: [input === "held" ? "pipe" : "ignore", "pipe", "pipe"],
  });
  if (process_.stdout === null || process_.stderr === null) {
    throw new Error("Its output is a pipe.");
  }
  const stderr = new PrintedText(process_.stderr);
  const ended = once(process_, "close");
  test.after(async () => {
    process_.kill("SIGKILL");
    await ended;
    await rm(home, { recursive: true, force: true });
  });
  const port = await Promise.race([
    once(process_.stdout.setEncoding("utf8"), "data").then(([text]) => Number.parseInt(String(text), 10)),
    ended.then(() => {
      throw new Error(`The dynamic-provider server did not start:\n${stderr.text}`);
    }),
  ]);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  test.after(() => client.close());
  const server = new ProviderServer(client, process_, stderr);
  await server.configure(config);
  return server;
}

/** The server as the engine drives it. Every call rejects with a {@link ProviderFailure}. */
export class ProviderServer {
  readonly #client: ResourceProviderClient;
  readonly #process: ChildProcess;
  readonly #stderr: PrintedText;

  constructor(client: ResourceProviderClient, process_: ChildProcess, stderr: PrintedText) {
    this.#client = client;
    this.#process = process_;
    this.#stderr = stderr;
  }

  /** The process's output to stderr so far: Pulumi shows it to the user. */
  get stderr(): string {
    return this.#stderr.text;
  }

  /** Version of the SDK that it belongs to. */
  async sdkVersion(): Promise<string> {
    const info = await unary<PluginInfo>((done) => this.#client.getPluginInfo(new Empty(), done));
    return info.getVersion();
  }

  async configure(config: JsonObject): Promise<void> {
    const request = new messages.ConfigureRequest();
    request.setArgs(struct(config));
    await unary((done) => this.#client.configure(request, done));
  }

  async check(olds: JsonObject, news: JsonObject): Promise<CheckAnswer> {
    const request = new messages.CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await unary<messages.CheckResponse>((done) => this.#client.check(request, done));
    return {
      inputs: plain(answer.getInputs()),
      failures: answer.getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`),
    };
  }

  async diff(id: string, olds: JsonObject, news: JsonObject): Promise<DiffAnswer> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await unary<messages.DiffResponse>((done) => this.#client.diff(request, done));
    const changes = (["DIFF_SOME", "DIFF_NONE"] as const).find(
      (name) => messages.DiffResponse.DiffChanges[name] === answer.getChanges(),
    );
    return {
      changes: changes ?? "DIFF_UNKNOWN",
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
    };
  }

  async create(inputs: JsonObject): Promise<{ id: string; state: JsonObject }> {
    const request = new messages.CreateRequest();
    request.setProperties(struct(inputs));
    const answer = await unary<messages.CreateResponse>((done) => this.#client.create(request, done));
    return { id: answer.getId(), state: plain(answer.getProperties()) };
  }

  async read(id: string, state: JsonObject): Promise<{ id: string; state: JsonObject }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(struct(state));
    const answer = await unary<messages.ReadResponse>((done) => this.#client.read(request, done));
    return { id: answer.getId(), state: plain(answer.getProperties()) };
  }

  async update(id: string, olds: JsonObject, news: JsonObject): Promise<JsonObject> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await unary<messages.UpdateResponse>((done) => this.#client.update(request, done));
    return plain(answer.getProperties());
  }

  async delete(id: string, state: JsonObject): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(state));
    await unary((done) => this.#client.delete(request, done));
  }

  /** The first Ctrl-C. */
  async cancel(): Promise<void> {
    await unary((done) => this.#client.cancel(new Empty(), done));
  }

  /** The end of every run: a signal. Resolves with what the process ended with. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    const ended = this.ended();
    this.signal(signal);
    return ended;
  }

  /** Sends a signal to the process. */
  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Resolves with what the process ends with: a code or a signal. */
  async ended(): Promise<number | NodeJS.Signals> {
    const [code, by] = (await once(this.#process, "close")) as [number | null, NodeJS.Signals | null];
    return code ?? by ?? "SIGKILL";
  }

  /** Closes the process's input, as the end of a killed CLI does at once. */
  loseInput(): void {
    this.#process.stdin?.destroy();
  }

  /** The same of its output: writing to it fails with EPIPE. */
  loseReaders(): void {
    this.#process.stdout?.destroy();
    this.#process.stderr?.destroy();
  }
}

function unary<Answer>(
  call: (done: (error: CallError | null, answer: Answer) => void) => void,
): Promise<Answer> {
  return new Promise((resolve, reject: (failure: ProviderFailure) => void) => {
    call((error, answer) => (error === null ? resolve(answer) : reject(readFailure(error))));
  });
}

/** The text that a stream has brought so far. It emits `data` for each new part. */
class PrintedText extends EventEmitter {
  text = "";

  constructor(stream: Readable) {
    super();
    stream.setEncoding("utf8").on("data", (text: string) => {
      this.text += text;
      this.emit("data");
    });
  }
}
