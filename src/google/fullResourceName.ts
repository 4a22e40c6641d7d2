/** The name in a full resource name, which begins with its host (AIP-122): `//alloydb.googleapis.com/projects/…`. */
export function withoutHost(name: string): string {
  return name.replace(/^\/\/[^/]*\//, "");
}
