/** Where the engine of a plugin process listens. */
export interface EngineAddress {
  /** `host:port`, as in a URL. */
  authority: string;
  host: string;
  port: number;
}

/**
 * The address of this process's engine. Pulumi starts the dynamic-provider server with it as the last argument;
 * elsewhere (a test that loads the provider) there is none.
 */
export function engineAddress(arguments_: readonly string[] = process.argv): EngineAddress | undefined {
  const last = arguments_.slice(2).at(-1) ?? "";
  const [, host, port] = /^([\w.[\]:-]+):(\d{1,5})$/.exec(last) ?? [];
  return host === undefined
    ? undefined
    : { authority: last, host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** Whether this process is Pulumi's dynamic-provider server, and not a program or a test that loads the provider. */
export function isDynamicProviderServer(arguments_: readonly string[] = process.argv): boolean {
  return /[\\/]dynamic-provider(?:[\\/]|$)/.test(arguments_[1] ?? "");
}
