import type { Readable } from "node:stream";
import type { AuthClient } from "google-auth-library";
import { isSafeForTokens } from "../http/url.js";
import type { Credentials } from "../http/wire.js";
import type { CredentialsSettings, CredentialsSource } from "../settings/credentialsSettings.js";
import { tokenFailure, tokenHelpOf } from "./tokenFailure.js";

const shared = new Map<string, Promise<Credentials>>();
let nobody: Promise<Credentials> | undefined;

/**
 * The credentials that are configured, one for the whole process, so that one token serves all. The auth
 * library is loaded with the first request, because loading takes longer than all the rest of this package.
 */
export function sharedCredentials(settings: CredentialsSettings): Promise<Credentials> {
  const key = JSON.stringify(settings);
  const known = shared.get(key);
  if (known !== undefined) {
    return known;
  }
  const fresh = openCredentials(settings);
  shared.set(key, fresh);
  // A failure is not kept: credentials may be there when the next request is made.
  fresh.catch(() => shared.delete(key));
  return fresh;
}

/** No credentials at all: for the emulator. */
export function noCredentials(): Promise<Credentials> {
  nobody ??= import("google-auth-library").then(({ PassThroughClient }) => {
    const client = new PassThroughClient();
    return {
      prepare: () => Promise.resolve(undefined),
      send: (request) => client.request<Readable>(request),
      discard: () => false,
      tokenHelp: "",
    };
  });
  return nobody;
}

async function openCredentials(settings: CredentialsSettings): Promise<Credentials> {
  const { openClient } = await import("./authClient.js");
  const client = await openClient(settings).catch((error: unknown) => {
    throw tokenFailure(error, settings.source);
  });
  // Quota counts where the settings say, as with pulumi-gcp; what the credentials' file says is gcloud's.
  Reflect.deleteProperty(client, "quotaProjectId");
  return credentialsOf(client, tokenHelpOf(settings.source), settings.source);
}

/**
 * Credentials made of a client of the auth library.
 *
 * @param source what the client was made of; absent for one that the user made
 */
export function credentialsOf(
  client: AuthClient,
  tokenHelp: string,
  source?: CredentialsSource,
): Credentials {
  let preparing: Promise<string | undefined> | undefined;
  let latest: string | undefined;
  const fetchToken = async (): Promise<string | undefined> => {
    const headers = await client.getRequestHeaders().catch((error: unknown) => {
      throw tokenFailure(error, source);
    });
    latest = headers.get("authorization") ?? undefined;
    return latest;
  };
  return {
    prepare: (url) => {
      if (!isSafeForTokens(url)) {
        return Promise.reject(new Error("An access token goes to https, or to http on this machine, alone."));
      }
      // Not every kind of client makes one fetch of a token out of many simultaneous ones.
      preparing ??= fetchToken().finally(() => {
        preparing = undefined;
      });
      return preparing;
    },
    send: (request) => client.request<Readable>(request),
    discard: (token) => {
      if (token === undefined || !canRenew(client)) {
        return false;
      }
      if (latest === token) {
        latest = undefined;
        expire(client);
      }
      return true;
    },
    tokenHelp,
  };
}

/** A bare access token, as GOOGLE_OAUTH_ACCESS_TOKEN would hold, has nothing to get a new one with. */
function canRenew(client: AuthClient): boolean {
  const { refreshHandler } = client as { refreshHandler?: unknown };
  const isOAuth = "refreshHandler" in client;
  return !isOAuth || Boolean(client.credentials.refresh_token) || refreshHandler !== undefined;
}

/** Makes a client fetch a new token with the next request: all of them do once the one they hold has expired. */
function expire(client: AuthClient): void {
  const { access_token, ...rest } = client.credentials;
  client.setCredentials({ ...rest, expiry_date: 1 });
  if ("cachedAccessToken" in client) {
    // Clients of external accounts keep their token here; not all of them let setCredentials change it.
    client.cachedAccessToken = null;
  }
}

const RENEWAL =
  "The access token of the authClient was refused: it has expired or was never valid, and the client can't " +
  "renew it. Give it a fresh one, or give a client that renews its own, such as GoogleAuth makes.";

const known = new WeakMap<AuthClient, { universeDomain: string; credentials: Promise<Credentials> }>();

/**
 * The credentials of a client that the user made, shared by everything that sends requests as it.
 *
 * The promise rejects with CredentialsError where they belong to another universe than the configured one.
 */
export function givenCredentials(client: AuthClient, universeDomain: string): Promise<Credentials> {
  const before = known.get(client);
  if (before?.universeDomain === universeDomain) {
    return before.credentials;
  }
  const credentials = open(client, universeDomain);
  known.set(client, { universeDomain, credentials });
  // A failure is not kept: a metadata server that was busy may answer the next time.
  credentials.catch(() => known.delete(client));
  return credentials;
}

async function open(client: AuthClient, universeDomain: string): Promise<Credentials> {
  const { checkUniverse } = await import("./authClient.js");
  await checkUniverse(client, universeDomain);
  return credentialsOf(client, RENEWAL);
}
