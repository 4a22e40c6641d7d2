/**
 * A regular expression that matches what a name pattern of Google's does: `*` is one segment that is not empty,
 * `**` any number of them. In the last segment a lone `*` takes no colon, which begins a custom verb there.
 */
export function patternSource(pattern: string): string {
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

/** What a template's path matches; the group `name` is what stands for `{+name}`. */
export function templateExpression(template: string, pattern: string): RegExp {
  const [before = "", after = ""] = template.split("{+name}");
  return new RegExp(`^${patternSource(before)}(?<name>${patternSource(pattern)})${patternSource(after)}$`);
}

/**
 * What a pattern's `*` stand for in a name, in order; `undefined` where the name is not of the pattern. Only for
 * patterns whose wildcards are whole segments.
 */
export function wildcardsOf(name: string, pattern: string): string[] | undefined {
  const segments = name.split("/");
  const expected = pattern.split("/");
  const fits =
    segments.length === expected.length &&
    expected.every((segment, index) => segment === "*" || segment === segments[index]);
  return fits ? segments.filter((_, index) => expected[index] === "*") : undefined;
}
