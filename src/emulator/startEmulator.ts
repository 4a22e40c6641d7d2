import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type EmulatedOperation,
  emulatedOperation,
  forgetOperation,
  type OperationSeed,
  seedOperation,
} from "./emulatedOperation.js";
import { type EmulatorOptions, resolveOptions } from "./emulatorOptions.js";
import { FaultInjector } from "./faults/faultInjector.js";
import type { FaultRule } from "./faults/faultRule.js";
import { type RecordedRequest, RequestLog } from "./http/requestLog.js";
import { errorAnswer } from "./http/respond.js";
import type { EmulatorState } from "./methods/beginOperation.js";
import { type BehaviourRule, BehaviourRules, toMilliseconds } from "./operations/behaviour.js";
import { drivenClock, realClock } from "./operations/emulatorClock.js";
import { OperationStore } from "./operations/operationStore.js";
import { seededRandom } from "./operations/seededRandom.js";
import { handleRequest, send } from "./server.js";
import { createThrowAwayBackend, type ThrowAwayBackend } from "./throwAwayBackend.js";

/** A running emulator. `await using emulator = await startEmulator()` closes it automatically. */
export interface Emulator extends AsyncDisposable {
  /** "127.0.0.1:N": the value for the environment variable GCP_LRO_EMULATOR_HOST. */
  readonly host: string;
  /** "http://127.0.0.1:N"; a service's URLs begin with it and its key: "http://127.0.0.1:N/alloydb/v1beta/…". */
  readonly url: string;
  /** All requests in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** All operations in order of their starts, as they are now. */
  readonly operations: readonly EmulatedOperation[];
  /** Milliseconds on the emulator's clock, which was 0 when the emulator was started. */
  now(): number;
  /** The time when `now()` was 0, in milliseconds since 1970. In driven time it is always the same. */
  readonly epoch: number;
  /** Sets the behaviour of operations that start from now on. */
  behave(rule: BehaviourRule): void;
  /** Makes requests fail that arrive from now on. */
  fault(rule: FaultRule): void;
  /** Adds an operation that no request started, for instance to adopt it. Returns its name. */
  seedOperation(seed: OperationSeed): string;
  /** Drops an operation's record, as services do some time after the end: GET answers 404. */
  forget(name: string): void;
  /** Advances driven time. @throws Error if time is real. */
  advance(milliseconds: number): Promise<void>;
  /** Drops the recorded requests, the rules and the operations. Time continues. */
  clear(): void;
  /**
   * Creates an empty file backend for throw-away stacks in a temporary folder, which `close` removes. Returns the
   * environment variables with which a Pulumi CLI, such as that of the Automation API, uses this backend and this
   * emulator. Your own stacks and the selected stack stay as they are; plugins are those of your own Pulumi home.
   */
  stackEnvironment(): Record<string, string>;
  /** Stops listening, closes every connection and removes the throw-away stacks. Further calls have no effect. */
  close(): Promise<void>;
}

/** Milliseconds that Google's front ends keep an idle connection. A shorter time makes clients race its closing. */
const KEEP_ALIVE = 240_000;

/**
 * Starts a server on 127.0.0.1 that emulates the long-running operations of Google Cloud services.
 *
 * @throws DurationError, RangeError for an option out of range; the system's error if the port is in use.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const resolved = resolveOptions(options);
  const driven = resolved.time === "driven" ? drivenClock() : undefined;
  const clock = driven ?? realClock();
  const closing = new AbortController();
  const behaviours = new BehaviourRules();
  const store = new OperationStore();
  const faults = new FaultInjector(resolved.seed);
  const log = new RequestLog(resolved.maxRecorded);
  const state: EmulatorState = {
    clock,
    store,
    behaviours,
    services: resolved.services,
    random: seededRandom(resolved.seed),
    defaults: resolved.defaults,
    projectNumber: resolved.projectNumber,
    closing: closing.signal,
  };
  const parts = { state, options: resolved, faults, log };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    handleRequest(parts, request, response).catch((error: unknown) => sendDefect(response, error));
  });
  const port = await listen(server, resolved.port);
  const host = `127.0.0.1:${port}`;
  const backends: ThrowAwayBackend[] = [];
  const stop = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      closing.abort();
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await Promise.all(backends.map((backend) => backend[Symbol.asyncDispose]()));
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= stop();
    return closed;
  };
  return {
    host,
    url: `http://127.0.0.1:${port}`,
    epoch: clock.epoch,
    get requests() {
      return log.entries;
    },
    get operations() {
      return store.all.map((operation) => emulatedOperation(operation, clock.now()));
    },
    now: () => clock.now(),
    behave: (rule) => behaviours.add(rule),
    fault: (rule) => faults.add(rule),
    seedOperation: (seed) => seedOperation(state, seed),
    forget: (name) => forgetOperation(state, name),
    advance: async (time) => {
      if (driven === undefined) {
        throw new Error('advance: the emulator runs in real time. Start it with { time: "driven" }.');
      }
      await driven.advance(toMilliseconds(time, 0));
    },
    clear: () => {
      log.clear();
      behaviours.clear();
      faults.clear();
      store.clear();
    },
    stackEnvironment: () => {
      const backend = createThrowAwayBackend();
      backends.push(backend);
      return { ...backend.environment, GCP_LRO_EMULATOR_HOST: host };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Listens on loopback only and returns the port. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Answers with an error of the emulator itself, so that it can't be mistaken for an injected fault. */
function sendDefect(response: ServerResponse, error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const answer = errorAnswer("INTERNAL", `The emulator has a defect: ${reason}`);
  if (response.headersSent) {
    response.destroy();
  } else {
    send(response, answer, { pretty: true, enums: undefined });
  }
}
