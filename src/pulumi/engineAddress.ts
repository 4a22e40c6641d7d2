import { EngineLog, type ResourceLog, silentLog } from "./engineLog.js";

/**
 * The log of this process's engine. Pulumi starts the dynamic-provider server with the engine's address as the
 * last argument; elsewhere (a test that loads the provider) there is none, and nothing is logged.
 */
export function engineLogOfThisProcess(
  arguments_: readonly string[] = process.argv,
): (urn: string) => ResourceLog {
  const address = arguments_.slice(2).at(-1);
  if (address === undefined || !/^[\w.[\]:-]+:\d{1,5}$/.test(address)) {
    return () => silentLog;
  }
  const log = new EngineLog(address);
  return (urn) => log.forResource(urn);
}
