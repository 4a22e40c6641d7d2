import { isJsonObject, type JsonObject } from "../../core/json.js";
import { excerpt, oneLine, safeMessage } from "../../core/text.js";
import { causesOf, messageOf } from "../http/networkFailure.js";
import type { CredentialsSource } from "../settings/credentialsSettings.js";
import { parseJson } from "../settings/settingsSource.js";
import { TokenError } from "./credentialsErrors.js";
import { accountIn } from "./keyFile.js";

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
 * One kind of request on the way to an access token: what it is to bring, and by the status and the words of a refusal
 * what to renew or to correct.
 */
type Step = [wanted: string, ...remedies: [when: RegExp, remedy: string][]];

/** The steps that a member of the form that they send tells apart. */
const FORMS: Record<string, Step> = {
  assertion: [
    "access token for the service account's key",
    [/timeframe|\biat\b/, "Set the clock of this machine."],
    [/: invalid_grant/, "The key or its service account is deleted or disabled: use another key."],
  ],
  refresh_token: [
    "access token for the user's login",
    [/: invalid_grant/, "Log in again: run `gcloud auth application-default login`."],
  ],
  subject_token: [
    "access token for the identity token of the credentials",
    [/: invalid_grant/, "Get a fresh identity token, or correct the provider of the workload identity pool."],
  ],
};

const IDENTITY: Step = [
  "identity token for the credentials",
  [/ID_TOKEN for job/, "GitHub issues identity tokens only while the job runs: run again in a new job."],
];

const METADATA: Step = [
  "access token for this machine's credentials",
  [
    /HTTP 40[34]/,
    "Give this machine a service account with the scope cloud-platform, or configure gcp:credentials.",
  ],
];

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
  const [wanted, ...remedies] = stepOf(url, failed, source);
  const from = source === undefined || source.kind === "default" ? "" : ` from ${source.from}`;
  const beginning = `${url.host} gave no ${wanted}${from}`;
  const summary = `${url.host} gave no access token`;
  const { status, data } = failed.response ?? {};
  if (typeof status !== "number") {
    return new TokenError(`${beginning}: ${messageOf(chain)}`, { summary, ...networkCode(failed) });
  }
  const words = wordsOf(data).replace(/\.$/, "");
  const said = `${beginning} (HTTP ${status})${words === "" ? "" : `: ${words}`}.`;
  const remedy = remedies.find(([when]) => when.test(said))?.[1];
  const message = remedy === undefined ? said : `${said} ${remedy}`;
  return new TokenError(message, { summary: `${summary} (HTTP ${status})`, status });
}

/** The remedy for a refused token that nothing here can renew. */
export function tokenHelpOf(source: CredentialsSource): string {
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
  const account = accountIn(pathname);
  if (account !== undefined) {
    return [
      `access token for ${oneLine(account)} to the credentials`,
      [/HTTP 401/, source?.kind === "token" ? tokenHelpOf(source) : "Renew the credentials."],
      [
        /HTTP 403/,
        "Grant the credentials the role roles/iam.serviceAccountTokenCreator on that service account.",
      ],
    ];
  }
  if (pathname.startsWith("/computeMetadata/")) {
    return METADATA;
  }
  if (String(config?.method ?? "GET").toUpperCase() !== "POST") {
    return IDENTITY;
  }
  const form = config?.data instanceof URLSearchParams ? config.data : new URLSearchParams();
  const member = Object.keys(FORMS).find((name) => form.has(name)) ?? "";
  return FORMS[member] ?? ["access token for the credentials"];
}

/** The words of a token endpoint: in OAuth's form, in Google's, with a plain message, or in some other text. */
function wordsOf(data: unknown): string {
  const value = typeof data === "string" ? (parseJson(data) ?? data) : data;
  if (!isJsonObject(value)) {
    return typeof value === "string" ? excerpt(value) : "";
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
  return typeof text === "string" ? oneLine(safeMessage(text.slice(0, LONGEST_TEXT))) : "";
}

/** The code that tells whether later tries may succeed: an answer that is late or cut off has none of its own. */
function networkCode({ code, name }: RequestError): { code?: string } {
  if (/AbortError|TimeoutError/.test(`${code} ${name}`)) {
    return { code: "ETIMEDOUT" };
  }
  return typeof code === "string" ? { code: code.replace("ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET") } : {};
}
