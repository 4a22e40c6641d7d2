import { readEndpoint } from "../http/url.js";
import { customEndpoint } from "./customEndpoints.js";
import { parseJson, type Setting, type SettingsReader } from "./settingsReader.js";

/** The configured identity of requests. Reading it opens no file. */
export interface CredentialsSettings {
  source: CredentialsSource;
  impersonation?: Impersonation;
  /** OAuth scopes of the tokens. */
  scopes: string[];
  /** The universe that the credentials must belong to. */
  universeDomain: string;
  /** Base URL of the service account credentials API. */
  iamCredentials: string;
}

/** The configured source of tokens. `from`: the configuration key or environment variable, for messages. */
export type CredentialsSource =
  | ({ kind: "external"; from: string } & ExternalIdentity)
  /** An access token, or the path of a file that contains one. */
  | { kind: "token"; from: string; token: string }
  /** A key or other credentials as JSON, or the path of a file that contains them. */
  | { kind: "key"; from: string; key: string }
  /** gcloud's Application Default Credentials, else the metadata server. */
  | { kind: "default" };

/** An identity of another provider, exchanged for a Google service account's. */
interface ExternalIdentity {
  audience: string;
  serviceAccountEmail: string;
  /** A JWT; it can't be renewed here. */
  identityToken: string;
  /** The URL that exchanges it. */
  tokenUrl: string;
  /** The URL of the service account's tokens. */
  impersonationUrl: string;
}

export interface Impersonation {
  serviceAccount: string;
  /** Service accounts through which the permission is delegated. */
  delegates: string[];
  /** The URL of the service account's tokens. */
  url: string;
}

/** The scopes of pulumi-gcp. */
const DEFAULT_SCOPES = [
  "https://www.googleapis.com/auth/cloud-platform",
  "https://www.googleapis.com/auth/userinfo.email",
];

/** The forms of a service account in a URL: its e-mail address or unique ID. */
export const ACCOUNT = /^[A-Za-z0-9@._:-]+$/;

/** The identity of one connection; missing parts come from the settings. */
export interface Identity {
  /** E-mail address of the service account to act as. */
  impersonateServiceAccount?: string;
  /** Service accounts through which the permission is delegated. Default: none if `impersonateServiceAccount` is given. */
  impersonateServiceAccountDelegates?: string[];
}

/** Replaces the configured identity by that of a connection. */
export function credentialsAs(settings: CredentialsSettings, identity: Identity): CredentialsSettings {
  const { impersonateServiceAccount: account, impersonateServiceAccountDelegates } = identity;
  const serviceAccount = account ?? settings.impersonation?.serviceAccount;
  if (serviceAccount === undefined) {
    return settings;
  }
  const inherited = account === undefined ? settings.impersonation?.delegates : undefined;
  const delegates = impersonateServiceAccountDelegates ?? inherited ?? [];
  const url = impersonationUrl(settings.iamCredentials, serviceAccount);
  return { ...settings, impersonation: { serviceAccount, delegates, url } };
}

export function readCredentialsSettings(reader: SettingsReader, universeDomain: string): CredentialsSettings {
  const iamCredentials = readIamEndpoint(reader) ?? `https://iamcredentials.${universeDomain}`;
  const serviceAccount = reader.matching(
    reader.setting("impersonateServiceAccount", "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT"),
    ACCOUNT,
    "the e-mail address of a service account",
  );
  const delegates = reader.list("impersonateServiceAccountDelegates") ?? [];
  return {
    source: readSource(reader, universeDomain, iamCredentials),
    ...(serviceAccount !== undefined && {
      impersonation: { serviceAccount, delegates, url: impersonationUrl(iamCredentials, serviceAccount) },
    }),
    scopes: reader.list("scopes") ?? DEFAULT_SCOPES,
    universeDomain,
    iamCredentials,
  };
}

/**
 * Chooses the one source of credentials. The environment counts only if none is configured; in both, a token takes
 * precedence over a key. GOOGLE_APPLICATION_CREDENTIALS comes last, as the first form of Application Default Credentials.
 */
function readSource(reader: SettingsReader, universeDomain: string, iam: string): CredentialsSource {
  const token = reader.configured("accessToken");
  const key = reader.configured("credentials");
  const external = reader.configured("externalCredentials");
  if (external !== undefined) {
    return readExternal(reader, external, token ?? key, universeDomain, iam);
  }
  const found =
    tokenSource(token) ??
    keySource(reader, key) ??
    tokenSource(reader.environment("GOOGLE_OAUTH_ACCESS_TOKEN")) ??
    keySource(
      reader,
      reader.environment("GOOGLE_CREDENTIALS", "GOOGLE_CLOUD_KEYFILE_JSON", "GCLOUD_KEYFILE_JSON"),
    ) ??
    keySource(reader, reader.environment("GOOGLE_APPLICATION_CREDENTIALS"));
  return found ?? { kind: "default" };
}

function tokenSource(setting: Setting | undefined): CredentialsSource | undefined {
  return setting && { kind: "token", from: setting.from, token: setting.text };
}

/** Reads a key. Messages don't quote it: it is a secret, or was meant to be one. */
function keySource(reader: SettingsReader, setting: Setting | undefined): CredentialsSource | undefined {
  if (setting !== undefined && isJsonText(setting.text) && parseJson(setting.text) === undefined) {
    const remedy = "Set it to the whole key as downloaded, or to the path of the key file.";
    reader.addProblem(setting.from, `is not valid JSON. ${remedy}`);
  }
  return setting && { kind: "key", from: setting.from, key: setting.text };
}

/** Checks whether a text is meant to be a JSON object, as opposed to the path of a file. */
export function isJsonText(text: string): boolean {
  return text.trimStart().startsWith("{");
}

function readExternal(
  reader: SettingsReader,
  { text, from }: Setting,
  other: Setting | undefined,
  universeDomain: string,
  iam: string,
): CredentialsSource {
  if (other !== undefined) {
    reader.addProblem(from, `can't be combined with ${other.from}. Remove one of them.`);
  }
  const value = (parseJson(text) ?? {}) as Record<string, unknown>;
  const member = (name: string): string => {
    const found = value[name];
    if (typeof found !== "string" || found === "") {
      const secret = name === "identityToken" ? "--secret " : "";
      const command = `pulumi config set ${secret}--path '${from}.${name}' <value>`;
      reader.addProblem(from, `${name} is missing. Set it with: ${command}`);
      return "";
    }
    return found;
  };
  const serviceAccountEmail = member("serviceAccountEmail");
  if (serviceAccountEmail !== "" && !ACCOUNT.test(serviceAccountEmail)) {
    reader.addProblem(from, "serviceAccountEmail is not the e-mail address of a service account.");
  }
  return {
    kind: "external",
    from,
    audience: member("audience"),
    serviceAccountEmail,
    identityToken: member("identityToken"),
    tokenUrl: `https://sts.${universeDomain}/v1/token`,
    impersonationUrl: impersonationUrl(iam, serviceAccountEmail),
  };
}

function impersonationUrl(iam: string, serviceAccount: string): string {
  return `${iam}/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`;
}

/** Reads the configured endpoint of the service account credentials API. */
function readIamEndpoint(reader: SettingsReader): string | undefined {
  const setting = customEndpoint(reader, "iamcredentials", "v1");
  const endpoint = setting && readEndpoint(setting.text);
  if (setting !== undefined && endpoint?.ok === false) {
    reader.addProblem(setting.from, endpoint.error);
  }
  return endpoint?.ok ? endpoint.value.baseUrl.replace(/\/v1$/, "") : undefined;
}
