import { isJsonObject, type JsonObject } from "../../core/json.js";
import { excerpt, oneLine, safeMessage } from "../../core/text.js";
import { causesOf, messageOf } from "../http/networkFailure.js";
import type { TokenHelp } from "../http/wire.js";
import type { CredentialsSource } from "../settings/credentialsSettings.js";
import { parseJson } from "../settings/settingsReader.js";
import { accountIn } from "./keyFile.js";

/** The longest text of a token endpoint that a message repeats, in characters. */
const MAX_TEXT_LENGTH = 500;

/** The used properties of gaxios's error, which the auth library's classes wrap in different ways. */
interface RequestError {
  code?: unknown;
  name?: unknown;
  config?: { url?: unknown; method?: unknown; data?: unknown };
  response?: { status?: unknown; data?: unknown };
}

/**
 * One kind of request on the way to an access token: the thing it requests, and remedies by the status and the text of a
 * refusal.
 */
type TokenRequest = [requested: string, ...remedies: [when: RegExp, remedy: string][]];

/** The requests to a token endpoint, by the form's member that distinguishes them. */
const EXCHANGES: Record<string, TokenRequest> = {
  assertion: [
    "access token for the service account's key",
    [/timeframe|\biat\b/, "Correct this machine's clock."],
    [/: invalid_grant/, "The key or its service account is deleted or disabled. Use another key."],
  ],
  refresh_token: [
    "access token for the user credentials",
    [/: invalid_(?:grant|client)/, "To log in again, run `gcloud auth application-default login`."],
  ],
  subject_token: [
    "access token in exchange for the identity token of the credentials",
    [/: invalid_grant/, "Get a new identity token, or correct the provider of the workload identity pool."],
  ],
};

const IDENTITY_TOKEN: TokenRequest = [
  "identity token for the credentials",
  [/ID_TOKEN for job/, "GitHub issues identity tokens only while a job runs. Run again in a new job."],
];

const METADATA_TOKEN: TokenRequest = [
  "access token for this machine's credentials",
  [
    /HTTP 40[34]/,
    "Give this machine a service account with the scope cloud-platform, or configure gcp:credentials.",
  ],
];

/**
 * Makes the error for a missing access token. If a request failed, the error names the host, the host's message and the
 * remedy, whichever class of the auth library sent the request. Other errors are returned as they are.
 *
 * @param source the configured credentials; absent for a client that the user made
 */
export function tokenFailure(error: unknown, source?: CredentialsSource): unknown {
  const chain = causesOf(error);
  const failed = (chain as RequestError[]).find(({ config }) => URL.canParse(String(config?.url)));
  if (failed === undefined) {
    return error;
  }
  const url = new URL(String(failed.config?.url));
  const [requested, ...remedies] = tokenRequestOf(url, failed, source);
  const from = source === undefined || source.kind === "default" ? "" : ` from ${source.from}`;
  const subject = `${url.host} did not issue an ${requested}${from}`;
  const summary = `${url.host} did not issue an access token`;
  const { status, data } = failed.response ?? {};
  if (typeof status !== "number") {
    return new TokenError(`${subject}: ${messageOf(chain)}`, { summary, ...networkCode(failed) });
  }
  const text = refusalText(data).replace(/\.$/, "");
  const refusal = `${subject} (HTTP ${status})${text === "" ? "" : `: ${text}`}.`;
  const remedy =
    remedies.find(([when]) => when.test(refusal))?.[1] ?? (status >= 500 ? "Run again later." : undefined);
  const message = remedy === undefined ? refusal : `${refusal} ${remedy}`;
  return new TokenError(message, { summary: `${summary} (HTTP ${status})`, status });
}

/** The failure and the remedy for a refused token that can't be renewed here. */
export function tokenHelpOf(source: CredentialsSource): TokenHelp {
  const from = source.kind === "default" ? "" : ` from ${source.from}`;
  const destroy =
    source.kind === "token" && source.from.startsWith("gcp:")
      ? ". `pulumi destroy` uses the token that the last `pulumi up` saved in the state. To use a new token, run `pulumi destroy --run-program`"
      : "";
  return {
    message: `The access token${from} was refused: it has expired or was never valid, and can't be renewed`,
    remedy: `Set a new token and run again, or use credentials that can be renewed, such as a service account key or the login of gcloud${destroy}`,
  };
}

function tokenHelpText(source: CredentialsSource): string {
  const { message, remedy } = tokenHelpOf(source);
  return `${message}. ${remedy}.`;
}

function tokenRequestOf(
  { pathname }: URL,
  { config }: RequestError,
  source?: CredentialsSource,
): TokenRequest {
  const account = accountIn(pathname);
  if (account !== undefined) {
    return [
      `access token for ${oneLine(account)} to the credentials`,
      [/HTTP 401/, source?.kind === "token" ? tokenHelpText(source) : "Renew the credentials."],
      [
        /HTTP 403/,
        "Grant the credentials the role roles/iam.serviceAccountTokenCreator on that service account.",
      ],
    ];
  }
  if (pathname.startsWith("/computeMetadata/")) {
    return METADATA_TOKEN;
  }
  if (String(config?.method ?? "GET").toUpperCase() !== "POST") {
    return IDENTITY_TOKEN;
  }
  const form = config?.data instanceof URLSearchParams ? config.data : new URLSearchParams();
  const member = Object.keys(EXCHANGES).find((name) => form.has(name)) ?? "";
  return EXCHANGES[member] ?? ["access token for the credentials"];
}

/** The message of a token endpoint's refusal: in OAuth's form, in Google's, in a `message`, or as plain text. */
function refusalText(data: unknown): string {
  const value = typeof data === "string" ? (parseJson(data) ?? data) : data;
  if (!isJsonObject(value)) {
    return typeof value === "string" ? excerpt(value) : "";
  }
  const { error } = value;
  if (isJsonObject(error)) {
    return [safeText(error, "status"), safeText(error, "message")].filter(Boolean).join(", ");
  }
  const description = safeText(value, "error_description");
  const subtype = safeText(value, "error_subtype");
  const parts = [safeText(value, "error"), description, description.includes(subtype) ? "" : subtype];
  const link = safeText(value, "error_uri");
  const text = parts.filter(Boolean).join(", ") || safeText(value, "message");
  return link === "" ? text : `${text} (${link})`;
}

function safeText(value: JsonObject, member: string): string {
  const text = value[member];
  return typeof text === "string" ? oneLine(safeMessage(text.slice(0, MAX_TEXT_LENGTH))) : "";
}

/** The code that decides about a retry. The error of a late or cut-off response gets the code of a network error. */
function networkCode({ code, name }: RequestError): { code?: string } {
  if (/AbortError|TimeoutError/.test(`${code} ${name}`)) {
    return { code: "ETIMEDOUT" };
  }
  return typeof code === "string" ? { code: code.replace("ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET") } : {};
}

/** The error of a failed request for a token. The message names the requested token, the host and the host's message. */
class TokenError extends Error {
  override readonly name = "TokenError";
  /** The message without the host's message and without names of accounts. */
  readonly summary?: string;
  /** HTTP status of the response, if there was one. */
  readonly status?: number;
  /** Code of the network error, if there was no response. */
  readonly code?: string;

  constructor(message: string, details: { summary: string; status?: number; code?: string }) {
    super(message);
    Object.assign(this, details);
  }
}
