import { randomUUID } from "node:crypto";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { systemClock } from "../core/clock.js";
import type { JsonObject } from "../core/json.js";
import { connectService } from "../google/operationsApi.js";
import { Configuration } from "./configure.js";
import { onEngineCancel } from "./engine/cancelSignal.js";
import { engineAddress, isDynamicProviderServer } from "./engine/engineAddress.js";
import { onEngineGone } from "./engine/engineGone.js";
import { EngineLog, silentLog } from "./engine/engineLog.js";
import { engineSigns } from "./engine/engineSigns.js";
import { InFlight, type StepInHand } from "./engine/inFlight.js";
import { endProcess } from "./engine/processEnd.js";
import { onProcessSignal } from "./engine/processSignals.js";
import { fileJournal } from "./journal/fileJournal.js";
import { operationProvider } from "./operationProvider.js";
import type { Surroundings } from "./step.js";

/** How long an abandoned step may take: the engine kills what is still there 5 s after its signal. */
const GRACE_AFTER_SIGNAL = 4_000;

/** The same where nobody is left to kill it: for a start that is let finish, and the cancel after it. */
const GRACE_WITHOUT_ENGINE = 35_000;

const address = engineAddress();
const engineLog = address && new EngineLog(address.authority);

const surroundings: Omit<Surroundings, keyof StepInHand> = {
  clock: systemClock,
  random: Math.random,
  connect: connectService,
  configuration: new Configuration(process.env),
  log: (urn) => engineLog?.forResource(urn) ?? silentLog,
  newRequestId: randomUUID,
  journal: fileJournal(process.env),
};

/** Signals are listened to only while something is in flight; every normal run ends with one. */
const inFlight: InFlight = new InFlight(() =>
  onProcessSignal((exitCode) => endProcess(inFlight, { grace: GRACE_AFTER_SIGNAL, exitCode })),
);
onEngineCancel(() => inFlight.interrupt());
if (address !== undefined && engineLog !== undefined && isDynamicProviderServer()) {
  const signs = engineSigns(address, (listener) => engineLog.onLost(listener));
  onEngineGone(signs, systemClock, () => endProcess(inFlight, { grace: GRACE_WITHOUT_ENGINE, exitCode: 1 }));
}

/**
 * What the dynamic-provider process loads for a LongRunningOperation. The name is in the state of every
 * resource ever made, so it stays.
 */
export const longRunningOperation: ResourceProvider<JsonObject, JsonObject> = operationProvider(
  surroundings,
  inFlight,
);
