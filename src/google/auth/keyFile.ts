import { createPrivateKey } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../core/json.js";
import { isSafeForTokens } from "../http/url.js";

/** The texts that credentials of each type need. */
const NEEDED = {
  service_account: ["private_key", "client_email"],
  authorized_user: ["client_id", "client_secret", "refresh_token"],
  external_account: ["audience", "subject_token_type"],
  external_account_authorized_user: ["client_id", "client_secret", "refresh_token"],
  impersonated_service_account: [],
} as const;

/** The URLs that secrets are sent to. */
const URLS = ["token_uri", "token_url", "service_account_impersonation_url"];

/** The members of a `credential_source` of which one says where the identity token comes from. */
const TOKEN_PLACES = ["file", "url", "certificate", "executable", "environment_id"];

/** Credentials as Google's tools write them, checked: what their type needs is there. Texts are not empty. */
export interface CredentialsKey extends JsonObject {
  type: keyof typeof NEEDED;
}

/**
 * Checks credentials. Complaints name setting and member, and quote nothing.
 *
 * @param from the setting that they come from
 * @throws CredentialsError where something in them is missing or unusable
 */
export function readKey(json: JsonObject, from: string): CredentialsKey {
  const fail = (member: string, problem: string): never => {
    throw new CredentialsError(`The credentials from ${from} can't be used: their ${member} ${problem}.`);
  };
  const given: JsonObject = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== ""));
  const { type = "service_account" } = given;
  if (!isKeyType(type)) {
    return fail("type", "is not one that can be used here; a service account's key is the usual one");
  }
  for (const member of URLS) {
    const { [member]: url } = given;
    if (url !== undefined && !(URL.canParse(String(url)) && isSafeForTokens(new URL(String(url))))) {
      fail(member, "is no https URL");
    }
  }
  for (const member of NEEDED[type]) {
    if (typeof given[member] !== "string") {
      fail(member, "is missing");
    }
  }
  const { private_key, credential_source, source_credentials, service_account_impersonation_url } = given;
  if (type === "service_account" && !isPrivateKey(private_key)) {
    fail("private_key", "can't be read; line breaks in it have to be kept, as \\n in JSON");
  }
  if (type === "external_account") {
    const source = isJsonObject(credential_source)
      ? credential_source
      : fail("credential_source", "is missing");
    if (!TOKEN_PLACES.some((member) => Boolean(source[member]))) {
      fail("credential_source", "names neither a file nor a URL nor any other place of the identity token");
    }
  }
  if (type === "impersonated_service_account") {
    if (accountIn(service_account_impersonation_url) === undefined) {
      fail("service_account_impersonation_url", "names no service account");
    }
    const source = isJsonObject(source_credentials)
      ? source_credentials
      : fail("source_credentials", "is missing");
    return { ...given, type, source_credentials: readKey(source, from) };
  }
  return { ...given, type };
}

/** The service account that a URL gives tokens for. */
export function accountIn(url: unknown): string | undefined {
  return /serviceAccounts\/([^/:]+):generateAccessToken$/.exec(String(url))?.[1];
}

function isKeyType(type: unknown): type is CredentialsKey["type"] {
  return typeof type === "string" && Object.hasOwn(NEEDED, type);
}

function isPrivateKey(text: unknown): boolean {
  try {
    return createPrivateKey(String(text)).type === "private";
  } catch {
    return false;
  }
}

/** Credentials that can't be used as they are configured: trying again won't help, changing a setting will. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}
