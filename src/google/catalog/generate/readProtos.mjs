import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** A string, of which braces and semicolons are dropped below, or a comment. */
const STRING_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const FIELD =
  /^(?:(?<repeated>repeated) |optional )?(?:map<\s*\w+,\s*(?<value>[\w.]+)>|(?<type>[\w.]+)) (?<name>\w+) = \d+/;

/**
 * The messages that describe operations in flight, of the protos in npm's `google-proto-files`: those that a method
 * names as the metadata of its operations, and the `…Metadata` in the packages of services, if no other message contains
 * them.
 *
 * @returns {Metadata[]}
 *
 * @typedef {object} Metadata
 * @property {string} type the full name
 * @property {Field[]} fields
 * @property {string[]} hosts the default hosts of the services whose operations have it
 *
 * @typedef {object} Field
 * @property {string} name in lowerCamelCase, as in JSON
 * @property {string} type a scalar, or the name of a message or an enum
 * @property {boolean} isMany true for a list and a map
 * @property {Field[]} fields the fields of a message
 */
export function readMetadataMessages() {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve("google-proto-files/package.json"));
  const messages = new Map();
  const hostsOfPackage = new Map();
  const hostsOfType = new Map();
  for (const file of protosIn(path.join(folder, "google"))) {
    const text = readFileSync(file, "utf8").replace(STRING_OR_COMMENT, (found) =>
      found.startsWith('"') ? found.replace(/[{};]/g, "") : " ",
    );
    const [, packageName] = /^package ([\w.]+);/m.exec(text) ?? [];
    const hosts = [...text.matchAll(/\(google\.api\.default_host\)\s*=\s*"([^":]+)/g)].map(
      ([, host]) => host,
    );
    addAll(hostsOfPackage, packageName, hosts);
    for (const [, type] of text.matchAll(/\bmetadata_type:\s*"([\w.]+)"/g)) {
      addAll(hostsOfType, type.includes(".") ? type : `${packageName}.${type}`, hosts);
    }
    readMessages(text, packageName, messages);
  }
  const contained = new Set(
    [...messages].flatMap(([scope, fields]) =>
      fields
        .filter(({ type }) => /(?:Metadata|Progress)$/.test(type))
        .map(({ type }) => resolve(type, scope, messages)),
    ),
  );
  return [...messages.keys()]
    .filter((type) => hostsOfType.has(type) || (/(?:Metadata|Progress)$/.test(type) && !contained.has(type)))
    .map((type) => ({
      type,
      fields: fieldsOf(type, messages),
      hosts: [...(hostsOfType.get(type) ?? hostsOfPackage.get(type.slice(0, type.lastIndexOf("."))) ?? [])],
    }))
    .filter(({ hosts }) => hosts.length > 0);
}

function protosIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".proto"))
    .map((name) => path.join(folder, name));
}

function addAll(map, key, values) {
  map.set(key, new Set([...(map.get(key) ?? []), ...values]));
}

/** Adds the messages of a file, nested ones included, with their fields. Those of a `oneof` belong to its message. */
function readMessages(text, packageName, messages) {
  const blocks = [];
  for (const [, statement, end] of text.matchAll(/([^{};]*)([{};])/g)) {
    const words = statement.trim().replace(/\s+/g, " ");
    const [, message] = /^message (\w+)$/.exec(words) ?? [];
    const scope = blocks.findLast((block) => block !== "oneof");
    const { repeated, value, type = value, name } = FIELD.exec(words)?.groups ?? {};
    if (name !== undefined && scope) {
      const isMany = repeated !== undefined || value !== undefined;
      messages.get(scope).push({ name: camelCase(name), type, isMany });
    }
    if (end === "}") {
      blocks.pop();
    } else if (end === "{") {
      const inner = message && [scope ?? packageName, message].join(".");
      blocks.push(inner ?? (/^oneof /.test(words) ? "oneof" : ""));
      if (inner !== undefined) {
        messages.set(inner, []);
      }
    }
  }
}

function camelCase(name) {
  return name.replace(/_+([a-z\d])/g, (_, letter) => letter.toUpperCase());
}

/** The full name of the message that a type names in a scope: the innermost one counts. */
function resolve(type, scope, messages) {
  const scopes = scope.split(".").map((_, index, all) => all.slice(0, all.length - index));
  const candidates = [...scopes.map((outer) => [...outer, type].join(".")), type];
  return candidates.find((candidate) => messages.has(candidate));
}

/** The fields of a message. Those of the messages in it are read on demand, because messages may contain each other. */
function fieldsOf(scope, messages) {
  return messages.get(scope).map((field) => ({
    ...field,
    get fields() {
      const message = resolve(field.type, scope, messages);
      return message === undefined ? [] : fieldsOf(message, messages);
    },
  }));
}
