import { type AuthClient, OAuth2Client } from "google-auth-library";
import { AUTH_CLIENT_OPTIONS } from "./authClientOptions.js";
import type { Impersonation } from "./credentialsSettings.js";

/** Seconds; the most that a service account's token lasts unless an organization allows more. */
const LIFETIME = 3_600;

/**
 * A client that acts as a service account, with tokens that another client asks the service account credentials
 * API for. The auth library's own class leaves delegates as they are, where the API wants full names, and warns
 * on stderr from version 11 on.
 */
export function impersonate(
  source: AuthClient,
  { delegates, url }: Pick<Impersonation, "delegates" | "url">,
  scopes: string[],
): AuthClient {
  const client = new OAuth2Client({ ...AUTH_CLIENT_OPTIONS, universeDomain: source.universeDomain });
  const data = {
    delegates: delegates.map(fullName),
    scope: scopes,
    lifetime: `${LIFETIME}s`,
  };
  client.refreshHandler = async () => {
    const answer = await source.request<{ accessToken: string; expireTime: string }>({
      url,
      method: "POST",
      data,
      redirect: "manual",
      retry: false,
    });
    const { accessToken, expireTime } = answer.data;
    return { access_token: accessToken, expiry_date: Date.parse(expireTime) };
  };
  return client;
}

function fullName(account: string): string {
  return account.includes("/") ? account : `projects/-/serviceAccounts/${account}`;
}
