import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import { readSettings, type SettingsReading } from "../../google/settings/settings.js";

/**
 * The configuration that the engine gives the provider. Pulumi's dynamic-provider server lets other calls in before
 * `configure` has settled, and goes on without it if it fails. So `configure` only keeps the configuration, which is
 * read when it is needed; a resource that needs it reports its problems.
 *
 * Without the program, destroy and refresh are configured with the copy that the last `up` kept in the state.
 */
export class Configuration {
  readonly #environment: NodeJS.ProcessEnv;
  #config: ConfigureRequest["config"] | undefined;
  #settings: SettingsReading | undefined;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  configure({ config }: ConfigureRequest): void {
    this.#config = config;
    this.#settings = undefined;
  }

  /** The same object until the next `configure`. */
  settings(): SettingsReading {
    this.#settings ??= readSettings((key) => textOf(this.#config?.get(key)), this.#environment);
    return this.#settings;
  }
}

/** Values are texts, and lists and objects are JSON texts; some engines hand over the values themselves. */
function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}
