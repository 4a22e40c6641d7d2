import type { Result } from "../../core/result.js";
import type { UserAgentSettings } from "../http/headers.js";
import { DEFAULT_UNIVERSE } from "../http/url.js";
import { type CredentialsSettings, readCredentialsSettings } from "./credentialsSettings.js";
import { customEndpoint } from "./customEndpoints.js";
import { type ConfigLookup, type Setting, type SettingProblem, SettingsReader } from "./settingsReader.js";

/**
 * The settings of pulumi-gcp's users that this package uses. Keys, variables and precedence are pulumi-gcp's
 * (terraform-provider-google, provider.go and transport/config.go). Its `pollInterval` is not read: it is a fixed pause
 * between two polls, and the pause here depends on the operation's age.
 */
export interface GoogleSettings extends UserAgentSettings {
  project?: string;
  region?: string;
  zone?: string;
  credentials: CredentialsSettings;
  /** Has an effect only together with `userProjectOverride`. */
  billingProject?: string;
  /** True if requests name a project for quota and billing. Default: false. */
  userProjectOverride: boolean;
  /** The quota project that GOOGLE_CLOUD_QUOTA_PROJECT sets for all of Google's libraries. */
  quotaProject?: string;
  /** Sent with every request (`X-Goog-Request-Reason`), for the audit log. */
  requestReason?: string;
  /** The limit of one request, in milliseconds. */
  requestTimeout?: number;
  /** `googleapis.com` unless configured. */
  universeDomain: string;
  /** True to prefer a regional host (`{service}.{location}.rep.googleapis.com`) if there is one. Default: false. */
  preferRegionalEndpoints: boolean;
  /** `always` sends requests to the mTLS hosts; no certificate is ever sent (AIP-4114). */
  mtlsEndpoint: "always" | "never";
  /** GCP_LRO_EMULATOR_HOST, not yet checked. */
  emulatorHost?: string;
  /** The endpoint that is configured for a service, not yet checked. */
  customEndpoint(serviceKey: string, apiVersion: string): Setting | undefined;
}

export type SettingsResult = Result<GoogleSettings, SettingProblem[]>;

const PROJECT = /^[A-Za-z0-9.:_-]+$/;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const HEADER = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Reads the settings. Opens no file and sends nothing; other problems of the settings are found when they are used. */
export function readSettings(config: ConfigLookup, environment: NodeJS.ProcessEnv): SettingsResult {
  const reader = new SettingsReader(config, environment);
  const universeDomain =
    reader.matching(reader.configured("universeDomain"), HOST, "a domain such as googleapis.com") ??
    DEFAULT_UNIVERSE;
  const project = (setting: Setting | undefined) =>
    reader.matching(setting, PROJECT, "a project ID or number");
  const header = (setting: Setting | undefined) =>
    reader.matching(
      setting,
      HEADER,
      "a single line of printable ASCII characters, as an HTTP header must be",
    );
  const optional = {
    project: project(
      reader.setting(
        "project",
        "GOOGLE_PROJECT",
        "GOOGLE_CLOUD_PROJECT",
        "GCLOUD_PROJECT",
        "CLOUDSDK_CORE_PROJECT",
      ),
    ),
    region: readRegion(reader),
    zone: reader.text("zone", "GOOGLE_ZONE", "GCLOUD_ZONE", "CLOUDSDK_COMPUTE_ZONE"),
    billingProject: project(reader.setting("billingProject", "GOOGLE_BILLING_PROJECT")),
    quotaProject: project(reader.environment("GOOGLE_CLOUD_QUOTA_PROJECT")),
    requestReason: header(reader.setting("requestReason", "CLOUDSDK_CORE_REQUEST_REASON")),
    requestTimeout: reader.duration("requestTimeout"),
    partnerName: header(reader.configured("googlePartnerName")),
    disablePartnerName: reader.flag("disableGooglePartnerName", "GOOGLE_DISABLE_PARTNER_NAME"),
    userAgentExtension: header(reader.environment("GOOGLE_TERRAFORM_USERAGENT_EXTENSION")),
    emulatorHost: reader.environment("GCP_LRO_EMULATOR_HOST")?.text,
  };
  const settings: GoogleSettings = {
    ...withoutUndefined(optional),
    credentials: readCredentialsSettings(reader, universeDomain),
    userProjectOverride: reader.flag("userProjectOverride", "USER_PROJECT_OVERRIDE") ?? false,
    universeDomain,
    preferRegionalEndpoints: readRegionalPreference(reader),
    mtlsEndpoint: readMtlsEndpoint(reader, universeDomain),
    customEndpoint: (key, version) => customEndpoint(reader, key, version),
  };
  const { problems } = reader;
  return problems.length === 0 ? { ok: true, value: settings } : { ok: false, error: problems };
}

/** Reads the settings of the environment alone. */
export function readEnvironment(environment: NodeJS.ProcessEnv): SettingsResult {
  return readSettings(() => undefined, environment);
}

/** Reads the region, which may be a full URL as Compute Engine's API returns it. */
function readRegion(reader: SettingsReader): string | undefined {
  const text = reader.text("region", "GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION");
  return text?.split("/").findLast((segment) => segment !== "");
}

function readRegionalPreference(reader: SettingsReader): boolean {
  const regional = reader.flag("preferRegionalEndpoints") ?? false;
  if (regional && reader.flag("preferGlobalEndpoints") === true) {
    const reason = "can't be combined with gcp:preferGlobalEndpoints. Remove one of them.";
    reader.addProblem("gcp:preferRegionalEndpoints", reason);
  }
  return regional;
}

/** Reads the choice of hosts. `auto` means mTLS if there is a client certificate; the auth library sends none, so never. */
function readMtlsEndpoint(reader: SettingsReader, universeDomain: string): "always" | "never" {
  const setting = reader.environment("GOOGLE_API_USE_MTLS_ENDPOINT");
  const choice = setting?.text.toLowerCase() ?? "auto";
  if (setting !== undefined && !["always", "auto", "never"].includes(choice)) {
    reader.addProblem(
      setting.from,
      `must be "always", "auto" or "never", not ${JSON.stringify(setting.text)}.`,
    );
  }
  if (setting !== undefined && choice === "always" && universeDomain !== DEFAULT_UNIVERSE) {
    reader.addProblem(
      setting.from,
      `must be "never", because only the universe ${DEFAULT_UNIVERSE} has mTLS hosts.`,
    );
  }
  return choice === "always" ? "always" : "never";
}

/** The members that have a value. */
function withoutUndefined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
