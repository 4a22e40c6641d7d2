import type { Result } from "../core/result.js";
import type { CatalogService } from "./catalog/catalog.js";
import { DEFAULT_UNIVERSE, type Endpoint, hostInUniverse, readEndpoint } from "./http/url.js";
import { withoutZone } from "./names/resourceName.js";
import { withoutVersion } from "./settings/customEndpoints.js";
import type { GoogleSettings } from "./settings/settings.js";
import type { Setting } from "./settings/settingsReader.js";

export interface EndpointOptions {
  /** The user's own endpoint; it takes precedence over everything. */
  endpoint?: string;
  /** The service as the user names it: a catalog key, or a host, perhaps a regional one. */
  serviceName: string;
  /** Absent for a host that the catalog doesn't know. */
  service?: CatalogService;
  apiVersion: string;
  /** Location in the operation's name or in the start path. */
  location?: string;
  settings: GoogleSettings;
  /** Base URL of the last successful request about the operation. */
  lastEndpoint?: string;
}

export interface ChosenEndpoint {
  endpoint: Endpoint;
  /** True if the catalog chose it: neither the user nor the environment names one. */
  isDefault: boolean;
}

/**
 * Chooses the endpoint of a service: the given endpoint, else the emulator, which emulates every service, else
 * the endpoint configured for the service, else Google's host of the last response about the operation, else Google's host
 * for service, location and universe.
 */
export function chooseEndpoint(options: EndpointOptions): Result<ChosenEndpoint, string> {
  const configured = configuredEndpoint(options);
  if (configured === undefined) {
    const baseUrl = lastGoogleEndpoint(options) ?? `https://${googleHost(options)}`;
    return { ok: true, value: { endpoint: { baseUrl, credentials: "required" }, isDefault: true } };
  }
  return configured.ok ? { ok: true, value: { endpoint: configured.value, isDefault: false } } : configured;
}

/** The endpoint that the user or the environment names. */
function configuredEndpoint(options: EndpointOptions): Result<Endpoint, string> | undefined {
  const { endpoint, serviceName, service, apiVersion, settings } = options;
  if (endpoint !== undefined) {
    return readEndpoint(endpoint);
  }
  const custom = service && settings.customEndpoint(service.key, apiVersion);
  return (
    emulatorEndpoint(settings.emulatorHost, service?.key ?? serviceName.toLowerCase()) ??
    (custom && readCustomEndpoint(custom, options))
  );
}

/** The Google host of the last response. The catalog's hosts may change with a release; an operation stays at its host. */
function lastGoogleEndpoint({ lastEndpoint = "", service, settings }: EndpointOptions): string | undefined {
  const isDefault = settings.universeDomain === DEFAULT_UNIVERSE && settings.mtlsEndpoint !== "always";
  const [, host = ""] = /^https:\/\/([\w.-]+)$/.exec(lastEndpoint) ?? [];
  const [name = "", ...domain] = service?.host.split(".") ?? [];
  // The service's main host, the host of a location, or a regional endpoint.
  const isOfService =
    host === service?.host ||
    host.endsWith(`-${service?.host}`) ||
    (host.startsWith(`${name}.`) && host.endsWith(`.rep.${domain.join(".")}`));
  return isDefault && service !== undefined && isOfService ? lastEndpoint : undefined;
}

/** The placeholder for the operation's location in a custom endpoint. */
const LOCATION_PLACEHOLDER = /\{\{(?:location|region)\}\}/g;

/** Reads an endpoint in pulumi-gcp's form: with the API version at the end, and perhaps a placeholder for the location. */
function readCustomEndpoint(
  { text, from }: Setting,
  { service, location }: EndpointOptions,
): Result<Endpoint, string> {
  const [placeholder] = text.match(LOCATION_PLACEHOLDER) ?? [];
  if (location === undefined && placeholder !== undefined) {
    return {
      ok: false,
      error: `${from} contains ${placeholder}, but the operation's name has no location. Replace ${placeholder} with a location.`,
    };
  }
  const endpoint = readEndpoint(text.replaceAll(LOCATION_PLACEHOLDER, location ?? ""));
  if (!endpoint.ok) {
    return { ok: false, error: `${from} ${endpoint.error}` };
  }
  const baseUrl = withoutVersion(endpoint.value.baseUrl, service);
  return { ok: true, value: { ...endpoint.value, baseUrl } };
}

/** Google's host for a service. A given regional host is used as it is; for a key or main host, the location decides. */
function googleHost({ serviceName, service, location, settings }: EndpointOptions): string {
  const { universeDomain, mtlsEndpoint } = settings;
  if (service === undefined || (serviceName.includes(".") && serviceName.toLowerCase() !== service.host)) {
    return hostInUniverse(serviceName.toLowerCase(), universeDomain);
  }
  const resolved = withoutZone(location ?? "global");
  const template = resolved === "global" ? undefined : hostTemplate(service, resolved, settings);
  const host = template?.replace("{location}", resolved) ?? service.host;
  // The form of google-gax; the settings allow it in Google's own universe only.
  return mtlsEndpoint === "always"
    ? host.replace(`.${DEFAULT_UNIVERSE}`, `.mtls.${DEFAULT_UNIVERSE}`)
    : hostInUniverse(host, universeDomain);
}

/** The template of the host that a location requires, else of its regional endpoint if those are preferred. */
function hostTemplate(
  { locationHosts, regionalHosts = [] }: CatalogService,
  location: string,
  { preferRegionalEndpoints }: GoogleSettings,
): string | undefined {
  const ofLocation = Object.hasOwn(locationHosts, location) ? locationHosts[location] : undefined;
  const required =
    ofLocation ?? (isRegion(location) ? locationHosts.region : undefined) ?? locationHosts["*"];
  const regional = regionalHosts.find((template) => template.includes(".rep."));
  return required ?? (preferRegionalEndpoints ? regional : undefined);
}

/**
 * The endpoint of one service on the emulator that GCP_LRO_EMULATOR_HOST=host:port names; `undefined` if the variable is
 * not set. The emulator is sent no credentials.
 */
function emulatorEndpoint(value: string | undefined, path: string): Result<Endpoint, string> | undefined {
  if (value === undefined) {
    return undefined;
  }
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(value) ?? [];
  const base = `http://${host}:${port}`;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535 || !URL.canParse(base)) {
    return {
      ok: false,
      error:
        "The environment variable GCP_LRO_EMULATOR_HOST must have the form host:port, such as 127.0.0.1:8080.",
    };
  }
  return { ok: true, value: { baseUrl: `${base}/${path}`, credentials: "none" } };
}

/** Checks whether a location is a region such as `us-central1`, and not a multi-region such as `eu` or `asia`. */
function isRegion(location: string): boolean {
  return /^[a-z]+-[a-z]+\d+$/.test(location);
}
