import type { IncomingHttpHeaders } from "node:http";
import type { RecordedRequest, RequestKind, RequestStatus } from "./recordedRequest.js";

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
