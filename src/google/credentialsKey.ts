import { createPrivateKey } from "node:crypto";
import {
  type AuthClient,
  AwsClient,
  type AwsClientOptions,
  ExternalAccountAuthorizedUserClient,
  type ExternalAccountAuthorizedUserClientOptions,
  IdentityPoolClient,
  type IdentityPoolClientOptions,
  JWT,
  PluggableAuthClient,
  type PluggableAuthClientOptions,
  UserRefreshClient,
} from "google-auth-library";
import { isJsonObject, type JsonObject } from "../core/json.js";
import { AUTH_CLIENT_OPTIONS, withoutRedirects } from "./authClientOptions.js";
import { isSafeForTokens } from "./endpointUrl.js";
import { CredentialsError } from "./errors/credentialsError.js";
import { impersonate } from "./impersonation.js";
import { TokenTransporter } from "./tokenTransporter.js";
import { DEFAULT_UNIVERSE } from "./universe.js";

/**
 * The client for credentials as they stand in a file: a service account's key, a user's as gcloud keeps them, or
 * the description of an external account. The auth library's own fromJSON warns on stderr from version 11 on.
 *
 * @param from the setting that they come from
 * @throws CredentialsError where something in them is missing or unusable
 */
export function clientOfKey(key: JsonObject, from: string, scopes: string[]): AuthClient {
  const read = new KeyReader(key, from);
  const type = read.optional("type") ?? "service_account";
  switch (type) {
    case "service_account":
      return serviceAccount(read, scopes);
    case "authorized_user":
      return user(read);
    case "external_account":
      return externalAccount(read, scopes);
    case "external_account_authorized_user":
      read.optionalUrl("token_url");
      return new ExternalAccountAuthorizedUserClient({
        ...(key as unknown as ExternalAccountAuthorizedUserClientOptions),
        ...AUTH_CLIENT_OPTIONS,
      });
    case "impersonated_service_account":
      return impersonatedAccount(read, scopes);
    default:
      return read.fail("type", "is not one that can be used here; a service account's key is the usual one");
  }
}

function serviceAccount(read: KeyReader, scopes: string[]): AuthClient {
  const universeDomain = read.optional("universe_domain") ?? DEFAULT_UNIVERSE;
  const tokenUri = read.optionalUrl("token_uri");
  const keyId = read.optional("private_key_id");
  const privateKey = read.text("private_key");
  try {
    createPrivateKey(privateKey);
  } catch {
    read.fail("private_key", "can't be read; line breaks in it have to be kept, as \\n in JSON");
  }
  return new JWT({
    ...AUTH_CLIENT_OPTIONS,
    email: read.text("client_email"),
    key: privateKey,
    scopes,
    universeDomain,
    ...(keyId !== undefined && { keyId }),
    // Elsewhere the library signs its own tokens, without asking anybody.
    ...(tokenUri !== undefined &&
      universeDomain === DEFAULT_UNIVERSE && {
        transporter: new TokenTransporter(tokenUri),
        additionalClaims: { aud: tokenUri },
      }),
  });
}

function user(read: KeyReader): AuthClient {
  const tokenUri = read.optionalUrl("token_uri");
  return new UserRefreshClient({
    ...AUTH_CLIENT_OPTIONS,
    clientId: read.text("client_id"),
    clientSecret: read.text("client_secret"),
    refreshToken: read.text("refresh_token"),
    universeDomain: read.optional("universe_domain") ?? DEFAULT_UNIVERSE,
    ...(tokenUri !== undefined && { endpoints: { oauth2TokenUrl: tokenUri } }),
  });
}

function externalAccount(read: KeyReader, scopes: string[]): AuthClient {
  read.text("audience");
  read.optionalUrl("token_url");
  read.optionalUrl("service_account_impersonation_url");
  const source = read.object("credential_source");
  const options: unknown = { ...read.key, ...AUTH_CLIENT_OPTIONS, scopes };
  if (source.environment_id !== undefined) {
    return new AwsClient(options as AwsClientOptions);
  }
  return source.executable === undefined
    ? new IdentityPoolClient(options as IdentityPoolClientOptions)
    : new PluggableAuthClient(options as PluggableAuthClientOptions);
}

function impersonatedAccount(read: KeyReader, scopes: string[]): AuthClient {
  const url = read.optionalUrl("service_account_impersonation_url") ?? "";
  const serviceAccount = /serviceAccounts\/([^/:]+):generateAccessToken$/.exec(url)?.[1];
  if (serviceAccount === undefined) {
    return read.fail("service_account_impersonation_url", "names no service account");
  }
  const { delegates } = read.key;
  const texts = Array.isArray(delegates) ? delegates.filter((item) => typeof item === "string") : [];
  const source = withoutRedirects(
    clientOfKey(read.object("source_credentials"), read.from, [
      "https://www.googleapis.com/auth/cloud-platform",
    ]),
  );
  return impersonate(source, { serviceAccount, delegates: texts, url }, scopes);
}

/** Reads the members of credentials; complaints name setting and member, and quote nothing. */
class KeyReader {
  constructor(
    readonly key: JsonObject,
    readonly from: string,
  ) {}

  optional(member: string): string | undefined {
    const value = this.key[member];
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  text(member: string): string {
    return this.optional(member) ?? this.fail(member, "is missing");
  }

  object(member: string): JsonObject {
    const value = this.key[member];
    return isJsonObject(value) ? value : this.fail(member, "is missing");
  }

  /** A URL that secrets are sent to. */
  optionalUrl(member: string): string | undefined {
    const value = this.optional(member);
    if (value !== undefined && !(URL.canParse(value) && isSafeForTokens(new URL(value)))) {
      this.fail(member, "is no https URL");
    }
    return value;
  }

  fail(member: string, problem: string): never {
    throw new CredentialsError(
      `The credentials from ${this.from} can't be used: their ${member} ${problem}.`,
    );
  }
}
