import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import { readSettings, type SettingsReading } from "../../google/settings/settings.js";

/**
 * What the engine configures the provider with. It arrives without being waited for: Pulumi's dynamic-provider
 * server lets other calls in before `configure` has settled, and goes on without it where it fails. So it is
 * only kept here, and read when it is needed; what is wrong with it, the resources say.
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

  /** The settings, the same object until the next `configure`: connections are shared by it. */
  settings(): SettingsReading {
    this.#settings ??= readSettings((key) => textOf(this.#config?.get(key)), this.#environment);
    return this.#settings;
  }
}

/** Values are texts, and lists and objects JSON text; an engine that hands over the values themselves is understood. */
function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}
