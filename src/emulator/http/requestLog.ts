import type { IncomingHttpHeaders } from "node:http";
import type { OperationPhase } from "../operations/operationRecord.js";

/** An entry while its request is under way. */
export type OpenEntry = { -readonly [key in keyof RecordedRequest]: RecordedRequest[key] };

/** What is known of a request before it is answered. */
export interface ArrivedRequest {
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

/** Every request in order of arrival, of which the oldest are dropped when there are too many. */
export class RequestRecord {
  readonly #limit: number;
  readonly #entries: OpenEntry[] = [];
  #sequence = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly RecordedRequest[] {
    return this.#entries;
  }

  add(request: ArrivedRequest): OpenEntry {
    this.#sequence += 1;
    const entry: OpenEntry = {
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

/** `Bearer `; nothing where there is no scheme before the credentials. */
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

/** What a request asked for. "start" is every request that may start an operation. */
export type RequestKind = "start" | "get" | "list" | "cancel" | "delete" | "wait" | "unknown";

/**
 * What a request was answered: the HTTP status; "pending" while there is no answer; "reset" where a fault cut
 * the connection before a byte; "abandoned" where the client went away first.
 */
export type RequestStatus = number | "pending" | "reset" | "abandoned";

/** What a service said of an operation, and where the operation stood at that look. */
export interface AnsweredOperation {
  /** Whether the answer said that the operation has ended. */
  readonly done: boolean;
  readonly state: OperationPhase;
}

/** One request as it arrived, and what it was answered. */
export interface RecordedRequest {
  /** 1 for the first. */
  readonly sequence: number;
  /** When it had arrived whole: milliseconds on the emulator's clock. */
  readonly at: number;
  /** The service's key, where the path names one. */
  readonly service?: string;
  /** "v1beta" */
  readonly version?: string;
  readonly method: string;
  /** As sent, without the query: "/alloydb/v1beta/projects/p/locations/l/operations/o:cancel". */
  readonly path: string;
  /** Without credentials: access tokens and keys are replaced by "[redacted]". */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Names in lower case. Of credentials only the scheme is kept: "Bearer [redacted]". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly kind: RequestKind;
  /** The name of the operation that was asked for, or that was started. */
  readonly operation?: string;
  readonly status: RequestStatus;
  /**
   * What the answer said of the operation, and when it was sent: milliseconds on the emulator's clock. Only where
   * the answer is an operation and went out whole: not for lists, errors, the empty answer to a cancel, nor where
   * a fault cut the answer or took its place.
   */
  readonly answer?: AnsweredOperation & { readonly at: number };
  /** The kind of the fault that was laid over it. */
  readonly fault?: string;
}
