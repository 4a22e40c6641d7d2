import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import { readSettings, type SettingsResult } from "../../google/settings/settings.js";

/**
 * The configuration that the engine gives the provider. Pulumi's dynamic-provider server lets other calls in before
 * `configure` has settled, and continues without it if it fails. So `configure` only keeps the configuration, which is
 * read when it is needed; a resource that needs it reports its problems.
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

  /** The settings: the same object until the next `configure`, because connections are shared by it. */
  settings(): SettingsResult {
    this.#settings ??= readSettings((key) => this.#config?.get(key), this.#environment);
    return this.#settings;
  }
}
