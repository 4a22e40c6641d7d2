import { type AuthClient, Compute, gcpMetadata } from "google-auth-library";
import { CredentialsError } from "./errors/credentialsError.js";
import { DEFAULT_UNIVERSE } from "./universe.js";

/**
 * Refuses credentials of another universe than the configured one: their tokens would go to hosts that they
 * aren't for.
 *
 * @throws CredentialsError where they don't match
 */
export async function checkUniverse(client: AuthClient, configured: string): Promise<void> {
  const actual = client instanceof Compute ? await universeOfMachine() : client.universeDomain;
  if (actual !== configured) {
    throw new CredentialsError(
      `They belong to the universe ${actual}, and gcp:universeDomain is ${configured}. ` +
        `Set gcp:universeDomain to ${actual}, or use credentials of ${configured}.`,
    );
  }
}

/** Metadata servers that know nothing of universes are Google's own. */
async function universeOfMachine(): Promise<string> {
  try {
    return String((await gcpMetadata.universe("universe-domain")) || DEFAULT_UNIVERSE);
  } catch (error) {
    const { status } = (error as { response?: { status?: number } }).response ?? {};
    if (status !== undefined && status >= 400 && status < 500) {
      return DEFAULT_UNIVERSE;
    }
    throw error;
  }
}
