import type { AuthClient } from "google-auth-library";
import { type Credentials, credentialsOf } from "./credentials.js";

const known = new WeakMap<AuthClient, Promise<Credentials>>();

/** The credentials of a client that the user made, shared by everything that sends requests as it. */
export function givenCredentials(client: AuthClient): Promise<Credentials> {
  const credentials = known.get(client) ?? Promise.resolve(credentialsOf(client));
  known.set(client, credentials);
  return credentials;
}
