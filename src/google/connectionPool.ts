import type { CancelContext } from "../core/cancel.js";
import { type Clock, systemClock } from "../core/clock.js";
import type { PollSource } from "../core/polling.js";
import { SharedPolls } from "../core/sharedPolls.js";
import type { ServiceConnection } from "./connection.js";
import { MAX_SOCKETS } from "./http/agents.js";
import { RequestLimiter } from "./http/limiter.js";
import type { TransportOptions } from "./http/transport.js";
import { readEndHint } from "./json/endHint.js";
import { operationLists } from "./operationLists.js";
import {
  quotaProjectFor,
  type ResolvedService,
  resolveService,
  type ServiceTarget,
  TargetError,
} from "./service.js";
import type { GoogleSettings } from "./settings/settings.js";
import { TracedConnection } from "./tracedConnection.js";

/** A service that is ready to be used: its connection, and the polls that all waits for it share. */
export interface OpenService {
  connection: ServiceConnection;
  resolved: ResolvedService;
  polls: PollSource;
}

/** The clock and the limiter that the connections of one pool share. */
type SharedTransport = Pick<TransportOptions, "clock" | "limiter">;

export interface PoolDependencies {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  /** Makes a connection that uses the clock and the limiter of the pool. */
  connect(target: ServiceTarget, shared: SharedTransport): ServiceConnection;
}

/**
 * A pool of open services. Callers share a service if its host, API version, identity, quota project and settings are the
 * same. They share its polls also if the time limits of their requests differ. A process has one pool, because the pool
 * limits the requests in flight.
 */
export class ConnectionPool {
  readonly #shared: SharedTransport;
  readonly #random: () => number;
  readonly #connect: PoolDependencies["connect"];
  /** By settings, and by the client or the settings that give the credentials. */
  readonly #opened = new WeakMap<GoogleSettings, WeakMap<object, OpenServices>>();

  constructor({
    clock = systemClock,
    random = Math.random,
    connect = connectService,
  }: Partial<PoolDependencies> = {}) {
    this.#shared = { clock, limiter: new RequestLimiter(MAX_SOCKETS) };
    this.#random = random;
    this.#connect = connect;
  }

  /**
   * Opens the service of a target. Nothing is sent.
   *
   * @throws TargetError if checkTarget finds a problem
   */
  open(target: ServiceTarget): OpenService {
    const resolved = resolveOrThrow(target);
    const { services, polls } = this.#servicesOf(resolved.settings, target.authClient ?? resolved.settings);
    const placeAndIdentity = keyOf(resolved, target);
    const key = JSON.stringify([placeAndIdentity, resolved.isDefault, target.requestTimeout]);
    const pooled = services.get(key);
    if (pooled !== undefined) {
      return pooled;
    }
    const connection = this.#connect(target, this.#shared);
    const sharedPolls =
      polls.get(placeAndIdentity) ??
      new SharedPolls(operationLists(resolved, connection), {
        clock: this.#shared.clock,
        random: this.#random,
      });
    polls.set(placeAndIdentity, sharedPolls);
    const opened = { connection, resolved, polls: sharedPolls.through(connection) };
    services.set(key, opened);
    return opened;
  }

  #servicesOf(settings: GoogleSettings, credentials: object): OpenServices {
    const bySettings = this.#opened.get(settings) ?? new WeakMap<object, OpenServices>();
    this.#opened.set(settings, bySettings);
    const opened = bySettings.get(credentials) ?? { services: new Map(), polls: new Map() };
    bySettings.set(credentials, opened);
    return opened;
  }
}

/** Open services under the same settings and credentials, and their polls. */
interface OpenServices {
  services: Map<string, OpenService>;
  polls: Map<string, SharedPolls>;
}

/**
 * Connects to a service. Sends nothing: credentials and the network are first used by the first request.
 *
 * @throws TargetError if checkTarget finds a problem
 */
export function connectService(
  target: ServiceTarget,
  { clock = systemClock, limiter = new RequestLimiter(MAX_SOCKETS) }: Partial<SharedTransport> = {},
): ServiceConnection {
  return new TracedConnection(resolveOrThrow(target), target, { clock, limiter });
}

/** The context of a wait or a cancellation by an open service. */
export function cancelContext(
  { connection, polls }: OpenService,
  { clock, random, report }: Pick<CancelContext, "clock" | "random" | "report">,
): CancelContext {
  return { clock, random, report, polls, service: connection, readEndHint };
}

function resolveOrThrow(target: ServiceTarget): ResolvedService {
  const result = resolveService(target);
  if (!result.ok) {
    throw new TargetError(result.error);
  }
  return result.value;
}

/** A key of the place to which requests go and of their identity, apart from settings and credentials. */
function keyOf({ host, apiVersion, endpoint, settings }: ResolvedService, target: ServiceTarget): string {
  return JSON.stringify([
    host,
    apiVersion,
    endpoint,
    quotaProjectFor(settings, target),
    target.impersonateServiceAccount,
    target.impersonateServiceAccountDelegates,
  ]);
}
