import { createPrivateKey } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../core/json.js";
import { isSafeForTokens } from "../http/url.js";

/** The members with texts that credentials of each type must have. */
const REQUIRED = {
  service_account: ["private_key", "client_email"],
  authorized_user: ["client_id", "client_secret", "refresh_token"],
  external_account: ["audience", "subject_token_type"],
  external_account_authorized_user: ["client_id", "client_secret", "refresh_token"],
  impersonated_service_account: [],
} as const;

/** The URLs that secrets are sent to. */
const URLS = ["token_uri", "token_url", "service_account_impersonation_url"];

/** The members of a `credential_source`; one of them names the source of the identity token. */
const TOKEN_SOURCES = ["file", "url", "certificate", "executable", "environment_id"];

/** Checked credentials in the form of Google's tools: the members that their type requires exist. Texts are not empty. */
export interface CredentialsKey extends JsonObject {
  type: keyof typeof REQUIRED;
}

/**
 * Checks credentials. Messages name setting and member, and quote nothing.
 *
 * @param from the setting that they come from
 * @throws CredentialsError if a member is missing or unusable
 */
export function readKey(json: JsonObject, from: string): CredentialsKey {
  const fail = (member: string, problem: string): never => {
    throw new CredentialsError(`The credentials from ${from} can't be used: their ${member} ${problem}.`);
  };
  const members: JsonObject = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== ""));
  const { type = "service_account" } = members;
  if (!isKeyType(type)) {
    return fail("type", "is not supported; use a service account key");
  }
  for (const member of URLS) {
    const { [member]: url } = members;
    if (url !== undefined && !(URL.canParse(String(url)) && isSafeForTokens(new URL(String(url))))) {
      fail(member, "is not an https URL");
    }
  }
  for (const member of REQUIRED[type]) {
    if (typeof members[member] !== "string") {
      fail(member, "is missing");
    }
  }
  const { private_key, credential_source, source_credentials, service_account_impersonation_url } = members;
  if (type === "service_account" && !isPrivateKey(private_key)) {
    fail("private_key", "can't be read; keep its line breaks, written as \\n in JSON");
  }
  if (type === "external_account") {
    const source = isJsonObject(credential_source)
      ? credential_source
      : fail("credential_source", "is missing");
    if (!TOKEN_SOURCES.some((member) => Boolean(source[member]))) {
      fail("credential_source", "doesn't name a file, a URL or another source of the identity token");
    }
  }
  if (type === "impersonated_service_account") {
    if (accountIn(service_account_impersonation_url) === undefined) {
      fail("service_account_impersonation_url", "doesn't name a service account");
    }
    const source = isJsonObject(source_credentials)
      ? source_credentials
      : fail("source_credentials", "is missing");
    return { ...members, type, source_credentials: readKey(source, from) };
  }
  return { ...members, type };
}

/** The service account that a URL gives tokens for. */
export function accountIn(url: unknown): string | undefined {
  return /serviceAccounts\/([^/:]+):generateAccessToken$/.exec(String(url))?.[1];
}

function isKeyType(type: unknown): type is CredentialsKey["type"] {
  return typeof type === "string" && Object.hasOwn(REQUIRED, type);
}

function isPrivateKey(text: unknown): boolean {
  try {
    return createPrivateKey(String(text)).type === "private";
  } catch {
    return false;
  }
}

/** The error of credentials that can't be used as configured: a retry doesn't help, another setting does. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}
