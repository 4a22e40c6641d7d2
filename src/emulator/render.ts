import { isJsonObject, type JsonValue } from "../core/json.js";
import type { Answer } from "./answer.js";
import type { ServiceDialect } from "./services/serviceDefinition.js";

/** How a client wants its answers. */
export interface AnswerFormat {
  pretty: boolean;
  enums: ServiceDialect["enums"];
}

/** `prettyPrint`, and `$alt=json;enum-encoding=int`, which Google's own REST clients send. */
export function answerFormat(query: URLSearchParams, dialect: ServiceDialect | undefined): AnswerFormat {
  const alt = query.get("$alt") ?? query.get("alt") ?? "";
  const pretty = query.get("prettyPrint") ?? query.get("$prettyPrint") ?? "false";
  return {
    pretty: pretty === "true" || pretty === "1",
    enums: alt.includes("enum-encoding=int") ? dialect?.enums : undefined,
  };
}

/** An answer as bytes with their type. */
export function render(
  answer: Answer,
  format: AnswerFormat,
): { headers: Record<string, string>; body: Buffer } {
  const { content } = answer;
  if ("html" in content) {
    return rendered(content.html, "text/html; charset=UTF-8", answer);
  }
  if ("text" in content) {
    return { headers: answer.headers ?? {}, body: Buffer.from(content.text) };
  }
  const json = format.enums === undefined ? content.json : withEnumNumbers(content.json, [], format.enums);
  const text = JSON.stringify(json, null, format.pretty ? 2 : undefined);
  return rendered(`${text}\n`, "application/json; charset=UTF-8", answer);
}

function rendered(text: string, type: string, { headers }: Answer) {
  return { headers: { "content-type": type, ...headers }, body: Buffer.from(text) };
}

/** The same JSON with numbers for the enum values that the service's table names. */
function withEnumNumbers(
  value: JsonValue,
  path: readonly string[],
  enums: NonNullable<ServiceDialect["enums"]>,
): JsonValue {
  if (Array.isArray(value)) {
    return value.map((member) => withEnumNumbers(member, path, enums));
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, member]): [string, JsonValue] => [
      key,
      withEnumNumbers(member, [...path.slice(-1), key], enums),
    ]);
    return Object.fromEntries(entries);
  }
  return typeof value === "string" ? (enums[path.join(".")]?.[value] ?? value) : value;
}
