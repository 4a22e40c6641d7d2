import type { AuthClient } from "google-auth-library";
import { type Credentials, credentialsOf } from "./credentials.js";

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
  const { checkUniverse } = await import("./credentialsClient.js");
  await checkUniverse(client, universeDomain);
  return credentialsOf(client, RENEWAL);
}
