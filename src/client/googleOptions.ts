import { readSettings, type SettingsReading } from "../google/settings.js";

/**
 * What pulumi-gcp's users configure, by its keys; each wins over the environment variables that pulumi-gcp reads
 * in its place. Whose credentials are given neither here nor there, Application Default Credentials count.
 */
export interface GoogleOptions {
  /** Whom requests that are about no project count against; see `userProjectOverride`. */
  project?: string;
  /** A key or other credentials as JSON, or the path of a file that holds them. */
  credentials?: string;
  /** An access token, or the path of a file that holds one. Nothing can renew it. */
  accessToken?: string;
  /** An identity of another provider, exchanged for a Google service account's. */
  externalCredentials?: { audience: string; serviceAccountEmail: string; identityToken: string };
  /** OAuth scopes, as full URLs. */
  scopes?: string[];
  /** Has an effect only together with `userProjectOverride`. */
  billingProject?: string;
  /** Whether requests name the project that quota and billing count against. Default: false. */
  userProjectOverride?: boolean;
  /** Sent with every request (`X-Goog-Request-Reason`), for the audit log. */
  requestReason?: string;
  /** Default `googleapis.com`. */
  universeDomain?: string;
  /** Whether to ask a regional host (`{service}.{location}.rep.googleapis.com`) where there is one. */
  preferRegionalEndpoints?: boolean;
}

/** Reads the options together with the environment. No file is opened and nothing is sent. */
export function readGoogleOptions(options: GoogleOptions, environment: NodeJS.ProcessEnv): SettingsReading {
  const values = options as Readonly<Record<string, unknown>>;
  return readSettings((key) => textOf(values[key.replace(/^gcp:/, "")]), environment);
}

/** Values are texts to the reader of settings, lists and objects JSON text. */
function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}
