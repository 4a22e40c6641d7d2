/** The methods that a service has for operations whose names fit one pattern. */
export interface NamePattern {
  /** `*` matches one segment, `**` one or more. */
  pattern: string;
  methods: ReadonlySet<OperationMethod>;
  /** True if list accepts a filter. */
  filter: boolean;
}

export type OperationMethod = "get" | "cancel" | "list" | "delete" | "wait";

/** Checks whether a slash-separated path fits a pattern. Empty segments fit nothing. */
export function fitsPattern(path: string, pattern: string): boolean {
  // Most patterns of a service with hundreds of them differ from the path at once.
  if (pattern[0] !== path[0] && pattern[0] !== "*") {
    return false;
  }
  return fits(path.split("/"), pattern.split("/"), 0, 0);
}

function fits(path: string[], pattern: string[], at: number, patternAt: number): boolean {
  const expected = pattern[patternAt];
  const segment = path[at];
  if (expected === undefined || segment === undefined) {
    return expected === segment;
  }
  if (segment === "") {
    return false;
  }
  if (expected === "**") {
    return fits(path, pattern, at + 1, patternAt) || fits(path, pattern, at + 1, patternAt + 1);
  }
  return (expected === "*" || expected === segment) && fits(path, pattern, at + 1, patternAt + 1);
}

/** Checks for a collection of operations in a name, as nearly all published patterns have one. */
export function looksLikeOperation(name: string): boolean {
  return /(?:^|\/)[a-z]*operation(?:s|Ids|Details)\//i.test(name);
}

/** The pattern of the parents below which a pattern's operations are: without their collection and id. */
export function parentPattern(pattern: string): string {
  return pattern.split("/").slice(0, -2).join("/");
}
