/** Letters of ../catalogFile.ts, in the order in which the file has them. */
const letters = { get: "g", cancel: "c", list: "l", filter: "f", delete: "d", wait: "w" };

/** What google/longrunning/operations.proto says, which the file leaves out. */
const standard = {
  get: "GET {base}/{name}",
  cancel: "POST {base}/{name}:cancel",
  delete: "DELETE {base}/{name}",
  wait: "POST {base}/{name}:wait",
};

const SCOPE = "https://www.googleapis.com/auth/";
const CLOUD_PLATFORM = `${SCOPE}cloud-platform`;

/**
 * The catalog's entries for APIs: of every service that runs long-running operations and either can cancel
 * some or is one of Google Cloud's, and all of its versions that do.
 *
 * @param {import("./api.d.mts").Api[]} apis
 */
export function catalogOf(apis) {
  const byService = Map.groupBy(
    apis.map(withOperationsOnly).filter(runsOperations),
    ({ service }) => service,
  );
  const entries = [...byService].map(([service, versions]) => [service, entryOf(service, versions)]);
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
}

/** Drops resources that are called operations and aren't: such as compute's, which no API can cancel. */
function withOperationsOnly(api) {
  const forms = api.resources.map(({ methods }) => methods.get?.form ?? (methods.cancel && "longrunning"));
  const resources = api.resources.filter(
    ({ methods }, index) => forms[index] === "longrunning" || (forms[index] === "status" && methods.cancel),
  );
  return { ...api, resources, form: forms.includes("longrunning") ? "longrunning" : "status" };
}

function runsOperations({ resources }) {
  return resources.length > 0;
}

function entryOf(service, apis) {
  const methods = apis.flatMap(({ resources }) =>
    resources.flatMap(({ methods: own }) => Object.values(own)),
  );
  const cancels = apis.flatMap(({ resources }) => resources.flatMap(({ methods: own }) => own.cancel ?? []));
  const deciding = cancels.length > 0 ? cancels : methods;
  const scopes = new Set(deciding.flatMap((method) => method.scopes));
  const cloud = scopes.has(CLOUD_PLATFORM);
  if (cancels.length === 0 && !cloud) {
    return undefined;
  }
  const host = mostCommon(methods.map((method) => method.host));
  const onHost = apis.filter(({ resources }) => Object.values(resources[0].methods)[0].host === host);
  return {
    ...(host !== `${service}.googleapis.com` && { host }),
    ...(apis.some(({ mtls }) => mtls) && { mtls: true }),
    ...regionalOf(apis),
    ...(apis.some(({ form }) => form === "status") && { form: "status" }),
    ...scopesOf(scopes, cloud),
    versions: Object.fromEntries(onHost.map((api) => [api.version, versionOf(api)])),
  };
}

function regionalOf(apis) {
  const forms = [...new Set(apis.flatMap(({ regional = [] }) => regional))].sort();
  return forms.length > 0 ? { regional: forms } : {};
}

/** Scopes for reading alone don't suffice to cancel. */
function scopesOf(scopes, cloud) {
  const others = [...scopes]
    .filter((scope) => scope !== CLOUD_PLATFORM && !/read-?only$|\.read$/.test(scope))
    .map((scope) => scope.replace(SCOPE, ""))
    .sort();
  return others.length === 0 ? {} : cloud ? { scopes: others } : { onlyScopes: others };
}

function versionOf({ version, resources }) {
  const base = baseOf(version, resources);
  const names = new Map();
  const templates = new Map();
  for (const { kind, method, pattern, template } of standardFirst(base, resources)) {
    // The same names may have a second path (videointelligence v1): one way is enough.
    if (names.get(pattern)?.includes(letters[kind])) {
      continue;
    }
    const filter = kind === "list" && method.filter ? letters.filter : "";
    names.set(pattern, inOrder(`${names.get(pattern) ?? ""}${letters[kind]}${filter}`));
    if (kind !== "list") {
      const known = templates.get(kind) ?? template;
      if (known !== template) {
        throw new Error(`${template} of ${version} beside ${known}: catalog.json has room for one of them.`);
      }
      templates.set(kind, template);
    }
  }
  const odd = [...templates].filter(([kind, template]) => template !== standard[kind]);
  return {
    ...(base !== version && { base }),
    names: Object.fromEntries([...names].sort(([one], [other]) => (one < other ? -1 : 1))),
    ...(odd.length > 0 && { templates: Object.fromEntries(odd.sort()) }),
  };
}

/** Every method that takes names of operations or lists them, those on standard paths first. */
function standardFirst(base, resources) {
  const methods = resources.flatMap(({ chain, methods }) =>
    Object.entries(methods).map(([kind, method]) => ({
      kind,
      method,
      pattern: kind === "list" ? listedPattern(base, chain, methods) : namePattern(base, chain, method),
      template: templateOf(base, method),
    })),
  );
  const rank = ({ kind, template }) => (kind === "list" || template === standard[kind] ? 0 : 1);
  return methods.filter(({ pattern }) => pattern !== undefined).sort((one, other) => rank(one) - rank(other));
}

/** What stands in front of names in most paths: `v1`, `dns/v1`, `v1/admin`. Starts of operations have it too. */
function baseOf(version, resources) {
  const bases = resources
    .flatMap(({ methods }) => Object.values(methods))
    .map(({ path }) => /^(.*?)\/(?:\{\+|projects\/|operations\b|apps\/|b\/)/.exec(path)?.[1] ?? version);
  const base = mostCommon(bases);
  return base.split("/").includes(version) ? base : version;
}

/** The pattern of the names that a method takes. */
function namePattern(base, chain, { path, pattern }) {
  if (path.includes("{+")) {
    return pattern ?? `${chain.join("/*/")}/*`;
  }
  return path
    .slice(base.length + 1)
    .replace(/[:/](cancel|wait)$/, "")
    .replaceAll(/\{[^}]+\}/g, "*");
}

/** Which of a resource's names its list lists, if they are those right below the parent. */
function listedPattern(base, chain, methods) {
  const one = methods.get ?? methods.cancel ?? methods.delete;
  if (one === undefined) {
    return undefined;
  }
  const pattern = namePattern(base, chain, one);
  const collection = pattern.split("/").slice(0, -1).join("/");
  const { path, pattern: parent } = methods.list;
  const listed = path.includes("{+")
    ? path.slice(base.length + 1).replace(/\{\+\w+\}/, parent ?? collection.replace(/\/\w+$/, ""))
    : namePattern(base, chain, methods.list);
  return listed === collection ? pattern : undefined;
}

function templateOf(base, { verb, path }) {
  const below = path.includes("{+")
    ? path.replace(/\{\+\w+\}/, "{name}")
    : path.replace(/^(.*?)\/(?=projects\/|apps\/|b\/).*?([:/](?:cancel|wait))?$/, "$1/{name}$2");
  return `${verb} ${below.startsWith(`${base}/`) ? `{base}${below.slice(base.length)}` : below}`;
}

/** Each letter once, in the file's order. */
export function inOrder(found) {
  return Object.values(letters)
    .filter((letter) => found.includes(letter))
    .join("");
}

function mostCommon(values) {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts].sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1))[0][0];
}
