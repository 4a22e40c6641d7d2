import { inOrder } from "./catalogEntries.mjs";

/**
 * The catalog with what supplement.json knows better.
 *
 * Its groups are applied in order, each with the source of its facts:
 * - `add`: service, version, pattern of names (alternatives in braces), letters. They come on top.
 * - `listed`: one fact for many services; `{service}` in it stands for the service's key.
 * - `set`: parts of entries that replace what is there; null takes it away.
 */
export function applySupplement(catalog, { groups }) {
  const result = structuredClone(catalog);
  for (const { add = {}, listed = [], set = {} } of groups) {
    for (const [service, versions] of Object.entries(add)) {
      addVersions(result, service, versions);
    }
    for (const { services, ...fact } of listed) {
      for (const service of services) {
        replace(known(result, service), JSON.parse(JSON.stringify(fact).replaceAll("{service}", service)));
      }
    }
    for (const [service, entry] of Object.entries(set)) {
      replace(known(result, service), entry);
    }
  }
  return result;
}

function addVersions(catalog, service, versions) {
  catalog[service] ??= { versions: {} };
  for (const [version, names] of Object.entries(versions)) {
    catalog[service].versions[version] ??= { names: {} };
    const entry = catalog[service].versions[version];
    for (const [form, letters] of Object.entries(names)) {
      for (const pattern of alternatives(form)) {
        entry.names[pattern] = inOrder(`${entry.names[pattern] ?? ""}${letters}`);
      }
    }
    entry.names = Object.fromEntries(Object.entries(entry.names).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** `{a,b}/*` is `a/*` and `b/*`. */
function alternatives(form) {
  const [whole, before, choices, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(form) ?? [];
  return whole === undefined
    ? [form]
    : choices.split(",").flatMap((choice) => alternatives(`${before}${choice}${after}`));
}

function known(catalog, service) {
  if (catalog[service] === undefined) {
    throw new Error(`supplement.json speaks of ${service}, which is in no source (any more).`);
  }
  return catalog[service];
}

function replace(target, parts) {
  for (const [key, value] of Object.entries(parts)) {
    if (value === null) {
      delete target[key];
    } else if (typeof value === "object" && !Array.isArray(value)) {
      target[key] ??= {};
      replace(target[key], value);
    } else {
      target[key] = value;
    }
  }
}
