import { isDurationError, parseDuration } from "../../core/duration.js";

/** Looks a configuration value up by its full key, such as `gcp:project`. Lists and objects may be JSON text. */
export type ConfigLookup = (key: string) => unknown;

/** The text of a setting, and its origin: a configuration key or an environment variable. */
export interface Setting {
  text: string;
  from: string;
}

/** A setting that can't be used. */
export interface SettingProblem {
  /** The configuration key or environment variable with the bad value. */
  setting: string;
  /** The problem and the remedy, in full sentences. */
  reason: string;
}

/** The values of Go's strconv.ParseBool, by which pulumi-gcp reads its environment. */
const FLAGS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true])),
  ...Object.fromEntries(["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false])),
};

/**
 * A reader of single settings by pulumi-gcp's rules: configuration takes precedence over the environment, the first
 * variable that is set over the others, and empty is the same as absent. Collects unreadable settings in {@link problems}.
 */
export class SettingsReader {
  readonly problems: SettingProblem[] = [];
  readonly #config: ConfigLookup;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(config: ConfigLookup, environment: NodeJS.ProcessEnv) {
    this.#config = config;
    this.#environment = environment;
  }

  /** @param key without its namespace, which is `gcp` as for pulumi-gcp itself */
  configured(key: string): Setting | undefined {
    const from = `gcp:${key}`;
    const value = this.#config(from);
    const text = value === undefined || typeof value === "string" ? value : JSON.stringify(value);
    return text === undefined || text === "" ? undefined : { text, from };
  }

  environment(...variables: string[]): Setting | undefined {
    for (const from of variables) {
      const text = this.#environment[from];
      if (text !== undefined && text !== "") {
        return { text, from };
      }
    }
    return undefined;
  }

  setting(key: string, ...variables: string[]): Setting | undefined {
    return this.configured(key) ?? this.environment(...variables);
  }

  text(key: string, ...variables: string[]): string | undefined {
    return this.setting(key, ...variables)?.text;
  }

  /** Reads a text that must match a pattern; `description` describes the pattern as the end of a sentence. */
  matching(setting: Setting | undefined, pattern: RegExp, description: string): string | undefined {
    if (setting === undefined || pattern.test(setting.text)) {
      return setting?.text;
    }
    this.addProblem(setting.from, `${JSON.stringify(setting.text)} is not ${description}.`);
    return undefined;
  }

  flag(key: string, ...variables: string[]): boolean | undefined {
    const setting = this.setting(key, ...variables);
    if (setting === undefined) {
      return undefined;
    }
    if (!Object.hasOwn(FLAGS, setting.text)) {
      this.addProblem(setting.from, `must be true or false, not ${JSON.stringify(setting.text)}.`);
    }
    return FLAGS[setting.text];
  }

  /** Reads a duration above zero, in milliseconds. */
  duration(key: string): number | undefined {
    const setting = this.configured(key);
    if (setting === undefined) {
      return undefined;
    }
    try {
      const milliseconds = parseDuration(setting.text);
      if (milliseconds > 0) {
        return milliseconds;
      }
      this.addProblem(
        setting.from,
        `must be longer than zero, not ${JSON.stringify(setting.text)}. Set a duration such as "30s".`,
      );
    } catch (error) {
      if (!isDurationError(error)) {
        throw error;
      }
      this.addProblem(setting.from, error.message);
    }
    return undefined;
  }

  list(key: string): string[] | undefined {
    const setting = this.configured(key);
    if (setting === undefined) {
      return undefined;
    }
    const value = parseJson(setting.text);
    if (Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "")) {
      return value as string[];
    }
    const command = `pulumi config set --path '${setting.from}[0]' <value>`;
    this.addProblem(setting.from, `must be a list of strings. Set the first item with: ${command}`);
    return undefined;
  }

  addProblem(setting: string, reason: string): void {
    this.problems.push({ setting, reason });
  }
}

/** Parses a text as JSON; `undefined` if it isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
