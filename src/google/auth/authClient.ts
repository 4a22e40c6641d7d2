import {
  type AuthClient,
  AwsClient,
  type AwsClientOptions,
  Compute,
  ExternalAccountAuthorizedUserClient,
  type ExternalAccountAuthorizedUserClientOptions,
  gaxios,
  gcpMetadata,
  IdentityPoolClient,
  type IdentityPoolClientOptions,
  JWT,
  OAuth2Client,
  PluggableAuthClient,
  type PluggableAuthClientOptions,
  UserRefreshClient,
} from "google-auth-library";
import type { JsonObject } from "../../core/json.js";
import { agentFor } from "../http/agents.js";
import { API_CLIENT, userAgent } from "../http/headers.js";
import { DEFAULT_UNIVERSE } from "../http/url.js";
import type {
  CredentialsSettings,
  CredentialsSource,
  Impersonation,
} from "../settings/credentialsSettings.js";
import { identityTokenOf, keyOf, tokenOf } from "./credentialsSource.js";
import type { CredentialsKey } from "./keyFile.js";
import { CredentialsError } from "./keyFile.js";

/** The widest scope: a request for another account's token needs it, whatever the scopes of that token. */
const CLOUD_PLATFORM = ["https://www.googleapis.com/auth/cloud-platform"];

/**
 * Makes the auth library's client for the configured credentials. This file loads the library, so it is itself loaded
 * when the first token is needed.
 *
 * @throws CredentialsError if the settings can't be used; other errors may be transient
 */
export async function openClient(settings: CredentialsSettings): Promise<AuthClient> {
  const { source, impersonation, scopes, universeDomain } = settings;
  const sourceScopes = impersonation === undefined ? scopes : CLOUD_PLATFORM;
  const client = withoutRedirects(await clientOfSource(source, sourceScopes, universeDomain));
  await checkUniverse(client, universeDomain);
  return impersonation === undefined ? client : impersonate(client, impersonation, scopes);
}

/**
 * Refuses credentials of another universe than the configured one: their tokens would go to hosts of another operator.
 *
 * @throws CredentialsError if they don't match
 */
export async function checkUniverse(client: AuthClient, configured: string): Promise<void> {
  const actual = client instanceof Compute ? await universeOfMachine() : client.universeDomain;
  if (actual !== configured) {
    throw new CredentialsError(
      `The credentials belong to the universe ${actual}, but gcp:universeDomain is ${configured}. ` +
        `Set gcp:universeDomain to ${actual}, or use credentials of ${configured}.`,
    );
  }
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
      // The universe of a token can't be read; pulumi-gcp takes it to be the configured one.
      const client = new OAuth2Client({ ...AUTH_CLIENT_OPTIONS, universeDomain });
      client.setCredentials({ access_token: tokenOf(source) });
      return client;
    }
    default: {
      const key = keyOf(source);
      return key === undefined ? clientOfMachine(scopes) : clientOfKey(key, scopes);
    }
  }
}

/** Makes a client for a key. The auth library's own fromJSON warns on stderr from version 11 on. */
function clientOfKey(key: CredentialsKey, scopes: string[]): AuthClient {
  const text = (member: string): string => String(key[member]);
  const universeDomain = key.universe_domain === undefined ? DEFAULT_UNIVERSE : text("universe_domain");
  const options = { ...AUTH_CLIENT_OPTIONS, universeDomain };
  switch (key.type) {
    case "service_account":
      return new JWT({
        ...options,
        email: text("client_email"),
        key: text("private_key"),
        scopes,
        ...(key.private_key_id !== undefined && { keyId: text("private_key_id") }),
        // In other universes the library signs its own tokens, without a token endpoint.
        ...(key.token_uri !== undefined &&
          universeDomain === DEFAULT_UNIVERSE && {
            transporter: new TokenTransporter(text("token_uri")),
            additionalClaims: { aud: text("token_uri") },
          }),
      });
    case "authorized_user":
      return new UserRefreshClient({
        ...options,
        clientId: text("client_id"),
        clientSecret: text("client_secret"),
        refreshToken: text("refresh_token"),
        ...(key.token_uri !== undefined && { endpoints: { oauth2TokenUrl: text("token_uri") } }),
      });
    case "external_account":
      return clientOfExternalAccount({ ...key, ...AUTH_CLIENT_OPTIONS, scopes }, key.credential_source);
    case "external_account_authorized_user":
      return new ExternalAccountAuthorizedUserClient({
        ...(key as unknown as ExternalAccountAuthorizedUserClientOptions),
        ...AUTH_CLIENT_OPTIONS,
      });
    case "impersonated_service_account": {
      const { source_credentials, service_account_impersonation_url: url, delegates } = key;
      const source = clientOfKey(source_credentials as CredentialsKey, CLOUD_PLATFORM);
      const accounts = Array.isArray(delegates) ? delegates.filter((item) => typeof item === "string") : [];
      return impersonate(withoutRedirects(source), { url: String(url), delegates: accounts }, scopes);
    }
  }
}

function clientOfExternalAccount(options: unknown, source: unknown): AuthClient {
  const { environment_id, executable } = source as JsonObject;
  if (environment_id !== undefined) {
    return new AwsClient(options as AwsClientOptions);
  }
  return executable === undefined
    ? new IdentityPoolClient(options as IdentityPoolClientOptions)
    : new PluggableAuthClient(options as PluggableAuthClientOptions);
}

/** The URL that gives tokens for a service account's key. */
const TOKEN_URL = "https://oauth2.googleapis.com/token";

/**
 * A transporter that requests tokens from the `token_uri` of a service account's key. The auth library ignores it, unlike
 * Google's Go libraries, which pulumi-gcp uses.
 */
class TokenTransporter extends gaxios.Gaxios {
  readonly #tokenUri: string;

  constructor(tokenUri: string) {
    super(TOKEN_REQUESTS);
    this.#tokenUri = tokenUri;
  }

  override request<T>(options: gaxios.GaxiosOptions = {}): gaxios.GaxiosPromise<T> {
    return super.request<T>(
      String(options.url) === TOKEN_URL ? { ...options, url: new URL(this.#tokenUri) } : options,
    );
  }
}

async function clientOfMachine(scopes: string[]): Promise<AuthClient> {
  if (!(await hasMetadataServer())) {
    throw new CredentialsError(
      "No credentials are configured, gcloud has none, and there is no metadata server. Run `gcloud auth " +
        "application-default login`, or set gcp:credentials or GOOGLE_CREDENTIALS to a key or its path.",
    );
  }
  return new Compute({ ...AUTH_CLIENT_OPTIONS, scopes });
}

let metadataProbe: Promise<boolean> | undefined;

/**
 * Looks for a metadata server as gcp-metadata's isAvailable does, by the same variables. That function prints a
 * MetadataLookupWarning if the search fails in a way that it doesn't expect.
 */
function hasMetadataServer(): boolean | Promise<boolean> {
  const { METADATA_SERVER_DETECTION, GCE_METADATA_IP, GCE_METADATA_HOST } = process.env;
  switch (METADATA_SERVER_DETECTION?.trim().toLowerCase()) {
    case "none":
      return false;
    case "assume-present":
      return true;
    case "bios-only":
      return gcpMetadata.getGCPResidency();
  }
  if (gcpMetadata.getGCPResidency()) {
    return true;
  }
  const fastFail = !(GCE_METADATA_IP || GCE_METADATA_HOST);
  // Zero retries would count as not given.
  metadataProbe ??= gcpMetadata.bulk([{ metadataKey: "instance", fastFail, noResponseRetries: -1 }]).then(
    () => true,
    () => false,
  );
  return metadataProbe;
}

/** The universe of this machine. A metadata server that doesn't have one is Google's own. */
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

/** Options of the requests for tokens by the auth library's clients. */
const TOKEN_REQUESTS: gaxios.GaxiosOptions = {
  // The credentials in such a request would go to wherever a redirect leads.
  redirect: "error",
  // Distinguishes a proxy's refusal from a response of the token endpoint.
  agent: agentFor,
  headers: new Headers({ "user-agent": userAgent({}), "x-goog-api-client": API_CLIENT }),
};

/**
 * Options of every client of the auth library that is made here. Without `useAuthRequestParameters: false`, the library
 * logs the responses of token endpoints, tokens included, if GOOGLE_SDK_NODE_LOGGING is set.
 */
const AUTH_CLIENT_OPTIONS = {
  transporterOptions: TOKEN_REQUESTS,
  useAuthRequestParameters: false,
};

/**
 * Keeps an external account's client from following redirects: it exchanges its token by a transporter of its own,
 * which takes no options (google-auth-library, BaseExternalAccountClient).
 */
function withoutRedirects<Client extends AuthClient>(client: Client): Client {
  const { stsCredential } = client as { stsCredential?: { transporter: gaxios.Gaxios } };
  const defaults = stsCredential?.transporter.defaults ?? {};
  // A client certificate has an agent of its own.
  Object.assign(defaults, TOKEN_REQUESTS, defaults.agent && { agent: defaults.agent });
  return client;
}

/** The lifetime of a service account's token, in seconds: the most unless an organization allows more. */
const LIFETIME = 3_600;

/**
 * Makes a client that acts as a service account, with tokens that another client requests from the service account
 * credentials API. The auth library's own class doesn't write delegates as full names, as the API demands, and warns
 * on stderr from version 11 on.
 */
function impersonate(
  source: AuthClient,
  { delegates, url }: Pick<Impersonation, "delegates" | "url">,
  scopes: string[],
): AuthClient {
  const client = new OAuth2Client({ ...AUTH_CLIENT_OPTIONS, universeDomain: source.universeDomain });
  const data = {
    delegates: delegates.map(serviceAccountName),
    scope: scopes,
    lifetime: `${LIFETIME}s`,
  };
  client.refreshHandler = async () => {
    const response = await source.request<{ accessToken: string; expireTime: string }>({
      url,
      method: "POST",
      data,
      redirect: "manual",
      retry: false,
    });
    const { accessToken, expireTime } = response.data;
    return { access_token: accessToken, expiry_date: Date.parse(expireTime) };
  };
  return client;
}

/** The full name of a service account that is given as such, by e-mail address or by unique ID. */
function serviceAccountName(account: string): string {
  return account.includes("/") ? account : `projects/-/serviceAccounts/${account}`;
}
