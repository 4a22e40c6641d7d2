import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { emulatedOperation, forgetOperation, seedOperation } from "./emulatedOperation.js";
import type { Emulator } from "./emulator.js";
import { type EmulatorOptions, resolveOptions } from "./emulatorOptions.js";
import { FaultInjector } from "./faults/faultInjector.js";
import { RequestRecord } from "./http/requestLog.js";
import { errorAnswer } from "./http/respond.js";
import { handleRequest, send } from "./http/server.js";
import type { EmulatorState } from "./operations/beginOperation.js";
import { BehaviourRules, milliseconds } from "./operations/behaviour.js";
import { drivenClock, realClock } from "./operations/emulatorClock.js";
import { OperationStore } from "./operations/operationStore.js";
import { seededRandom } from "./operations/seededRandom.js";

/** As long as Google's front ends keep an idle connection, so that a client doesn't race its closing. */
const KEEP_ALIVE = 240_000;

/**
 * Starts a server on 127.0.0.1 that plays Google Cloud services which run long-running operations.
 *
 * @throws DurationError, RangeError for an option out of range; the system's error where the port is taken.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const resolved = resolveOptions(options);
  const driven = resolved.time === "driven" ? drivenClock() : undefined;
  const clock = driven ?? realClock();
  const closing = new AbortController();
  const behaviours = new BehaviourRules();
  const store = new OperationStore();
  const faults = new FaultInjector(resolved.seed);
  const record = new RequestRecord(resolved.maxRecorded);
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
  const parts = { state, options: resolved, faults, record };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    handleRequest(parts, request, response).catch((error: unknown) => sendDefect(response, error));
  });
  const port = await listen(server, resolved.port);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= new Promise((resolve) => {
      closing.abort();
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closed;
  };
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    epoch: clock.epoch,
    get requests() {
      return record.entries;
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
        throw new Error('advance: time is real here. Start the emulator with { time: "driven" }.');
      }
      await driven.advance(milliseconds(time, 0));
    },
    clear: () => {
      record.clear();
      behaviours.clear();
      faults.clear();
      store.clear();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Listens on loopback only. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The emulator itself went wrong. That must be seen, and not be taken for a fault that somebody asked for. */
function sendDefect(response: ServerResponse, error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const answer = errorAnswer("INTERNAL", `The emulator has a defect: ${reason}`);
  if (response.headersSent) {
    response.destroy();
  } else {
    send(response, answer, { pretty: true, enums: undefined });
  }
}
