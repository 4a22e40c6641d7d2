import type { Readable } from "node:stream";
import type { AuthClient } from "google-auth-library";
import { isSafeForTokens } from "./endpoint.js";

/** What a request is made of, in the auth library's own words. */
export type AuthorizedRequest = Parameters<AuthClient["request"]>[0] & { url: URL };

/** An answer whose body has not been read yet. */
export interface StreamedAnswer {
  status: number;
  headers: Headers;
  data: Readable;
}

/** Sends requests as somebody, or as nobody. */
export interface Credentials {
  /** Sees to it that a valid token is at hand; rejects where none can be had. */
  prepare(): Promise<void>;
  /** Sends one request; rejects where no answer came. */
  send(request: AuthorizedRequest): Promise<StreamedAnswer>;
  /** The token that the next request would carry; only to be compared. */
  token(): string | undefined;
  /**
   * Throws away a token that a service refused, unless another is in use by now; the next request fetches a
   * new one. Answers whether trying again makes sense.
   */
  discard(token: string | undefined): boolean;
}

const CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform";
const clients = new Map<string, Promise<Credentials>>();
let nobody: Promise<Credentials> | undefined;

/**
 * Application Default Credentials, shared by the whole process. The auth library is loaded with the first
 * request, because loading takes longer than all the rest of this package.
 *
 * @param quotaProject sent as `x-goog-user-project`; wins over what credentials or environment say
 */
export function defaultCredentials(quotaProject: string | undefined): Promise<Credentials> {
  const key = quotaProject ?? "";
  const known = clients.get(key);
  if (known !== undefined) {
    return known;
  }
  const fresh = findDefaultClient(quotaProject).then(credentialsOf);
  clients.set(key, fresh);
  // A failure is not kept: credentials may be there when the next request is made.
  fresh.catch(() => clients.delete(key));
  return fresh;
}

/** No credentials at all: for the emulator. */
export function noCredentials(): Promise<Credentials> {
  nobody ??= import("google-auth-library").then(({ PassThroughClient }) => {
    const client = new PassThroughClient();
    return {
      prepare: () => Promise.resolve(),
      send: (request) => client.request<Readable>(request),
      token: () => undefined,
      discard: () => false,
    };
  });
  return nobody;
}

async function findDefaultClient(quotaProject: string | undefined): Promise<AuthClient> {
  const { GoogleAuth } = await import("google-auth-library");
  const client = await new GoogleAuth({ scopes: [CLOUD_PLATFORM] }).getClient();
  if (quotaProject !== undefined) {
    client.quotaProjectId = quotaProject;
  }
  return client;
}

/** Credentials made of a client of the auth library. */
export function credentialsOf(client: AuthClient): Credentials {
  let preparing: Promise<unknown> | undefined;
  return {
    // Not every kind of client makes one fetch of a token out of many simultaneous ones.
    prepare: async () => {
      preparing ??= client.getRequestHeaders().finally(() => {
        preparing = undefined;
      });
      await preparing;
    },
    send: async (request) => {
      if (!isSafeForTokens(request.url)) {
        throw new Error("An access token goes to https, or to http on this machine, alone.");
      }
      return client.request<Readable>(request);
    },
    token: () => client.credentials.access_token ?? undefined,
    discard: (token) => discardToken(client, token),
  };
}

function discardToken(client: AuthClient, token: string | undefined): boolean {
  const { access_token: current, refresh_token, ...rest } = client.credentials;
  if (token === undefined) {
    return false;
  }
  if (current === token) {
    // Every client of the library fetches a token anew when the one it holds has expired.
    client.setCredentials({ ...rest, ...(refresh_token && { refresh_token }), expiry_date: 1 });
  }
  return true;
}
