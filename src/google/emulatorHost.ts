import type { EndpointReading } from "./endpointUrl.js";

/**
 * The endpoint of one service on the emulator that GCP_LRO_EMULATOR_HOST=host:port names;
 * `undefined` where the variable is not set. The emulator is sent no credentials.
 */
export function emulatorBase(value: string | undefined, path: string): EndpointReading | undefined {
  if (value === undefined) {
    return undefined;
  }
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(value) ?? [];
  const base = `http://${host}:${port}`;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535 || !URL.canParse(base)) {
    return {
      ok: false,
      reason:
        "The environment variable GCP_LRO_EMULATOR_HOST is not of the form host:port, such as 127.0.0.1:8080.",
    };
  }
  return { ok: true, endpoint: { baseUrl: `${base}/${path}`, credentials: "none" } };
}
