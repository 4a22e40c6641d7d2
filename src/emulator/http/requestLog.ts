import type { IncomingHttpHeaders } from "node:http";
import type { AnsweredOperation } from "./respond.js";

/**
 * The method of a request. "start" is every request that may start an operation; "services" lists the enabled services
 * of a project, "locations" the locations of a service.
 */
export type RequestKind =
  | "start"
  | "get"
  | "list"
  | "cancel"
  | "delete"
  | "wait"
  | "services"
  | "locations"
  | "unknown";

/**
 * The answer to a request: its HTTP status; "pending" while there is none; "reset" if a fault reset the connection
 * before the first byte; "abandoned" if the client disconnected first.
 */
export type RequestStatus = number | "pending" | "reset" | "abandoned";

/** A request as it arrived, and its answer. */
export interface RecordedRequest {
  /** 1 for the first. */
  readonly sequence: number;
  /** The time at which it had arrived completely, in milliseconds on the emulator's clock. */
  readonly at: number;
  /** The service's key, if the path has one. */
  readonly service?: string;
  /** "v1beta" */
  readonly version?: string;
  readonly method: string;
  /** The path as sent, without the query: "/alloydb/v1beta/projects/p/locations/l/operations/o:cancel". */
  readonly path: string;
  /** The parameters; access tokens and keys are replaced by "[redacted]". */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** The headers, with names in lower case. Credentials are reduced to their scheme: "Bearer [redacted]". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly kind: RequestKind;
  /** The name of the requested or started operation. */
  readonly operation?: string;
  readonly status: RequestStatus;
  /**
   * The operation in the answer, and when it was sent: milliseconds on the emulator's clock. Only if the answer is
   * an operation and was sent completely: not for lists, errors or the empty answer to a cancel, and not if a fault
   * cut or replaced the answer.
   */
  readonly answer?: AnsweredOperation & { readonly at: number };
  /** The kind of the fault that was injected. */
  readonly fault?: string;
}

/** An entry of the log, which changes until its request is answered. */
export type LogEntry = { -readonly [key in keyof RecordedRequest]: RecordedRequest[key] };

/** A request that isn't answered yet. */
interface ArrivedRequest {
  at: number;
  service: string | undefined;
  version: string | undefined;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  kind: RequestKind;
  operation: string | undefined;
}

const REDACTED = "[redacted]";
const secretHeaders = new Set(["cookie", "x-goog-api-key", "x-goog-iam-authorization-token"]);
const secretParameters = new Set(["access_token", "oauth_token", "key", "$key"]);

/** All requests in order of arrival. Above the limit, the oldest are dropped. */
export class RequestLog {
  readonly #limit: number;
  readonly #entries: LogEntry[] = [];
  #sequence = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly RecordedRequest[] {
    return this.#entries;
  }

  add(request: ArrivedRequest): LogEntry {
    this.#sequence += 1;
    const entry: LogEntry = {
      sequence: this.#sequence,
      at: request.at,
      ...(request.service === undefined ? {} : { service: request.service }),
      ...(request.version === undefined ? {} : { version: request.version }),
      method: request.method,
      path: request.path,
      query: redactedQuery(request.query),
      headers: redactedHeaders(request.headers),
      body: request.body,
      kind: request.kind,
      ...(request.operation === undefined ? {} : { operation: request.operation }),
      status: "pending" satisfies RequestStatus,
    };
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit) {
      this.#entries.splice(0, this.#entries.length - this.#limit);
    }
    return entry;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#sequence = 0;
  }
}

function redactedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const redacted: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(", ") : (value ?? "");
    redacted[name] = name.endsWith("authorization")
      ? `${schemeOf(text)}${REDACTED}`
      : secretHeaders.has(name)
        ? REDACTED
        : text;
  }
  return redacted;
}

/** The scheme with its space: "Bearer "; empty if the credentials have none. */
function schemeOf(credentials: string): string {
  return /^[a-z]+ /i.exec(credentials)?.[0] ?? "";
}

function redactedQuery(query: URLSearchParams): Record<string, string | string[]> {
  const redacted: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name).map((value) => (secretParameters.has(name) ? REDACTED : value));
    redacted[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return redacted;
}
