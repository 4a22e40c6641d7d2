import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/**
 * The APIs of npm's `googleapis`, with those of their resources that are operations.
 *
 * Its clients are generated from Google's discovery documents and keep method and path of each request, but
 * not the patterns of names: those are read off the samples in the declarations, which the generator fills
 * with one name that fits ("projects/my-project/operations/my-operation"). Of hosts the clients keep only the
 * main one; that there is another for mutual TLS is true of every service with a discovery document.
 *
 * @returns {import("./api.d.mts").Api[]}
 */
export function readPackage() {
  const require = createRequire(import.meta.url);
  const folder = path.join(path.dirname(require.resolve("googleapis/package.json")), "build/src/apis");
  catchRequests(require);
  return apiFolders(folder).flatMap((service) =>
    versionsIn(path.join(folder, service)).map((version) => {
      const client = clientOf(require(path.join(folder, service, `${version}.js`)));
      const declarations = readFileSync(path.join(folder, service, `${version}.d.ts`), "utf8");
      return { service, version, mtls: true, resources: [...resourcesOf(client, [], declarations)] };
    }),
  );
}

/**
 * The resources of a service with a method that answers an operation, as the collections in their names
 * ("projects/locations/clusters"), and whether its operations report the resource that they work on. Undefined for a
 * service that the package doesn't have.
 *
 * @param {string} service
 * @returns {{ collections: string[], reportsTarget: boolean } | undefined}
 */
export function readStarts(service) {
  const require = createRequire(import.meta.url);
  const apis = path.join(path.dirname(require.resolve("googleapis/package.json")), "build/src/apis");
  if (!apiFolders(apis).includes(service)) {
    return undefined;
  }
  const folder = path.join(apis, service);
  catchRequests(require);
  const versions = versionsIn(folder).map((version) => ({
    client: clientOf(require(path.join(folder, `${version}.js`))),
    declarations: readFileSync(path.join(folder, `${version}.d.ts`), "utf8"),
  }));
  return {
    collections: versions.flatMap(({ client, declarations }) => [...startsOf(client, [], declarations)]),
    reportsTarget: versions.some(({ declarations }) => metadataHasTarget(declarations)),
  };
}

function* startsOf(node, chain, declarations) {
  for (const [name, child] of childrenOf(node)) {
    const own = [...chain, name];
    const prototype = Object.getPrototypeOf(child);
    const block = declarationOf(`class ${prototype.constructor.name}`, declarations);
    const methods = Object.getOwnPropertyNames(prototype);
    if (methods.some((method) => signatureOf(block, method, declarations).form === "longrunning")) {
      yield own.join("/");
    }
    yield* startsOf(child, own, declarations);
  }
}

function metadataHasTarget(declarations) {
  const names = declarations.matchAll(/export interface (Schema\$\w*Op(?:eration)?Metadata) /g);
  return [...names].some(([, name]) =>
    /\n {8}target\?:/.test(declarationOf(`interface ${name}`, declarations)),
  );
}

/** Lets a client answer what it would send, instead of sending it. */
function catchRequests(require) {
  const id = require.resolve("googleapis-common", { paths: [path.dirname(require.resolve("googleapis"))] });
  require.cache[id] = {
    id,
    filename: id,
    loaded: true,
    exports: { createAPIRequest: ({ options }) => options },
  };
}

function apiFolders(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function versionsIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".js") && name !== "index.js")
    .map((name) => name.slice(0, -".js".length));
}

function clientOf(module) {
  const [namespace] = Object.values(module);
  const [, Client] = Object.entries(namespace).find(([name]) => !name.startsWith("Resource$"));
  return new Client({}, null);
}

/** Walks a client's resources; those of operations are the ones called so. */
function* resourcesOf(node, chain, declarations) {
  for (const [name, child] of childrenOf(node)) {
    if (/operation/i.test(name)) {
      yield { chain: [...chain, name], methods: methodsOf(child, declarations) };
    }
    yield* resourcesOf(child, [...chain, name], declarations);
  }
}

function childrenOf(node) {
  return Object.entries(node).filter(([name, child]) => name !== "context" && child?.context !== undefined);
}

function methodsOf(resource, declarations) {
  const prototype = Object.getPrototypeOf(resource);
  const block = declarationOf(`class ${prototype.constructor.name}`, declarations);
  const names = ["get", "list", "cancel", "delete", "wait"].filter((name) => name in prototype);
  return Object.fromEntries(
    names.map((name) => {
      const { method, url } = resource[name]({});
      const { host, pathname } = splitUrl(url);
      return [name, { verb: method, host, path: pathname, ...documented(block, name, declarations) }];
    }),
  );
}

/** Not the URL class, which would encode the braces of a template. */
function splitUrl(url) {
  const [, host, pathname] = /^https:\/\/([^/]+)\/(.*)$/.exec(url);
  return { host, pathname };
}

/** What the declarations say about a method: a name that it takes, its scopes, its filter, what it answers. */
function documented(block, name, declarations) {
  const { parameters, form } = signatureOf(block, name, declarations);
  const comment = block
    .slice(0, block.indexOf(`\n        ${name}(params`))
    .split("/**")
    .at(-1);
  const sample = comment.replace(/\s*\n\s*\*\s?/g, " ");
  const example = /const res = +await .*?[ {](?:name|parent): +'([^']*)'/.exec(sample)?.[1];
  const scopes = /scopes: +\[([^\]]*)\]/.exec(sample)?.[1] ?? "";
  return {
    ...(example !== undefined && { pattern: patternOf(example) }),
    scopes: [...scopes.matchAll(/'([^']+)'/g)].map(([, scope]) => scope),
    filter: /\n {8}filter\?:/.test(declarationOf(`interface ${parameters}`, declarations)),
    form,
  };
}

/** The type of a method's parameters, and what it answers. */
function signatureOf(block, name, declarations) {
  const signature = new RegExp(
    `${name}\\(params\\?: (\\S+), options\\?: MethodOptions\\): Promise<\\w+<(?:Schema\\$)?(\\S+)>>;`,
  );
  const [, parameters, answer] = signature.exec(block) ?? [];
  const answered = declarationOf(`interface Schema$${answer}`, declarations);
  const form = /\n {8}done\?:/.test(answered)
    ? "longrunning"
    : /\n {8}status\?:/.test(answered)
      ? "status"
      : "other";
  return { parameters, form };
}

/** The declaration's text up to its closing brace. */
function declarationOf(head, declarations) {
  const begin = declarations.indexOf(`export ${head} `);
  return begin < 0 ? "" : declarations.slice(begin, declarations.indexOf("\n    }\n", begin));
}

/** `my-project` is the sample of one segment, `[^/]+` and `.*` are left of patterns that it could not fill. */
function patternOf(example) {
  return example
    .replaceAll("[^/]+", "*")
    .split("/")
    .map((segment) => (segment === ".*" ? "**" : segment.startsWith("my-") ? "*" : segment))
    .join("/");
}
