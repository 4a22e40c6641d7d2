import { isJsonObject, type JsonObject } from "../core/json.js";
import { accountIn } from "./credentialsKey.js";
import type { CredentialsSource } from "./credentialsSettings.js";
import { TokenError } from "./errors/tokenError.js";
import { causesOf, messageOf } from "./networkFault.js";
import { excerptOf, onOneLine, safeMessage } from "./plainText.js";
import { parseJson } from "./settingsSource.js";

/** The most characters of one text of a token endpoint that a message repeats. */
const LONGEST_TEXT = 500;

/** The parts of gaxios's error that count here; the auth library's classes wrap it in different ways. */
interface RequestError {
  code?: unknown;
  name?: unknown;
  config?: { url?: unknown; method?: unknown; data?: unknown };
  response?: { status?: unknown; data?: unknown };
}

/**
 * One kind of request on the way to an access token: what it is to bring, and what to renew or to correct once it is
 * refused with these words of the token endpoint.
 */
interface Step {
  wanted: string;
  remedy?(words: string, status: number): string | undefined;
}

const IDENTITY: Step = {
  wanted: "identity token for the credentials",
  remedy: (words) =>
    /ID_TOKEN for job/.test(words)
      ? "GitHub issues identity tokens only while the job runs: run again in a new job."
      : undefined,
};

const METADATA: Step = {
  wanted: "access token for this machine's credentials",
  remedy: (_words, status) =>
    status === 403 || status === 404
      ? "Give this machine a service account with the scope cloud-platform, or configure gcp:credentials."
      : undefined,
};

/** The steps that are told apart by a member of the form that they send. */
const FORMS: Record<string, Step> = {
  assertion: {
    wanted: "access token for the service account's key",
    remedy: (words) =>
      /timeframe|\biat\b/.test(words)
        ? "Set the clock of this machine."
        : /^invalid_grant/.test(words)
          ? "The key or its service account is deleted or disabled: use another key."
          : undefined,
  },
  refresh_token: {
    wanted: "access token for the user's login",
    remedy: (words) =>
      /^invalid_grant/.test(words) ? "Log in again: run `gcloud auth application-default login`." : undefined,
  },
  subject_token: {
    wanted: "access token for the identity token of the credentials",
    remedy: (words) =>
      /^invalid_grant/.test(words)
        ? "Get a fresh identity token, or correct the provider of the workload identity pool."
        : undefined,
  },
};

/**
 * The error for an access token that could not be had. If a request failed, the error names the host, the host's
 * words and what to renew, whichever class of the auth library sent the request. Other errors stay as they are.
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
  const { wanted, remedy } = stepOf(url, failed, source);
  const from = source === undefined || source.kind === "default" ? "" : ` from ${source.from}`;
  const beginning = `${url.host} gave no ${wanted}${from}`;
  const { status, data } = failed.response ?? {};
  if (typeof status !== "number") {
    return new TokenError(`${beginning}: ${messageOf(chain)}`, networkCode(failed));
  }
  const words = wordsOf(data).replace(/\.$/, "");
  const said = `${beginning} (HTTP ${status})${words === "" ? "" : `: ${words}`}.`;
  return new TokenError([said, remedy?.(words, status) ?? []].flat().join(" "), { status });
}

/** What a user has to do once a service refused a token that nothing here can renew. */
export function renewalOf(source: CredentialsSource): string {
  const from = source.kind === "default" ? "" : ` from ${source.from}`;
  const sentences = [
    `The access token${from} was refused: it has expired or was never valid, and nothing here can renew it.`,
    "Set a fresh one and run again, or use credentials that renew themselves, such as a key or gcloud's.",
  ];
  if (source.kind === "token" && source.from.startsWith("gcp:")) {
    sentences.push(
      "`pulumi destroy` uses the copy that the last `pulumi up` kept in the state, unless `--run-program` is given.",
    );
  }
  return sentences.join(" ");
}

function stepOf({ pathname }: URL, { config }: RequestError, source?: CredentialsSource): Step {
  if (pathname.endsWith(":generateAccessToken")) {
    return impersonation(accountIn(pathname) ?? "a service account", source);
  }
  if (pathname.startsWith("/computeMetadata/")) {
    return METADATA;
  }
  if (String(config?.method ?? "GET").toUpperCase() !== "POST") {
    return IDENTITY;
  }
  const form = config?.data instanceof URLSearchParams ? config.data : new URLSearchParams();
  const member = Object.keys(FORMS).find((name) => form.has(name)) ?? "";
  return FORMS[member] ?? { wanted: "access token for the credentials" };
}

function impersonation(account: string, source?: CredentialsSource): Step {
  return {
    wanted: `access token for ${onOneLine(account)} to the credentials`,
    remedy: (_words, status) =>
      status === 401 && source?.kind === "token"
        ? renewalOf(source)
        : status === 403
          ? "Grant the credentials the role roles/iam.serviceAccountTokenCreator on that service account."
          : undefined,
  };
}

/** What a token endpoint says: in OAuth's form, in Google's, with a plain message, or in some other text. */
function wordsOf(data: unknown): string {
  const value = typeof data === "string" ? (parseJson(data) ?? data) : data;
  if (!isJsonObject(value)) {
    return typeof value === "string" ? excerptOf(value) : "";
  }
  const { error } = value;
  if (isJsonObject(error)) {
    return [shown(error, "status"), shown(error, "message")].filter(Boolean).join(", ");
  }
  const description = shown(value, "error_description");
  const subtype = shown(value, "error_subtype");
  const parts = [shown(value, "error"), description, description.includes(subtype) ? "" : subtype];
  const link = shown(value, "error_uri");
  const words = parts.filter(Boolean).join(", ") || shown(value, "message");
  return link === "" ? words : `${words} (${link})`;
}

function shown(value: JsonObject, member: string): string {
  const text = value[member];
  return typeof text === "string" ? onOneLine(safeMessage(text.slice(0, LONGEST_TEXT))) : "";
}

/** The code that tells whether later tries may succeed: an answer that is late or cut off has none of its own. */
function networkCode({ code, name }: RequestError): { code?: string } {
  if (/AbortError|TimeoutError/.test(`${code} ${name}`)) {
    return { code: "ETIMEDOUT" };
  }
  return code === "ERR_STREAM_PREMATURE_CLOSE"
    ? { code: "ECONNRESET" }
    : typeof code === "string"
      ? { code }
      : {};
}
