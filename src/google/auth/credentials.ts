import type { AuthClient } from "google-auth-library";
import { isSafeForTokens } from "../http/url.js";
import type { Credentials, SenderHeaders, TokenHelp } from "../http/wire.js";
import type { CredentialsSettings, CredentialsSource } from "../settings/credentialsSettings.js";
import { tokenFailure, tokenHelpOf } from "./tokenFailure.js";

const shared = new Map<string, Promise<Credentials>>();

/**
 * Opens the configured credentials, once for the whole process, so that all requests share one token. The auth
 * library is loaded with the first request, because loading takes longer than the rest of this package.
 */
export function sharedCredentials(settings: CredentialsSettings): Promise<Credentials> {
  const key = JSON.stringify(settings);
  const cached = shared.get(key);
  if (cached !== undefined) {
    return cached;
  }
  const credentials = openCredentials(settings);
  shared.set(key, credentials);
  // A failure is not cached: the credentials may exist by the next request.
  credentials.catch(() => shared.delete(key));
  return credentials;
}

/** The headers of a client of the auth library that say who sends a request. */
const SENDER_HEADERS = ["authorization", "x-goog-api-key", "x-goog-user-project"];

const anonymous: Credentials = {
  fetchHeaders: () => Promise.resolve({}),
  discard: () => false,
  tokenHelp: { message: "", remedy: "" },
};

/** Credentials that send no token, for the emulator. */
export function noCredentials(): Promise<Credentials> {
  return Promise.resolve(anonymous);
}

async function openCredentials(settings: CredentialsSettings): Promise<Credentials> {
  const { openClient } = await import("./authClient.js");
  const client = await openClient(settings).catch((error: unknown) => {
    throw tokenFailure(error, settings.source);
  });
  // The settings name the quota project, as with pulumi-gcp. The one in the credentials' file is for gcloud.
  Reflect.deleteProperty(client, "quotaProjectId");
  return credentialsOf(client, tokenHelpOf(settings.source), settings.source);
}

/**
 * Makes credentials of a client of the auth library.
 *
 * @param source the configured credentials of the client; absent for one that the user made
 */
export function credentialsOf(
  client: AuthClient,
  tokenHelp: TokenHelp,
  source?: CredentialsSource,
): Credentials {
  let pendingRequest: Promise<SenderHeaders> | undefined;
  let latestToken: string | undefined;
  const requestHeaders = async (): Promise<SenderHeaders> => {
    const headers = await client.getRequestHeaders().catch((error: unknown) => {
      throw tokenFailure(error, source);
    });
    const plain: SenderHeaders = Object.fromEntries(
      SENDER_HEADERS.flatMap((name) => {
        const value = headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    );
    latestToken = plain.authorization;
    return plain;
  };
  return {
    fetchHeaders: (url) => {
      if (!isSafeForTokens(url)) {
        return Promise.reject(
          new Error("Access tokens are sent only over https, or over http to this machine."),
        );
      }
      // Not every kind of client shares one request for a token among simultaneous requests.
      pendingRequest ??= requestHeaders().finally(() => {
        pendingRequest = undefined;
      });
      return pendingRequest;
    },
    discard: (token) => {
      if (!canRenew(client)) {
        return false;
      }
      if (latestToken === token) {
        latestToken = undefined;
        expire(client);
      }
      return true;
    },
    tokenHelp,
  };
}

/** Checks whether a client can get a new token. A bare access token (GOOGLE_OAUTH_ACCESS_TOKEN) can't be renewed. */
function canRenew(client: AuthClient): boolean {
  const { refreshHandler } = client as { refreshHandler?: unknown };
  const isOAuth = "refreshHandler" in client;
  return !isOAuth || Boolean(client.credentials.refresh_token) || refreshHandler !== undefined;
}

/** Marks a client's token as expired, so that its next request fetches a new one. */
function expire(client: AuthClient): void {
  const { access_token, ...rest } = client.credentials;
  client.setCredentials({ ...rest, expiry_date: 1 });
  if ("cachedAccessToken" in client) {
    // Clients of external accounts keep their token here, and setCredentials doesn't change it in all of them.
    client.cachedAccessToken = null;
  }
}

const AUTH_CLIENT_TOKEN_HELP: TokenHelp = {
  message:
    "The access token of the authClient was refused: it has expired or was never valid, and the client can't renew it",
  remedy: "Set a new token, or use a client that renews its token, such as one from GoogleAuth",
};

const byAuthClient = new WeakMap<AuthClient, { universeDomain: string; credentials: Promise<Credentials> }>();

/**
 * Opens the credentials of a client that the user made, once for all connections that use it.
 *
 * The promise rejects with CredentialsError if they belong to another universe than the configured one.
 */
export function authClientCredentials(client: AuthClient, universeDomain: string): Promise<Credentials> {
  const cached = byAuthClient.get(client);
  if (cached?.universeDomain === universeDomain) {
    return cached.credentials;
  }
  const credentials = openAuthClient(client, universeDomain);
  byAuthClient.set(client, { universeDomain, credentials });
  // A failure is not cached: a busy metadata server may respond the next time.
  credentials.catch(() => byAuthClient.delete(client));
  return credentials;
}

async function openAuthClient(client: AuthClient, universeDomain: string): Promise<Credentials> {
  const { checkUniverse } = await import("./authClient.js");
  await checkUniverse(client, universeDomain);
  return credentialsOf(client, AUTH_CLIENT_TOKEN_HELP);
}
