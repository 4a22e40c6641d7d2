import { type Command, InvalidArgumentError, Option } from "commander";
import { isDurationError, parseDuration } from "../../core/duration.js";
import type { ClientSettings } from "../selection/clients.js";
import type { SelectionOptions } from "../selection/readSelection.js";
import { UsageError } from "./command.js";

/** The options that select and filter operations. */
export interface QueryOptions extends SelectionOptions {
  filter?: string;
  target?: string[];
  verb?: string[];
  olderThan?: string;
  state?: "running" | "done" | "all";
}

/** The options of the output, and the limit of the command. */
export interface OutputOptions {
  json?: boolean;
  quiet?: boolean;
  timeout?: string;
}

/** The settings of pulumi-gcp, as options. */
export interface SettingsOptions {
  apiVersion?: string;
  endpoint?: string;
  credentials?: string;
  accessToken?: string;
  externalCredentials?: string;
  impersonateServiceAccount?: string;
  impersonateServiceAccountDelegates?: string[];
  scopes?: string[];
  quotaProject?: string;
  billingProject?: string;
  userProjectOverride?: boolean;
  requestReason?: string;
  requestTimeout?: string;
  universeDomain?: string;
  preferRegionalEndpoints?: boolean;
}

/** Adds the names and the options that select operations. */
export function addSelection(command: Command): Command {
  return command
    .argument("[names...]", "operations; - reads names from standard input")
    .optionsGroup("Selection:")
    .option("--service <service>", "key or host; may be repeated with --project", collect)
    .option("--parent <parent>", "operations below projects/P/locations/L")
    .option("--project <project>", "operations of all enabled services of a project")
    .option("--location <location>", "only this location of --project")
    .option("--filter <filter>", "filter in the service's own language")
    .option("--target <name>", "on this resource or below it; may be repeated", collect)
    .option("--verb <verb>", "with this verb, such as export; may be repeated", collect)
    .option("--older-than <duration>", "started at least so long ago, such as 6h");
}

export function addOutputOptions(command: Command, timeout: string, objects: "operation" | "event"): Command {
  return command
    .optionsGroup("Output and limits:")
    .option("--json", `JSON lines on stdout, one object for each ${objects}`)
    .option("--quiet", "no progress and no notes on stderr")
    .option("--timeout <duration>", timeout);
}

export function addSettingsOptions(command: Command): Command {
  return command
    .optionsGroup("Settings (defaults from the environment, as pulumi-gcp reads it):")
    .option("--api-version <version>", "version of the service's API")
    .option("--endpoint <url>", "base URL of the service")
    .option("--credentials <key>", "key as JSON, or the path of its file")
    .option("--access-token <token>", "access token, or the path of its file")
    .option("--external-credentials <json>", "identity of another provider")
    .option("--impersonate-service-account <email>", "service account to act as")
    .option("--impersonate-service-account-delegates <emails>", "delegates, comma-separated", commaList)
    .option("--scopes <urls>", "OAuth scopes, comma-separated", commaList)
    .option("--quota-project <project>", "quota project of the requests")
    .option("--billing-project <project>", "quota project with --user-project-override")
    .option(
      "--user-project-override",
      "send --billing-project, or the project of the operation, as quota project",
    )
    .option("--request-reason <text>", "reason for the audit log")
    .option("--request-timeout <duration>", "limit of one request (default: 30s)")
    .option("--universe-domain <domain>", "default: googleapis.com")
    .option("--prefer-regional-endpoints", "prefer regional hosts");
}

export function stateOption(): Option {
  return new Option("--state <state>", "state of the listed operations")
    .choices(["running", "done", "all"])
    .default("running");
}

/** The settings of the clients. Their values are checked when a client is made. */
export function clientSettings(options: SettingsOptions): ClientSettings {
  const { externalCredentials, ...others } = options;
  const names = [
    "apiVersion",
    "endpoint",
    "credentials",
    "accessToken",
    "impersonateServiceAccount",
    "impersonateServiceAccountDelegates",
    "scopes",
    "quotaProject",
    "billingProject",
    "userProjectOverride",
    "requestReason",
    "requestTimeout",
    "universeDomain",
    "preferRegionalEndpoints",
  ] as const;
  const given = names.flatMap((name) => (others[name] === undefined ? [] : [[name, others[name]] as const]));
  return {
    ...(Object.fromEntries(given) as ClientSettings),
    ...(externalCredentials !== undefined && { externalCredentials: readJson(externalCredentials) }),
  };
}

function readJson(text: string): NonNullable<ClientSettings["externalCredentials"]> {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError("--external-credentials is not valid JSON.");
  }
}

/** Reads the duration of an option, in milliseconds. @throws UsageError */
export function durationOption(flag: string, text: string): number;
export function durationOption(flag: string, text: string | undefined): number | undefined;
export function durationOption(flag: string, text: string | undefined): number | undefined {
  try {
    return text === undefined ? undefined : parseDuration(text);
  } catch (error) {
    throw isDurationError(error) ? new UsageError(`${flag}: ${error.message}`) : error;
  }
}

/** Collects the values of an option that is repeated. */
export function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

function commaList(value: string): string[] {
  const items = value.split(",").map((item) => item.trim());
  if (items.includes("")) {
    throw new InvalidArgumentError("Give one or more values, comma-separated.");
  }
  return items;
}
