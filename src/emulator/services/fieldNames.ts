/** Field names written as one text, for lists that would otherwise take a line each. */
export function fieldNames(text: string): string[] {
  return text.split(/\s+/).filter((name) => name !== "");
}
