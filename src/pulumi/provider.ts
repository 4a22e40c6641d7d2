/**
 * The providers behind the resources. Pulumi's dynamic-provider process loads this entry; programs don't import it.
 *
 * @module pulumi-gcp-lro/provider
 */
import { randomUUID } from "node:crypto";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { systemClock } from "../core/clock.js";
import type { JsonObject } from "../core/json.js";
import { ConnectionPool } from "../google/connectionPool.js";
import { Configuration } from "./context/configuration.js";
import type { Dependencies } from "./context/dependencies.js";
import { interruptWarning, onEngineCancel } from "./engine/cancelRpc.js";
import { engineAddress, engineLiveness, isDynamicProviderServer, onEngineGone } from "./engine/liveness.js";
import { EngineLog, type ResourceLog, silentLog } from "./engine/logStream.js";
import { endProcess, processSignals } from "./engine/shutdown.js";
import { Steps } from "./engine/steps.js";
import { groupProvider } from "./groupProvider.js";
import { fileJournal } from "./journal/journalFile.js";
import { operationProvider } from "./operationProvider.js";
import { silenceReturnedErrors } from "./report/userError.js";

/** Time for abandoned steps, in milliseconds: the engine kills this process 5 s after its signal. */
const GRACE_AFTER_SIGNAL = 4_000;

/** The same without an engine, in milliseconds: enough for the response to a start, and the cancel after it. */
const GRACE_WITHOUT_ENGINE = 35_000;

const address = engineAddress();
const engineLog = address && new EngineLog(address.authority);

const log = (urn: string): ResourceLog => engineLog?.forResource(urn) ?? silentLog;

const dependencies: Dependencies = {
  clock: systemClock,
  random: Math.random,
  pool: new ConnectionPool(),
  configuration: new Configuration(process.env),
  log,
  newRequestId: randomUUID,
  journal: fileJournal({
    environment: process.env,
    onProblem: (problem) =>
      log("").write(
        "warning",
        `pulumi-gcp-lro can't save which operations it starts and cancels: ${problem}. This run continues. If it is killed, the next run can't find operations that are not in the state`,
      ),
  }),
  reportedStarts: new Map(),
  takeWaitWarning: once(interruptWarning(process.version)),
};

/** The steps of this process. It listens to signals only while one is in flight, because every normal run ends with one. */
const steps: Steps = new Steps(
  processSignals({
    isEngineConnected: () => steps.isEngineConnected(),
    onInterrupt: () => steps.interrupt(),
    onEnd: (exitCode) => endProcess(steps, { grace: GRACE_AFTER_SIGNAL, exitCode }),
  }),
);
silenceReturnedErrors();
onEngineCancel(() => steps.interrupt());
if (address !== undefined && engineLog !== undefined && isDynamicProviderServer()) {
  const signs = engineLiveness(address, (listener) => engineLog.onLost(listener));
  onEngineGone(signs, systemClock, () => endProcess(steps, { grace: GRACE_WITHOUT_ENGINE, exitCode: 1 }));
}

/**
 * The provider that the dynamic-provider process loads for a LongRunningOperation. Its name is in the state of every
 * resource, so it never changes.
 */
export const longRunningOperation: ResourceProvider<JsonObject, JsonObject> = operationProvider(
  dependencies,
  steps,
);

/** The same for an OperationGroup. */
export const operationGroup: ResourceProvider<JsonObject, JsonObject> = groupProvider(dependencies, steps);

function once<T>(value: T | undefined): () => T | undefined {
  let next = value;
  return () => {
    const current = next;
    next = undefined;
    return current;
  };
}
