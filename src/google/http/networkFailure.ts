import type { CredentialsFailure, NetworkFailure } from "../../core/failure.js";
import { safeMessage } from "../../core/text.js";
import type { RequestAbort } from "./requestAbort.js";
import { isLoopback } from "./url.js";
import type { TokenHelp, WireRequest } from "./wire.js";

/** Codes of failures before the connection: nothing can have been sent. */
const codesBeforeConnection = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "PROXY_REFUSED"]);

const TRUST_REMEDY =
  "If your network inspects TLS, set NODE_EXTRA_CA_CERTS to the file that contains the certificate of the inspecting proxy";
const TIME_REMEDY = "Check this machine's clock and the server's certificate";

/** Remedies for a refused server certificate, by code. */
const certificateRemedies: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: TIME_REMEDY,
  CERT_NOT_YET_VALID: TIME_REMEDY,
  ERR_TLS_CERT_ALTNAME_INVALID:
    "Check `endpoint` if it is set, and whether a proxy responds in place of the server",
  DEPTH_ZERO_SELF_SIGNED_CERT: TRUST_REMEDY,
  SELF_SIGNED_CERT_IN_CHAIN: TRUST_REMEDY,
  UNABLE_TO_GET_ISSUER_CERT: TRUST_REMEDY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: TRUST_REMEDY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: TRUST_REMEDY,
};

/**
 * The failure for a request without a response, or with one that broke off.
 *
 * @param request the request, as failures show it
 * @param isSent true if it may have left the process
 */
export function networkFailure(
  request: string,
  { url, toEmulator = false }: Pick<WireRequest, "url" | "toEmulator">,
  error: unknown,
  isSent: boolean,
): NetworkFailure {
  const chain = causesOf(error);
  const code = chain.map(codeOf).find((found) => found !== undefined) ?? "UNKNOWN";
  const isUnsent = codesBeforeConnection.has(code) || code in certificateRemedies;
  const failure = { kind: "network", request, code, mayHaveArrived: isSent && !isUnsent } as const;
  if (code === "ECONNREFUSED" && (toEmulator || isLoopback(url.hostname))) {
    const setting = toEmulator ? "GCP_LRO_EMULATOR_HOST" : "`endpoint`";
    return {
      ...failure,
      message: `nothing listens on ${url.host}`,
      setup: "nothingListens",
      remedy: isLoopback(url.hostname)
        ? `Start the emulator with \`npx gcp-lro emulator --port ${url.port || 80}\`, or correct ${setting}`
        : `Start a server there, or correct ${setting}`,
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
      return { setup: "hostName", remedy: "Check this machine's DNS, and `endpoint` if it is set" };
    case "PROXY_REFUSED":
      return { setup: "proxy", remedy: "Check HTTPS_PROXY, or exclude the host with NO_PROXY" };
    default:
      return {};
  }
}

/** The failure for a request that this side aborted. */
export function abortFailure(
  request: string,
  { cause, isSent }: Pick<RequestAbort, "cause" | "isSent">,
): NetworkFailure {
  const before = isSent ? "its response arrived" : "it was sent";
  const message =
    cause === "TIMEOUT"
      ? `The request's time limit passed before ${before}.`
      : `The request was aborted before ${before}.`;
  return { kind: "network", request, code: cause, message, mayHaveArrived: isSent };
}

/** The failure for a request that was not sent because there is no access token. */
export function credentialsFailure(request: string, error: unknown): CredentialsFailure {
  const chain = causesOf(error);
  const status = chain
    .map((cause) => cause.status ?? cause.response?.status)
    .find((found) => found !== undefined);
  const hasStatus = typeof status === "number";
  const isRefused = hasStatus && status < 500 && status !== 408 && status !== 429;
  const codes = chain.map(codeOf).filter((code) => code !== undefined);
  const setup = setupOf(codes[0] ?? "");
  const isOffline = codes.some(isNetworkCode) || setup.setup !== undefined;
  const { summary } = chain.find((cause) => typeof cause.summary === "string") ?? {};
  return {
    kind: "credentials",
    request,
    message: messageOf(chain),
    ...(summary !== undefined && { summary }),
    transient: hasStatus ? !isRefused : isOffline,
    ...setup,
  };
}

/** The failure for a request whose token was refused and can't be renewed. */
export function unrenewableFailure(request: string, help: TokenHelp): CredentialsFailure {
  return { kind: "credentials", request, ...help, transient: false };
}

/** The used properties of an error in a chain of causes. */
export interface ErrorCause {
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
export function causesOf(error: unknown): ErrorCause[] {
  const chain: ErrorCause[] = [];
  for (
    let at = error;
    typeof at === "object" && at !== null && chain.length < 8;
    at = (at as ErrorCause).cause
  ) {
    chain.push(at as ErrorCause);
  }
  return chain;
}

function codeOf({ code }: ErrorCause): string | undefined {
  return typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : undefined;
}

/** Checks for a code of the network, as opposed to a file or a setting. */
function isNetworkCode(code: string): boolean {
  return /^(ECONN|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|EHOST|ENET)/.test(code);
}

/** The message of the innermost error; HTTP libraries wrap it in a text with the whole URL. */
export function messageOf(chain: ErrorCause[]): string {
  const texts = chain.map(({ message }) => message).filter((text) => typeof text === "string" && text !== "");
  const text = texts.at(-1) ?? "The request failed.";
  return safeMessage(text.replace(/^request to \S+ failed, reason:\s*/, "") || "The request failed.");
}
