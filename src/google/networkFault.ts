import type { CredentialsFault, NetworkFault } from "../core/fault.js";
import { safeMessage } from "./plainText.js";

/** Failures from before a connection stood: nothing can have been sent. */
const beforeConnecting = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  // The server's certificate was refused.
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The fault for a request that failed without an answer, or in the middle of one. */
export function networkFault(request: string, error: unknown): NetworkFault {
  const chain = causesOf(error);
  const code = chain.map(codeOf).find((found) => found !== undefined) ?? "UNKNOWN";
  const connecting = chain.some(({ syscall, erroredSysCall }) => (syscall ?? erroredSysCall) === "connect");
  return {
    kind: "network",
    request,
    code,
    message: messageOf(chain),
    mayHaveArrived: !(beforeConnecting.has(code) || (code === "ETIMEDOUT" && connecting)),
  };
}

/** The fault for a request that this side gave up. */
export function abortFault(
  request: string,
  code: "ABORTED" | "TIMEOUT",
  mayHaveArrived: boolean,
): NetworkFault {
  const message =
    code === "TIMEOUT"
      ? "No complete answer came within the request's time limit."
      : "The request was given up before its answer came.";
  return { kind: "network", request, code, message, mayHaveArrived };
}

/** The fault for a request that was not sent because no access token could be had. */
export function credentialsFault(request: string, error: unknown): CredentialsFault {
  const chain = causesOf(error);
  const status = chain
    .map((cause) => cause.status ?? cause.response?.status)
    .find((found) => found !== undefined);
  const refused = typeof status === "number" && status < 500 && status !== 408 && status !== 429;
  const answered = typeof status === "number";
  const offline = chain.some((cause) => isNetworkCode(codeOf(cause)));
  return {
    kind: "credentials",
    request,
    message: messageOf(chain),
    transient: answered ? !refused : offline,
  };
}

/** The fault for a request that was sent in vain: its token was refused, and nothing can renew it. */
export function unrenewableFault(request: string, renewal: string): CredentialsFault {
  return { kind: "credentials", request, message: renewal, transient: false };
}

export interface Cause {
  message?: string;
  code?: unknown;
  status?: unknown;
  syscall?: unknown;
  erroredSysCall?: unknown;
  response?: { status?: unknown };
  cause?: unknown;
}

/** An error and what it says caused it, outermost first. */
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

/** Whether a code says that the network was at fault, as opposed to a file or a setting. */
function isNetworkCode(code: string | undefined): boolean {
  return code !== undefined && /^(ECONN|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|EHOST|ENET)/.test(code);
}

/** What the innermost error says; HTTP libraries wrap it in a text with the whole URL. */
export function messageOf(chain: Cause[]): string {
  const texts = chain.map(({ message }) => message).filter((text) => typeof text === "string" && text !== "");
  const text = texts.at(-1) ?? "The request failed.";
  return safeMessage(text.replace(/^request to \S+ failed, reason:\s*/, "") || "The request failed.");
}
