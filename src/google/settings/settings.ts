import type { Result } from "../../core/result.js";
import type { ClientSettings } from "../http/headers.js";
import { DEFAULT_UNIVERSE } from "../http/url.js";
import { type CredentialsSettings, readCredentialsSettings } from "./credentialsSettings.js";
import { customEndpoint } from "./customEndpoints.js";
import { type ConfigLookup, type Setting, type SettingProblem, SettingsSource } from "./settingsSource.js";

/**
 * Everything that pulumi-gcp's users configure and that matters here. Keys, variables and precedence are
 * pulumi-gcp's (terraform-provider-google, provider.go and transport/config.go). Its `pollInterval` is not
 * read: that is a fixed pause between two looks, where the pace here goes with the operation's age.
 */
export interface GoogleSettings extends ClientSettings {
  project?: string;
  region?: string;
  zone?: string;
  credentials: CredentialsSettings;
  /** Has an effect only together with `userProjectOverride`. */
  billingProject?: string;
  /** Whether requests name the project that quota and billing count against. Default: false. */
  userProjectOverride: boolean;
  /** The quota project that GOOGLE_CLOUD_QUOTA_PROJECT asks all of Google's libraries for. */
  quotaProject?: string;
  /** Sent with every request (`X-Goog-Request-Reason`), for the audit log. */
  requestReason?: string;
  /** Milliseconds. */
  requestTimeout?: number;
  /** `googleapis.com` unless configured. */
  universeDomain: string;
  /** Whether to ask a regional host (`{service}.{location}.rep.googleapis.com`) where there is one. */
  preferRegionalEndpoints: boolean;
  /** `always` sends requests to the mTLS hosts; no certificate is ever sent (AIP-4114). */
  mtlsEndpoint: "always" | "never";
  /** GCP_LRO_EMULATOR_HOST, not yet checked. */
  emulatorHost?: string;
  /** What is configured as a service's endpoint, not yet checked. */
  customEndpoint(serviceKey: string, apiVersion: string): Setting | undefined;
}

export type SettingsResult = Result<GoogleSettings, SettingProblem[]>;

const PROJECT = /^[A-Za-z0-9.:_-]+$/;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const HEADER = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Reads the settings. No file is opened and nothing is sent: what only use can show, use will. */
export function readSettings(config: ConfigLookup, environment: NodeJS.ProcessEnv): SettingsResult {
  const source = new SettingsSource(config, environment);
  const universeDomain =
    source.fitting(source.configured("universeDomain"), HOST, "a domain such as googleapis.com") ??
    DEFAULT_UNIVERSE;
  const project = (found: Setting | undefined) => source.fitting(found, PROJECT, "a project's id or number");
  const header = (found: Setting | undefined) =>
    source.fitting(found, HEADER, "one line of printable ASCII characters, which a header has to be");
  const optional = {
    project: project(
      source.setting(
        "project",
        "GOOGLE_PROJECT",
        "GOOGLE_CLOUD_PROJECT",
        "GCLOUD_PROJECT",
        "CLOUDSDK_CORE_PROJECT",
      ),
    ),
    region: readRegion(source),
    zone: source.text("zone", "GOOGLE_ZONE", "GCLOUD_ZONE", "CLOUDSDK_COMPUTE_ZONE"),
    billingProject: project(source.setting("billingProject", "GOOGLE_BILLING_PROJECT")),
    quotaProject: project(source.environment("GOOGLE_CLOUD_QUOTA_PROJECT")),
    requestReason: header(source.setting("requestReason", "CLOUDSDK_CORE_REQUEST_REASON")),
    requestTimeout: source.duration("requestTimeout"),
    partnerName: header(source.configured("googlePartnerName")),
    disablePartnerName: source.flag("disableGooglePartnerName", "GOOGLE_DISABLE_PARTNER_NAME"),
    userAgentExtension: header(source.environment("GOOGLE_TERRAFORM_USERAGENT_EXTENSION")),
    emulatorHost: source.environment("GCP_LRO_EMULATOR_HOST")?.text,
  };
  const settings: GoogleSettings = {
    ...given(optional),
    credentials: readCredentialsSettings(source, universeDomain),
    userProjectOverride: source.flag("userProjectOverride", "USER_PROJECT_OVERRIDE") ?? false,
    universeDomain,
    preferRegionalEndpoints: readRegionalPreference(source),
    mtlsEndpoint: readMtlsEndpoint(source, universeDomain),
    customEndpoint: (key, version) => customEndpoint(source, key, version),
  };
  const { problems } = source;
  return problems.length === 0 ? { ok: true, value: settings } : { ok: false, error: problems };
}

/** What the environment alone says. */
export function readEnvironment(environment: NodeJS.ProcessEnv): SettingsResult {
  return readSettings(() => undefined, environment);
}

/** pulumi-gcp also takes a region's full URL, as Compute Engine answers it. */
function readRegion(source: SettingsSource): string | undefined {
  const text = source.text("region", "GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION");
  return text?.split("/").findLast((segment) => segment !== "");
}

function readRegionalPreference(source: SettingsSource): boolean {
  const regional = source.flag("preferRegionalEndpoints") ?? false;
  if (regional && source.flag("preferGlobalEndpoints") === true) {
    const reason = "It is set together with gcp:preferGlobalEndpoints. Leave one of them out.";
    source.refuse("gcp:preferRegionalEndpoints", reason);
  }
  return regional;
}

/** `auto` means mTLS where a client certificate is at hand; the auth library presents none, so never. */
function readMtlsEndpoint(source: SettingsSource, universeDomain: string): "always" | "never" {
  const found = source.environment("GOOGLE_API_USE_MTLS_ENDPOINT");
  const choice = found?.text.toLowerCase() ?? "auto";
  if (found !== undefined && !["always", "auto", "never"].includes(choice)) {
    source.refuse(found.from, `${JSON.stringify(found.text)} is none of always, auto and never.`);
  }
  if (found !== undefined && choice === "always" && universeDomain !== DEFAULT_UNIVERSE) {
    source.refuse(found.from, `mTLS hosts exist in ${DEFAULT_UNIVERSE} only. Set it to never.`);
  }
  return choice === "always" ? "always" : "never";
}

/** The members that have a value. */
function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
