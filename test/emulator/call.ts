import { isJsonObject, type JsonObject, type JsonValue } from "#src/core/json.js";
import type { Emulator } from "#src/emulator/index.js";

export interface Called {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; empty where it is none. */
  json: JsonObject;
  /** The operation's name. */
  name: string;
  /** A value inside the JSON: "metadata.common.state". */
  at(path: string): JsonValue | undefined;
}

/** One request to the emulator: "POST /alloydb/v1beta/projects/…", with an optional body. */
export async function call(
  emulator: Emulator,
  request: string,
  body?: JsonObject | string,
  headers: Record<string, string> = {},
): Promise<Called> {
  const [method = "GET", path = "/"] = request.split(" ");
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    redirect: "manual",
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = parse(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    name: String(json.name),
    at: (where) =>
      where
        .split(".")
        .reduce<JsonValue | undefined>(
          (value, key) =>
            Array.isArray(value) ? value[Number(key)] : isJsonObject(value) ? value[key] : undefined,
          json,
        ),
  };
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

export const exportPath = "/alloydb/v1beta/projects/p/locations/l/clusters/c:export";

export const exportBody = {
  gcsDestination: { uri: "gs://bucket/dump" },
  database: "orders",
  sqlExportOptions: {},
};

/** Starts an AlloyDB export and returns its path: "/alloydb/v1beta/projects/…". */
export async function startExport(emulator: Emulator): Promise<string> {
  const { name } = await call(emulator, `POST ${exportPath}`, exportBody);
  return `/alloydb/v1beta/${name}`;
}
