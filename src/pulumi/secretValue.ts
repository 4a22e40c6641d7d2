import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.js";

/** Key of objects that Pulumi takes for something else than data; its value says for what (sdk/go/common/resource/sig). */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * A value that the engine is to keep encrypted. It takes secrets from a provider that is itself handed plain
 * values, as a dynamic one is: what comes back with the state is the value.
 */
export function secretValue(value: JsonValue): JsonObject {
  return { [SIGNATURE]: SECRET, value };
}

/** The value itself, should it come back as a secret all the same. */
export function revealed(value: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(value) && value[SIGNATURE] === SECRET ? value.value : value;
}
