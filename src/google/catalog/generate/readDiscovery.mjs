import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * The APIs that a folder of Google's discovery documents describes, as `readPackage` answers them. A document
 * tells more than the package: exact patterns of names, regional hosts and the one for mutual TLS.
 *
 * @param {string} folder
 * @returns {import("./api.d.mts").Api[]}
 */
export function readDiscovery(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(path.join(folder, name), "utf8")))
    .filter(({ kind, resources }) => kind === "discovery#restDescription" && resources !== undefined)
    .map(apiOf);
}

function apiOf(document) {
  const { name, version, rootUrl, mtlsRootUrl, endpoints = [] } = document;
  return {
    service: name,
    version: version.replace(/^.*_/, ""),
    mtls: mtlsRootUrl === rootUrl.replace(".", ".mtls."),
    regional: endpoints
      .map(({ endpointUrl, location }) =>
        endpointUrl
          .replace(/^https:\/\/|\/$/g, "")
          .replace(new RegExp(`(?<=^|[.-])${location}(?=[.-])`), "{location}"),
      )
      .sort(),
    resources: [...resourcesOf(document, document, [], new URL(rootUrl).host)],
  };
}

function* resourcesOf(document, node, chain, host) {
  for (const [name, child] of Object.entries(node.resources ?? {})) {
    if (/operation/i.test(name) && child.methods !== undefined) {
      yield { chain: [...chain, name], methods: methodsOf(document, child, host) };
    }
    yield* resourcesOf(document, child, [...chain, name], host);
  }
}

function methodsOf(document, { methods }, host) {
  const names = ["get", "list", "cancel", "delete", "wait"].filter((name) => name in methods);
  return Object.fromEntries(names.map((name) => [name, methodOf(document, methods[name], host)]));
}

function methodOf(
  { servicePath, schemas },
  { httpMethod, path: below, parameters = {}, scopes = [], response },
  host,
) {
  const reserved = /\{\+(\w+)\}/.exec(below)?.[1];
  const expression = parameters[reserved]?.pattern;
  const answered = schemas[response?.$ref]?.properties ?? {};
  return {
    verb: httpMethod,
    host,
    path: `${servicePath}${below}`,
    ...(expression !== undefined && { pattern: patternOf(expression) }),
    scopes,
    filter: parameters.filter !== undefined,
    form: answered.done ? "longrunning" : answered.status ? "status" : "other",
  };
}

/** `^projects/[^/]+/operations/.*$` is `projects/*\/operations/**`. */
function patternOf(expression) {
  return expression
    .replace(/^\^|\$$/g, "")
    .replaceAll("[^/]+", "*")
    .replaceAll(".*", "**");
}
