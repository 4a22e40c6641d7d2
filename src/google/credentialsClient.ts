import { type AuthClient, GoogleAuth, IdentityPoolClient, OAuth2Client } from "google-auth-library";
import { AUTH_CLIENT_OPTIONS, withoutRedirects } from "./authClientOptions.js";
import { clientOfKey } from "./credentialsKey.js";
import { renewalOf } from "./credentialsRenewal.js";
import type { CredentialsSettings, CredentialsSource } from "./credentialsSettings.js";
import { identityTokenOf, keyOf, tokenOf } from "./credentialsText.js";
import { checkUniverse } from "./credentialsUniverse.js";
import { CredentialsError } from "./errors/credentialsError.js";
import { impersonate } from "./impersonation.js";

/**
 * The auth library's client for what is configured. This file, and what only it imports, loads the library, so
 * it is itself loaded when the first token is needed.
 *
 * @throws CredentialsError where the settings can't be used; another error may pass
 */
export async function openClient(settings: CredentialsSettings): Promise<AuthClient> {
  const { source, impersonation, scopes, universeDomain } = settings;
  // Asking for another account's token takes the widest scope, whatever that token's are to be.
  const sourceScopes =
    impersonation === undefined ? scopes : ["https://www.googleapis.com/auth/cloud-platform"];
  const client = withoutRedirects(await clientOfSource(source, sourceScopes, universeDomain));
  await checkUniverse(client, universeDomain);
  return impersonation === undefined
    ? client
    : impersonate(client, impersonation, scopes, source.kind === "token" ? renewalOf(source) : "");
}

async function clientOfSource(
  source: CredentialsSource,
  scopes: string[],
  universeDomain: string,
): Promise<AuthClient> {
  switch (source.kind) {
    case "external": {
      const { audience, tokenUrl, impersonationUrl } = source;
      return new IdentityPoolClient({
        ...AUTH_CLIENT_OPTIONS,
        type: "external_account",
        audience,
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        subject_token_supplier: { getSubjectToken: async () => identityTokenOf(source, Date.now()) },
        token_url: tokenUrl,
        service_account_impersonation_url: impersonationUrl,
        scopes,
        universeDomain,
      });
    }
    case "token": {
      // A token doesn't tell its universe; pulumi-gcp takes it to be the configured one.
      const client = new OAuth2Client({ ...AUTH_CLIENT_OPTIONS, universeDomain });
      client.setCredentials({ access_token: await tokenOf(source) });
      return client;
    }
    case "key":
      return clientOfKey(await keyOf(source), source.from, scopes);
    case "default":
      return defaultClient(scopes);
  }
}

async function defaultClient(scopes: string[]): Promise<AuthClient> {
  // Names hold their project. Without one given, the library would run gcloud and ask Resource Manager for it
  // (google-auth-library, GoogleAuth.findAndCacheProjectId), and fail where that can't be reached.
  const projectId = "unused";
  try {
    return await new GoogleAuth({ scopes, projectId, clientOptions: AUTH_CLIENT_OPTIONS }).getClient();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("Could not load the default credentials")) {
      throw new CredentialsError(
        "None are configured, gcloud keeps none, and there is no metadata server. Run `gcloud auth " +
          "application-default login`, or set gcp:credentials or GOOGLE_CREDENTIALS to a key or its path.",
      );
    }
    throw error;
  }
}
