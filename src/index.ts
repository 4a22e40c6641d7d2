export type { JsonObject, JsonValue } from "./core/json.js";
