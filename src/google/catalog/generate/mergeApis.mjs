/**
 * The APIs of two sources. Where both know a version, the second, newer one counts for the resources that it
 * has, and the first one's others stay.
 *
 * @param {import("./api.d.mts").Api[]} older
 * @param {import("./api.d.mts").Api[]} newer
 */
export function mergeApis(older, newer) {
  const merged = new Map(older.map((api) => [keyOf(api), api]));
  for (const api of newer) {
    const known = merged.get(keyOf(api));
    const chains = new Set(api.resources.map(({ chain }) => chain.join(".")));
    const others = known?.resources.filter(({ chain }) => !chains.has(chain.join("."))) ?? [];
    merged.set(keyOf(api), { ...api, resources: [...api.resources, ...others] });
  }
  return [...merged.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ service, version }) {
  return `${service} ${version}`;
}
