import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb.js";
import { Empty, grpc } from "./providerGrpc.js";
import type { Ending } from "./teardown.js";

export interface EngineLine {
  severity: "DEBUG" | "INFO" | "WARNING" | "ERROR";
  message: string;
  urn: string;
  ephemeral: boolean;
  streamId: number;
}

/** Pulumi's engine, as far as a dynamic-provider process sees it: it takes log lines. */
export interface ProviderEngine {
  /** `127.0.0.1:N` */
  address: string;
  lines: EngineLine[];
  /** The lines about one resource. */
  about(urn: string): EngineLine[];
  /** Resolves with the first line about a resource that fits, also one that came before. */
  line(urn: string, fits: (line: EngineLine) => boolean): Promise<EngineLine>;
  /** Ends the engine: nothing listens at its address any more, and its connections are lost. */
  die(): void;
}

const severities = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;

/** Starts one on loopback; it ends with the test. */
export async function startEngine(test: Ending): Promise<ProviderEngine> {
  const lines: EngineLine[] = [];
  let watchers: ((line: EngineLine) => void)[] = [];
  const server = new grpc.Server();
  server.addService(EngineService, {
    log(call: { request: LogRequest }, answer) {
      const line = readLine(call.request);
      lines.push(line);
      for (const watcher of watchers) {
        watcher(line);
      }
      answer(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  test.after(() => server.forceShutdown());
  return {
    address: `127.0.0.1:${port}`,
    lines,
    die: () => server.forceShutdown(),
    about: (urn) => lines.filter((line) => line.urn === urn),
    line: (urn, fits) =>
      new Promise((resolve) => {
        const watcher = (line: EngineLine): void => {
          if (line.urn === urn && fits(line)) {
            watchers = watchers.filter((other) => other !== watcher);
            resolve(line);
          }
        };
        watchers.push(watcher);
        lines.forEach(watcher);
      }),
  };
}

function readLine(request: LogRequest): EngineLine {
  const severity = request.getSeverity();
  return {
    severity: severities.find((name) => LogSeverity[name] === severity) ?? "DEBUG",
    message: request.getMessage(),
    urn: request.getUrn(),
    ephemeral: request.getEphemeral(),
    streamId: request.getStreamid(),
  };
}
