/** A service's sentence as a part of one of ours. */
export function withoutFullStop(text: string): string {
  return text.replace(/\.$/, "");
}
