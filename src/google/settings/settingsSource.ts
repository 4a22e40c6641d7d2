import { isDurationError, parseDuration } from "../../core/duration.js";

/** Looks a configuration value up by its full key, such as `gcp:project`. Lists and objects may be JSON text. */
export type ConfigLookup = (key: string) => unknown;

/** A value as it is given, and its origin: a configuration key or an environment variable. */
export interface Setting {
  text: string;
  from: string;
}

export interface SettingProblem {
  /** The configuration key or environment variable with the bad value. */
  setting: string;
  /** The problem and the way out, in full sentences. */
  reason: string;
}

/** The values of Go's strconv.ParseBool, by which pulumi-gcp reads its environment. */
const FLAGS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(["1", "t", "T", "TRUE", "true", "True"].map((word) => [word, true])),
  ...Object.fromEntries(["0", "f", "F", "FALSE", "false", "False"].map((word) => [word, false])),
};

/**
 * The reader of single settings by pulumi-gcp's rules: configuration takes precedence over the environment, the first
 * variable that is set over the others, and empty is the same as absent. Collects what can't be read in {@link problems}.
 */
export class SettingsSource {
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

  /** Reads a text that has to fit a pattern; `form` describes it as the end of a sentence. */
  fitting(found: Setting | undefined, pattern: RegExp, form: string): string | undefined {
    if (found === undefined || pattern.test(found.text)) {
      return found?.text;
    }
    this.refuse(found.from, `${JSON.stringify(found.text)} is not ${form}.`);
    return undefined;
  }

  flag(key: string, ...variables: string[]): boolean | undefined {
    const found = this.setting(key, ...variables);
    if (found === undefined) {
      return undefined;
    }
    if (!Object.hasOwn(FLAGS, found.text)) {
      this.refuse(
        found.from,
        `${JSON.stringify(found.text)} is neither true nor false. Give one of them or leave it out.`,
      );
    }
    return FLAGS[found.text];
  }

  /** Reads a duration in milliseconds, above zero. */
  duration(key: string): number | undefined {
    const found = this.configured(key);
    if (found === undefined) {
      return undefined;
    }
    try {
      const milliseconds = parseDuration(found.text);
      if (milliseconds > 0) {
        return milliseconds;
      }
      this.refuse(found.from, `${JSON.stringify(found.text)} is no time at all. Give one such as "30s".`);
    } catch (error) {
      if (!isDurationError(error)) {
        throw error;
      }
      this.refuse(found.from, error.message);
    }
    return undefined;
  }

  list(key: string): string[] | undefined {
    const found = this.configured(key);
    if (found === undefined) {
      return undefined;
    }
    const value = parseJson(found.text);
    if (Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "")) {
      return value as string[];
    }
    const command = `pulumi config set --path '${found.from}[0]' <value>`;
    this.refuse(found.from, `It is no list of texts. Set its first item with: ${command}`);
    return undefined;
  }

  refuse(setting: string, reason: string): void {
    this.problems.push({ setting, reason });
  }
}

/** Parses a JSON text; `undefined` if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
