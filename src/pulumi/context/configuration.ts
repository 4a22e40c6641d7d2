import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import { readSettings, type SettingsResult } from "../../google/settings/settings.js";

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
  #settings: SettingsResult | undefined;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  configure({ config }: ConfigureRequest): void {
    this.#config = config;
    this.#settings = undefined;
  }

  /** The settings, the same object until the next `configure`: connections are shared by it. */
  settings(): SettingsResult {
    this.#settings ??= readSettings((key) => this.#config?.get(key), this.#environment);
    return this.#settings;
  }
}
