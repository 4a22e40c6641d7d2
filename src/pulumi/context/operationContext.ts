import type { CancelContext } from "../../core/cancel.js";
import type { Clock } from "../../core/clock.js";
import type { OperationEvent } from "../../core/events.js";
import { pollByGet } from "../../core/polling.js";
import type { ServiceConnection } from "../../google/connection.js";
import type { ServiceTarget } from "../../google/service.js";
import { isTargetError } from "../../google/service.js";
import type { ResourceLog } from "../engine/logStream.js";
import type { StepControl } from "../engine/steps.js";
import type { Journal } from "../journal/journal.js";
import { Progress } from "../report/progress.js";
import { ServiceText } from "../report/serviceText.js";
import { UserError } from "../report/userError.js";
import type { InputPart } from "../state/operationState.js";
import type { ServiceAddress } from "../state/outputs.js";
import type { Configuration } from "./configuration.js";

/** What the life cycle needs from outside. */
export interface Dependencies extends StepControl {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  connect(target: ServiceTarget): ServiceConnection;
  /** What is configured for pulumi-gcp. Default: what the environment says. */
  configuration?: Configuration;
  log(urn: string): ResourceLog;
  /** A UUID, for a request that may have to be repeated. */
  newRequestId(): string;
  /** Entries of this machine about starts and deletes. */
  journal: Journal;
  /** Failures of this process that reported a start whose response was lost, by URN. */
  reportedStarts: Map<string, string>;
  /** The warning to show when a wait begins; `undefined` once it was shown. */
  takeWaitWarning?(): string | undefined;
}

/** One step of a resource's life: the service it talks to and what a wait needs. */
export interface OperationContext extends StepControl {
  clock: Clock;
  connection: ServiceConnection;
  tools: CancelContext;
  log: ResourceLog;
  /** Builds every text that contains a service's words. */
  text: ServiceText;
  journal: Journal;
  reportedStarts: Map<string, string>;
  /** Where the operation is looked at, for the outputs. */
  address: ServiceAddress;
  /** When our request to cancel this operation was first accepted in this step, in milliseconds since the epoch. */
  cancelAcceptedAt(name: string): number | undefined;
  /** Shows what the user has to know before a wait. */
  beginWait(): void;
}

/** The configured settings, as a part of a target. */
export function settingsOf({
  configuration,
}: Pick<Dependencies, "configuration">): Pick<ServiceTarget, "settings"> {
  return configuration === undefined ? {} : { settings: configuration.settings() };
}

/**
 * @param about operation name or start path: it decides the default version and the regional host
 * @param last where the operation last answered; it counts unless the settings name another place
 * @throws ResourceFailure where the service can't be connected to as the settings and the environment say
 */
export function openContext(
  dependencies: Dependencies,
  part: Pick<InputPart, "settings" | "urn" | "secret" | "secretName">,
  about: string,
  last?: ServiceAddress,
): OperationContext {
  const { clock, journal, reportedStarts } = dependencies;
  const { service, apiVersion = last?.apiVersion, endpoint, quotaProject, timeouts } = part.settings;
  const { impersonateServiceAccount, impersonateServiceAccountDelegates } = part.settings;
  const connection = connect(dependencies, {
    service,
    about,
    ...(last !== undefined && { lastEndpoint: last.endpoint }),
    ...settingsOf(dependencies),
    ...(timeouts.request !== undefined && { requestTimeout: timeouts.request }),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(endpoint !== undefined && { endpoint }),
    ...(quotaProject !== undefined && { quotaProject }),
    ...(impersonateServiceAccount !== undefined && { impersonateServiceAccount }),
    ...(impersonateServiceAccountDelegates !== undefined && { impersonateServiceAccountDelegates }),
  });
  const log = dependencies.log(part.urn);
  const text = new ServiceText(part);
  const progress = new Progress(log, clock, text);
  const acceptedAt = new Map<string, number>();
  const report = (event: OperationEvent): void => {
    if (event.kind === "cancelAccepted" && !acceptedAt.has(event.name)) {
      acceptedAt.set(event.name, clock.wall());
      dependencies.setStatus({ kind: "cancelRequested", name: text.name(event.name) });
    }
    progress.report(event);
  };
  return {
    clock,
    connection,
    log,
    text,
    journal,
    reportedStarts,
    tools: {
      clock,
      random: () => dependencies.random(),
      polls: pollByGet(connection, clock),
      service: connection,
      report,
    },
    signal: dependencies.signal,
    isEngineConnected: dependencies.isEngineConnected,
    setStatus: dependencies.setStatus,
    address: { endpoint: connection.baseUrl, apiVersion: connection.apiVersion },
    cancelAcceptedAt: (name) => acceptedAt.get(name),
    beginWait: () => {
      const warning = dependencies.takeWaitWarning?.();
      if (warning !== undefined) {
        log.write("warning", warning);
      }
    },
  };
}

/** What was checked at the preview may be wrong here: another environment, another version of this package. */
function connect(dependencies: Dependencies, target: ServiceTarget): ServiceConnection {
  try {
    return dependencies.connect(target);
  } catch (error) {
    throw isTargetError(error) ? new UserError(error.message) : error;
  }
}
