import type { AuthClient } from "google-auth-library";
import type { Result } from "../core/result.js";
import { defaultVersion } from "./catalog/apiVersion.js";
import { type CatalogService, findService, nearestServices, outOfScope } from "./catalog/catalog.js";
import { chooseEndpoint } from "./endpoint.js";
import { type Endpoint, hostInDefaultUniverse } from "./http/url.js";
import { locationOf, pathProblem, quoted, splitFullName } from "./names/resourceName.js";
import { ACCOUNT, type Identity } from "./settings/credentialsSettings.js";
import { type GoogleSettings, readEnvironment, type SettingsResult } from "./settings/settings.js";
import type { SettingProblem } from "./settings/settingsReader.js";

/** A service to connect to, with the identity and the options of its requests. */
export interface ServiceTarget extends Identity {
  /** Catalog key (`alloydb`) or host. A host that the catalog doesn't know needs `apiVersion`. */
  service: string;
  /** Default: see `defaultVersion`. */
  apiVersion?: string;
  /** Base URL, may have a path. Default: see `chooseEndpoint`. */
  endpoint?: string;
  /** The identity of the requests. Default: the credentials of the settings. The emulator is sent none. */
  authClient?: AuthClient;
  /** Project for billing and quota. Default: see `quotaProjectFor`. */
  quotaProject?: string;
  /** Limit of each request, in milliseconds. Default: the settings', else 30,000. */
  requestTimeout?: number;
  /** An operation's name, with or without `//host/`, or the path of a start. It decides the version and the location. */
  resourceName?: string;
  /** Base URL of the last successful request about the operation. Used if nothing else names a host. */
  lastEndpoint?: string;
  /** Default: those of the environment. */
  settings?: SettingsResult;
  /** The environment to read settings from if none are given. Default: that of the process. */
  environment?: NodeJS.ProcessEnv;
}

export interface TargetProblem {
  /** `settings`: no property of the target; the reason names the configuration key or variable. */
  property:
    | "service"
    | "apiVersion"
    | "endpoint"
    | "quotaProject"
    | "requestTimeout"
    | "impersonateServiceAccount"
    | "settings";
  /** The problem and the remedy, in full sentences. */
  reason: string;
}

/** A target with its defaults from catalog and settings. */
export interface ResolvedService {
  /** Absent for a host that the catalog doesn't know. */
  service?: CatalogService;
  /** The host in full resource names; requests may go to another one. */
  host: string;
  apiVersion: string;
  endpoint: Endpoint;
  settings: GoogleSettings;
  /** True for a part that the catalog chose by default: a refusal may be due to that choice. */
  isDefault: { apiVersion: boolean; host: boolean };
}

/** Lists the problems of a target; none if a connection to it can be made. Sends nothing. */
export function checkTarget(target: ServiceTarget): TargetProblem[] {
  const resolved = resolveService(target);
  return resolved.ok ? [] : resolved.error;
}

/** Completes a target from catalog and settings. Sends nothing. */
export function resolveService(target: ServiceTarget): Result<ResolvedService, TargetProblem[]> {
  const settings = target.settings ?? readEnvironment(target.environment ?? process.env);
  return settings.ok
    ? resolveWith(settings.value, target)
    : { ok: false, error: settings.error.map(settingProblem) };
}

function settingProblem({ setting, reason }: SettingProblem): TargetProblem {
  return { property: "settings", reason: `${setting}: ${reason}` };
}

function resolveWith(
  settings: GoogleSettings,
  target: ServiceTarget,
): Result<ResolvedService, TargetProblem[]> {
  const problems: TargetProblem[] = [];
  const canonical = hostInDefaultUniverse(target.service, settings.universeDomain);
  const serviceName = canonical.trim() === canonical ? canonical : "";
  const service = findService(serviceName);
  const exclusion = service === undefined ? outOfScope(serviceName) : undefined;
  if (exclusion !== undefined) {
    return { ok: false, error: [{ property: "service", reason: exclusion }] };
  }
  if (service === undefined && !isHostName(serviceName)) {
    problems.push({ property: "service", reason: unknownServiceText(target.service) });
  }
  const version = chooseVersion(target, service);
  if (!version.ok) {
    problems.push({ property: "apiVersion", reason: version.error });
  }
  const location = target.resourceName === undefined ? undefined : locationOf(target.resourceName);
  const endpoint = chooseEndpoint({
    serviceName,
    settings,
    apiVersion: version.ok ? version.value : "",
    ...(target.endpoint !== undefined && { endpoint: target.endpoint }),
    ...(service !== undefined && { service }),
    ...(location !== undefined && { location }),
    ...(target.lastEndpoint !== undefined && { lastEndpoint: target.lastEndpoint }),
  });
  if (!endpoint.ok) {
    problems.push({ property: "endpoint", reason: endpoint.error });
  }
  problems.push(...checkRequestOptions(target));
  if (!version.ok || !endpoint.ok || problems.length > 0) {
    return { ok: false, error: problems };
  }
  const host = service?.host ?? serviceName.toLowerCase();
  const value = {
    ...(service !== undefined && { service }),
    host,
    apiVersion: version.value,
    endpoint: endpoint.value.endpoint,
    settings,
    isDefault: { apiVersion: target.apiVersion === undefined, host: endpoint.value.isDefault },
  };
  return { ok: true, value };
}

function chooseVersion(target: ServiceTarget, service: CatalogService | undefined): Result<string, string> {
  const requested = target.apiVersion;
  if (service === undefined) {
    return requested === undefined ? missingVersion(target.service) : uncataloguedVersion(requested);
  }
  if (requested === undefined) {
    const resourceName =
      target.resourceName === undefined ? undefined : splitFullName(target.resourceName).name;
    return { ok: true, value: defaultVersion(service, resourceName) };
  }
  const versions = [...service.versions.keys()].join(", ");
  return service.versions.has(requested)
    ? { ok: true, value: requested }
    : {
        ok: false,
        error: `${service.key} has no version ${quoted(requested)} with operations. Its versions: ${versions}.`,
      };
}

function missingVersion(host: string): Result<string, string> {
  // A text that isn't a host name either is a problem of `service`.
  return isHostName(host)
    ? {
        ok: false,
        error: `is required, because pulumi-gcp-lro does not know the host ${host}.${suggestionText(host)}`,
      }
    : { ok: true, value: "" };
}

function uncataloguedVersion(version: string): Result<string, string> {
  const problem = pathProblem(version);
  return problem === undefined
    ? { ok: true, value: version }
    : {
        ok: false,
        error: `${quoted(version)} can't be used as a version. ${problem} Set a version such as v1beta.`,
      };
}

function unknownServiceText(text: string): string {
  const remedy = "Give a service's short name such as alloydb, or both its host and the API version.";
  return `pulumi-gcp-lro does not know the service ${quoted(text)}.${suggestionText(text)} ${remedy}`;
}

function suggestionText(text: string): string {
  const names = nearestServices(text);
  return names.length === 0 ? "" : ` Did you mean ${names.join(" or ")}?`;
}

function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(text)
  );
}

function checkRequestOptions(target: ServiceTarget): TargetProblem[] {
  const { quotaProject, requestTimeout, authClient, impersonateServiceAccount: account } = target;
  const problems: TargetProblem[] = [];
  if (account !== undefined && !ACCOUNT.test(account)) {
    const reason = `${quoted(account)} is not the e-mail address of a service account.`;
    problems.push({ property: "impersonateServiceAccount", reason });
  }
  if (account !== undefined && authClient !== undefined) {
    const reason =
      "can't be combined with authClient. Leave it out, and use an authClient that impersonates the account.";
    problems.push({ property: "impersonateServiceAccount", reason });
  }
  if (quotaProject !== undefined && !/^[A-Za-z0-9.:_-]+$/.test(quotaProject)) {
    problems.push({
      property: "quotaProject",
      reason: `${quoted(quotaProject)} is not a project ID or number.`,
    });
  }
  if (requestTimeout !== undefined && !(requestTimeout > 0 && requestTimeout < 2 ** 31)) {
    problems.push({
      property: "requestTimeout",
      reason: 'must be longer than zero and shorter than 25 days, such as "30s".',
    });
  }
  return problems;
}

/** The error for a target that can't be connected to, with the problems that checkTarget lists. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly problems: readonly TargetProblem[];

  constructor(problems: readonly TargetProblem[]) {
    super(problems.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    this.problems = problems;
  }
}

/** True for this error, also of another copy of this package. */
export function isTargetError(error: unknown): error is TargetError {
  return error instanceof Error && error.name === "TargetError";
}

/**
 * Returns the project that requests name for quota and billing (`X-Goog-User-Project`). Without one, Google uses the
 * project of the credentials or of the resource. As with pulumi-gcp, `userProjectOverride` without a `billingProject`
 * means the project of the resource itself, and the quota project in gcloud's credentials file does not count.
 */
export function quotaProjectFor(
  { userProjectOverride, billingProject, project, quotaProject }: GoogleSettings,
  target: Pick<ServiceTarget, "quotaProject" | "resourceName">,
): string | undefined {
  const ofResource = /(?:^|\/)projects\/([A-Za-z0-9.:_-]+)/.exec(target.resourceName ?? "")?.[1];
  const override = userProjectOverride ? (billingProject ?? ofResource ?? project) : undefined;
  return target.quotaProject ?? override ?? quotaProject;
}
