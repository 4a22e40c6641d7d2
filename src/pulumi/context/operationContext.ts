import type { CancelContext } from "../../core/cancel.js";
import { Deadline } from "../../core/deadline.js";
import type { OperationEvent } from "../../core/events.js";
import type { ServiceConnection } from "../../google/connection.js";
import { type ConnectionPool, cancelContext, type OpenService } from "../../google/connectionPool.js";
import { isTargetError, type ResolvedService, type ServiceTarget } from "../../google/service.js";
import type { ResourceLog } from "../engine/logStream.js";
import type { StepControl } from "../engine/steps.js";
import { Progress } from "../report/progress.js";
import { type SecretArguments, ServiceText } from "../report/serviceText.js";
import { UserError } from "../report/userError.js";
import { type ServiceSettings, serviceTarget, type TargetOptions } from "../state/operationSettings.js";
import type { ServiceAddress } from "../state/outputs.js";
import type { Dependencies } from "./dependencies.js";

/** One step of a resource's life: the service that it talks to, its limits, and its reports. */
export interface OperationContext
  extends StepControl,
    Pick<Dependencies, "clock" | "newRequestId" | "journal" | "reportedStarts"> {
  connection: ServiceConnection;
  service: ResolvedService;
  /** Where the requests go, for outputs and journal entries. */
  address: ServiceAddress;
  /** The part that core takes. */
  core: CancelContext;
  /** The limit of the whole step. */
  deadline: Deadline;
  log: ResourceLog;
  /** Builds every text that contains a service's words. */
  text: ServiceText;
  /** When cancel requests were first accepted in this step, by operation name, in milliseconds since the epoch. */
  cancelsAccepted: ReadonlyMap<string, number>;
  /** Shows what the user has to know before a wait. */
  beginWait(): void;
}

/** The facts about one step: the service, the resource, and the limit. */
export interface ContextOptions extends SecretArguments, TargetOptions {
  settings: ServiceSettings;
  urn: string;
  /** Milliseconds that the whole step may take. */
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
 * Connects to the service of a resource. Sends nothing.
 *
 * @throws UserError if the service can't be connected to as the settings and the environment say
 */
export function openContext(
  dependencies: Dependencies,
  control: StepControl,
  options: ContextOptions,
): OperationContext {
  const { clock, newRequestId, journal, reportedStarts } = dependencies;
  const { settings, urn, timeout, onCancelAccepted } = options;
  const google = dependencies.configuration?.settings();
  const opened = open(dependencies.pool, serviceTarget(settings, options, google));
  const { connection } = opened;
  const address = { endpoint: connection.baseUrl, apiVersion: connection.apiVersion };
  const log = dependencies.log(urn);
  const text = new ServiceText(options);
  const progress = new Progress(log, clock, text);
  const cancelsAccepted = new Map<string, number>();
  let wasSeenInFlight = false;
  const report = (event: OperationEvent): void => {
    if (event.kind === "polled") {
      wasSeenInFlight ||= !event.operation.done;
    }
    progress.report(event);
    if (event.kind === "cancelAccepted" && !cancelsAccepted.has(event.name)) {
      cancelsAccepted.set(event.name, event.time);
      control.setStatus({ kind: "cancelRequested", name: text.name(event.name) });
    }
  };
  return {
    ...control,
    clock,
    newRequestId,
    journal,
    reportedStarts,
    connection,
    service: opened.resolved,
    address,
    core: {
      ...cancelContext(opened, { clock, random: () => dependencies.random(), report }),
      service: {
        async cancel(name, limits) {
          const reply = await connection.cancel(name, limits);
          if (reply.ok && wasSeenInFlight) {
            await onCancelAccepted?.(clock.wall(), address);
          }
          return reply;
        },
      },
    },
    deadline: new Deadline(clock, timeout),
    log,
    text,
    cancelsAccepted,
    beginWait() {
      const warning = dependencies.takeWaitWarning?.();
      if (warning !== undefined) {
        log.write("warning", warning);
      }
    },
  };
}

/** A target that was right at the preview may be wrong here: another environment, another version of this package. */
function open(pool: ConnectionPool, target: ServiceTarget): OpenService {
  try {
    return pool.open(target);
  } catch (error) {
    throw isTargetError(error) ? new UserError(error.message) : error;
  }
}
