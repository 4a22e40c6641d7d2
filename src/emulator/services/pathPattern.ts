/**
 * Converts one of Google's name patterns to the source of a regular expression: `*` matches one segment that isn't
 * empty, `**` any number of segments. A lone `*` in the last segment matches no colon, which begins a custom verb.
 */
function patternSource(pattern: string): string {
  return pattern
    .split("/")
    .map((segment, index, segments) => segmentSource(segment, index === segments.length - 1))
    .join("/");
}

function segmentSource(segment: string, last: boolean): string {
  if (segment === "**") {
    return ".+";
  }
  if (segment === "*") {
    return last ? "[^/:]+" : "[^/]+";
  }
  return segment
    .split("*")
    .map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]+");
}

/** The regular expression for the paths of a template; its group `name` is the value of `{+name}`. */
export function templateExpression(template: string, pattern: string): RegExp {
  const [before = "", after = ""] = template.split("{+name}");
  return new RegExp(`^${patternSource(before)}(?<name>${patternSource(pattern)})${patternSource(after)}$`);
}

/**
 * The segments of a name that match a pattern's `*`, in order; `undefined` if the name doesn't match. Supports only
 * patterns whose wildcards are whole segments.
 */
export function wildcardsOf(name: string, pattern: string): string[] | undefined {
  const segments = name.split("/");
  const expected = pattern.split("/");
  const matches =
    segments.length === expected.length &&
    expected.every((segment, index) => segment === "*" || segment === segments[index]);
  return matches ? segments.filter((_, index) => expected[index] === "*") : undefined;
}
