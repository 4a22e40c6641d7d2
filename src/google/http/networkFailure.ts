import type { CredentialsFailure, NetworkFailure } from "../../core/failure.js";
import { safeMessage } from "../../core/text.js";
import type { RequestAbort } from "./requestAbort.js";
import { isLoopback } from "./url.js";
import type { WireRequest } from "./wire.js";

/** Codes of failures before the connection: nothing can have been sent. */
const beforeConnecting = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "PROXY_REFUSED"]);

const TRUST_REMEDY =
  "if your network inspects TLS, set NODE_EXTRA_CA_CERTS to the file that holds its certificate";
const TIME_REMEDY = "check this machine's clock and the server's certificate";

/** Remedies for a refused server certificate, by code. */
const certificateRemedies: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: TIME_REMEDY,
  CERT_NOT_YET_VALID: TIME_REMEDY,
  ERR_TLS_CERT_ALTNAME_INVALID:
    "check `endpoint` if it is set, and whether a proxy answers in the server's place",
  DEPTH_ZERO_SELF_SIGNED_CERT: TRUST_REMEDY,
  SELF_SIGNED_CERT_IN_CHAIN: TRUST_REMEDY,
  UNABLE_TO_GET_ISSUER_CERT: TRUST_REMEDY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: TRUST_REMEDY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: TRUST_REMEDY,
};

/**
 * The failure for a request that failed without an answer, or in the middle of one.
 *
 * @param request as failures name it
 * @param sent whether it may have left the process
 */
export function networkFailure(
  request: string,
  { url, toEmulator = false }: Pick<WireRequest, "url" | "toEmulator">,
  error: unknown,
  sent: boolean,
): NetworkFailure {
  const chain = causesOf(error);
  const code = chain.map(codeOf).find((found) => found !== undefined) ?? "UNKNOWN";
  const early = beforeConnecting.has(code) || code in certificateRemedies;
  const failure = { kind: "network", request, code, mayHaveArrived: sent && !early } as const;
  if (code === "ECONNREFUSED" && (toEmulator || isLoopback(url.hostname))) {
    const setting = toEmulator ? "GCP_LRO_EMULATOR_HOST" : "`endpoint`";
    return {
      ...failure,
      message: `nothing listens on ${url.host}`,
      setup: "nothingListens",
      remedy: `start the emulator with \`npx gcp-lro emulator --port ${url.port || 80}\`, or correct ${setting}`,
    };
  }
  return { ...failure, message: messageOf(chain), ...setupOf(code) };
}

/** Recognizes an error code that means a failure of this machine's set-up, and adds the remedy. */
function setupOf(code: string): Pick<NetworkFailure, "setup" | "remedy"> {
  const certificate = certificateRemedies[code];
  if (certificate !== undefined) {
    return { setup: "certificate", remedy: certificate };
  }
  switch (code) {
    case "ENOTFOUND":
      return { setup: "hostName", remedy: "check this machine's DNS, and `endpoint` if it is set" };
    case "PROXY_REFUSED":
      return { setup: "proxy", remedy: "check HTTPS_PROXY, or except the host by NO_PROXY" };
    default:
      return {};
  }
}

/** The failure for a request that this side aborted. */
export function abortFailure(
  request: string,
  { cause, sent }: Pick<RequestAbort, "cause" | "sent">,
): NetworkFailure {
  const before = sent ? "its answer came" : "it was sent";
  const message =
    cause === "TIMEOUT"
      ? `The request's time limit passed before ${before}.`
      : `The request was given up before ${before}.`;
  return { kind: "network", request, code: cause, message, mayHaveArrived: sent };
}

/** The failure for a request that was not sent because there is no access token. */
export function credentialsFailure(request: string, error: unknown): CredentialsFailure {
  const chain = causesOf(error);
  const status = chain
    .map((cause) => cause.status ?? cause.response?.status)
    .find((found) => found !== undefined);
  const refused = typeof status === "number" && status < 500 && status !== 408 && status !== 429;
  const answered = typeof status === "number";
  const codes = chain.map(codeOf).filter((code) => code !== undefined);
  const setup = setupOf(codes[0] ?? "");
  const offline = codes.some(isNetworkCode) || setup.setup !== undefined;
  const { summary } = chain.find((cause) => typeof cause.summary === "string") ?? {};
  return {
    kind: "credentials",
    request,
    message: messageOf(chain),
    ...(summary !== undefined && { summary }),
    transient: answered ? !refused : offline,
    ...setup,
  };
}

/** The failure for a request whose token was refused and can't be renewed. */
export function unrenewableFailure(request: string, tokenHelp: string): CredentialsFailure {
  return { kind: "credentials", request, message: tokenHelp, transient: false };
}

export interface Cause {
  message?: string;
  summary?: string;
  code?: unknown;
  status?: unknown;
  syscall?: unknown;
  erroredSysCall?: unknown;
  response?: { status?: unknown };
  cause?: unknown;
}

/** An error and its chain of causes, outermost first. */
export function causesOf(error: unknown): Cause[] {
  const chain: Cause[] = [];
  for (let at = error; typeof at === "object" && at !== null && chain.length < 8; at = (at as Cause).cause) {
    chain.push(at as Cause);
  }
  return chain;
}

function codeOf({ code }: Cause): string | undefined {
  return typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : undefined;
}

/** Checks for a code of the network, as opposed to a file or a setting. */
function isNetworkCode(code: string): boolean {
  return /^(ECONN|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|EHOST|ENET)/.test(code);
}

/** The message of the innermost error; HTTP libraries wrap it in a text with the whole URL. */
export function messageOf(chain: Cause[]): string {
  const texts = chain.map(({ message }) => message).filter((text) => typeof text === "string" && text !== "");
  const text = texts.at(-1) ?? "The request failed.";
  return safeMessage(text.replace(/^request to \S+ failed, reason:\s*/, "") || "The request failed.");
}
