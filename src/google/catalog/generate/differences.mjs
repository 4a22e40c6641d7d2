/** How many differences are shown. */
const MOST = 40;

/** What differs between two catalogs, one line each: `+` is made and not committed, `-` committed and not made. */
export function differences(committed, made) {
  const before = new Set(lines(committed, []));
  const after = new Set(lines(made, []));
  const all = [
    ...[...before].filter((line) => !after.has(line)).map((line) => `- ${line}`),
    ...[...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`),
  ].sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
  const rest = all.length - MOST;
  return rest > 0 ? [...all.slice(0, MOST), `… and ${rest} more`] : all;
}

/** Every value with the way to it: `alloydb versions v1 names projects/*\/operations/* = gcl`. */
function* lines(value, path) {
  if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      yield* lines(member, [...path, key]);
    }
  } else {
    yield `${path.join(" ")} = ${value}`;
  }
}
