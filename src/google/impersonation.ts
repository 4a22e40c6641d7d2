import { type AuthClient, OAuth2Client } from "google-auth-library";
import { AUTH_CLIENT_OPTIONS } from "./authClientOptions.js";
import type { Impersonation } from "./credentialsSettings.js";
import { ImpersonationError } from "./errors/impersonationError.js";

/** Seconds; the most that a service account's token lasts unless an organization allows more. */
const LIFETIME = 3_600;

/**
 * A client that acts as a service account, with tokens that another client asks the service account credentials
 * API for. The auth library's own class leaves delegates as they are, where the API wants full names, and warns
 * on stderr from version 11 on.
 *
 * @param renewal what a user has to do if the other client's token is refused, where nothing can renew it
 */
export function impersonate(
  source: AuthClient,
  { serviceAccount, delegates, url }: Impersonation,
  scopes: string[],
  renewal = "",
): AuthClient {
  const client = new OAuth2Client({ ...AUTH_CLIENT_OPTIONS, universeDomain: source.universeDomain });
  const data = {
    delegates: delegates.map(fullName),
    scope: scopes,
    lifetime: `${LIFETIME}s`,
  };
  client.refreshHandler = async () => {
    try {
      const answer = await source.request<{ accessToken: string; expireTime: string }>({
        url,
        method: "POST",
        data,
        redirect: "manual",
        retry: false,
      });
      const { accessToken, expireTime } = answer.data;
      return { access_token: accessToken, expiry_date: Date.parse(expireTime) };
    } catch (error) {
      const { status } = error as { status?: unknown };
      throw error instanceof Error && typeof status === "number"
        ? new ImpersonationError(serviceAccount, status, error.message, status === 401 ? renewal : "")
        : error;
    }
  };
  return client;
}

function fullName(account: string): string {
  return account.includes("/") ? account : `projects/-/serviceAccounts/${account}`;
}
