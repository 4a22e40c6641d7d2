import type { CancelContext } from "../../core/cancel.js";
import type { Clock } from "../../core/clock.js";
import { Deadline } from "../../core/deadline.js";
import type { OperationEvent } from "../../core/events.js";
import { VISIBILITY_WINDOW, type WaitLimits } from "../../core/polling.js";
import type { ServiceConnection } from "../../google/connection.js";
import { cancelContext, type OpenService } from "../../google/connectionPool.js";
import { isTargetError, type ResolvedService, type ServiceTarget } from "../../google/service.js";
import type { ResourceLog } from "../engine/logStream.js";
import type { StepControl } from "../engine/steps.js";
import { Progress } from "../report/progress.js";
import { type SecretArguments, ServiceText } from "../report/serviceText.js";
import { UserError } from "../report/userError.js";
import { defined, type ServiceSettings } from "../state/operationSettings.js";
import type { SavedOperation } from "../state/operationState.js";
import { isInFlight, type ServiceAddress } from "../state/outputs.js";
import type { Dependencies } from "./dependencies.js";
import { StepHistory } from "./stepHistory.js";

/** One step of a resource's life: the service that it talks to, its limits, and its reports. */
export interface OperationContext
  extends StepControl,
    Pick<Dependencies, "clock" | "newRequestId" | "journal" | "reportedStarts"> {
  connection: ServiceConnection;
  service: ResolvedService;
  /** The endpoint and version of the requests, for outputs and journal entries. */
  address: ServiceAddress;
  /** The part that core takes. */
  core: CancelContext;
  /** The limit of the whole step. */
  deadline: Deadline;
  log: ResourceLog;
  /** Builds every text that repeats a response of the service. */
  text: ServiceText;
  history: Pick<StepHistory, "cancelAcceptedAt">;
  /** Shows the warning that precedes a wait, if there is one. */
  beginWait(): void;
}

/** The service of a resource name. */
export interface ServiceOptions {
  settings: ServiceSettings;
  /** Operation name or start path: it decides the default version and the regional host. */
  resourceName: string;
  /** Address of the last poll that returned the operation. It is used unless the settings name another address. */
  lastAddress?: ServiceAddress;
}

/** The service, resource and time limit of one step. */
export interface ContextOptions extends ServiceOptions, SecretArguments {
  urn: string;
  /** Time limit of the whole step, in milliseconds. */
  timeout: number;
  /**
   * Records that the service has accepted a cancel request for an operation that a poll of this step has shown in
   * flight. Nothing else happens before it has returned.
   *
   * @param time milliseconds since the epoch
   */
  onCancelAccepted?(time: number, address: ServiceAddress): Promise<void>;
}

/**
 * Opens the service of a resource. Sends nothing.
 *
 * @throws UserError if the service can't be opened as the settings and the environment say
 */
export function openContext(
  dependencies: Dependencies,
  control: StepControl,
  options: ContextOptions,
): OperationContext {
  const { clock, newRequestId, journal, reportedStarts } = dependencies;
  const { urn, timeout, onCancelAccepted } = options;
  const opened = openService(dependencies, options);
  const { connection, resolved: service } = opened;
  const address = { endpoint: connection.baseUrl, apiVersion: connection.apiVersion };
  const log = dependencies.log(urn);
  const text = new ServiceText(options);
  const progress = new Progress(log, clock, text);
  const history = new StepHistory();
  const report = (event: OperationEvent): void => {
    history.record(event);
    progress.report(event);
    if (event.kind === "cancelAccepted") {
      control.setStatus({ kind: "cancelRequested", name: text.name(event.name) });
    }
  };
  const cancel: ServiceConnection["cancel"] = async (name, limits) => {
    const reply = await connection.cancel(name, limits);
    if (reply.ok && history.wasPolledInFlight) {
      await onCancelAccepted?.(clock.wall(), address);
    }
    return reply;
  };
  return {
    ...control,
    clock,
    newRequestId,
    journal,
    reportedStarts,
    connection,
    service,
    address,
    core: {
      ...cancelContext(opened, { clock, random: () => dependencies.random(), report }),
      service: { cancel },
    },
    deadline: new Deadline(clock, timeout),
    log,
    text,
    history,
    beginWait() {
      const warning = dependencies.takeWaitWarning?.();
      if (warning !== undefined) {
        log.write("warning", warning);
      }
    },
  };
}

/**
 * Opens a service for a resource name. Sends nothing.
 *
 * @throws UserError if the service can't be opened as the settings and the environment say
 */
export function openService(dependencies: Dependencies, options: ServiceOptions): OpenService {
  try {
    return dependencies.pool.open(serviceTarget(options, dependencies.configuration));
  } catch (error) {
    // A target that was right at the preview may be wrong here: another environment, another version of this package.
    throw isTargetError(error) ? new UserError(error.message) : error;
  }
}

function serviceTarget(options: ServiceOptions, configuration: Dependencies["configuration"]): ServiceTarget {
  const { settings, resourceName, lastAddress } = options;
  const optional = {
    apiVersion: settings.apiVersion ?? lastAddress?.apiVersion,
    endpoint: settings.endpoint,
    lastEndpoint: lastAddress?.endpoint,
    quotaProject: settings.quotaProject,
    impersonateServiceAccount: settings.impersonateServiceAccount,
    impersonateServiceAccountDelegates: settings.impersonateServiceAccountDelegates,
    requestTimeout: settings.requestTimeout,
    settings: configuration?.settings(),
  };
  return { service: settings.service, resourceName, ...defined(optional) };
}

/**
 * The treatment of a 404 for an operation of the state. Services answer 404 for a while after a start; later, a 404
 * has to be repeated if the operation was in flight. At another endpoint or version a 404 proves nothing, so that
 * no time is spent on it.
 */
export function pollLimits(
  { clock, address }: OperationContext,
  saved: SavedOperation,
): Pick<WaitLimits, "visibleBy" | "confirmNotFound"> {
  return isSameAddress(address, saved.outputs)
    ? { ...visibilityWindow(clock, saved), confirmNotFound: isInFlight(saved.outputs.state) }
    : {};
}

/**
 * The time until which a 404 means "not visible yet", for an operation that GetOperation has never returned. Empty if it
 * has returned it, or if the operation is old enough.
 */
export function visibilityWindow(
  clock: Clock,
  { wasReturned, acquiredAt }: Pick<SavedOperation, "wasReturned" | "acquiredAt">,
): { visibleBy?: number } {
  const remaining = Math.min(VISIBILITY_WINDOW, acquiredAt + VISIBILITY_WINDOW - clock.wall());
  return wasReturned || remaining <= 0 ? {} : { visibleBy: clock.monotonic() + remaining };
}

/** Checks whether requests to two addresses reach the same operations. */
export function isSameAddress(address: ServiceAddress, saved: ServiceAddress): boolean {
  return address.endpoint === saved.endpoint && address.apiVersion === saved.apiVersion;
}

/** Milliseconds since the operation was started or adopted, by this machine's wall clock. */
export function ageOf(clock: Clock, { acquiredAt }: Pick<SavedOperation, "acquiredAt">): number {
  return Math.max(0, clock.wall() - acquiredAt);
}
