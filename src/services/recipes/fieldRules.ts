import { Output } from "@pulumi/pulumi";

/**
 * Finds what is wrong with the value of an argument, in a sentence; `undefined` is an argument that isn't given.
 *
 * @param show quotes a value, unless it is a secret
 */
export type FieldRule = (value: unknown, show: (value: unknown) => string) => string | undefined;

export const required: FieldRule = (value) => (value === undefined ? "It is missing." : undefined);

/** A rule for an argument that takes one of a few words. */
export function oneOfWords(words: readonly string[]): FieldRule {
  return (value, show) =>
    value === undefined || words.includes(value as string)
      ? undefined
      : `It must be one of ${words.map((word) => `"${word}"`).join(", ")}, not ${show(value)}.`;
}

/** A rule for an argument that has to be given, and takes one of a few words. */
export function requiredWord(words: readonly string[]): FieldRule {
  return (value, show) => required(value, show) ?? oneOfWords(words)(value, show);
}

/**
 * The problems of arguments, each with the argument's path. A path goes through lists. Nothing is said about a
 * value that is still an Output or a promise.
 */
export function problemsIn(
  args: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, FieldRule>>,
  oneOf: readonly string[],
  show: (value: unknown) => string,
): string[] {
  const chosen = oneOf.filter((field) => isGiven(args[field]));
  return [
    ...Object.entries(fields).flatMap(([path, rule]) => fieldProblems(args, path.split("."), rule, show, "")),
    ...(oneOf.length > 0 && chosen.length !== 1 && !chosen.some((field) => isPending(args[field]))
      ? [`${chosen.length === 0 ? "One" : "Only one"} of ${oneOf.join(", ")} has to be given.`]
      : []),
  ];
}

function fieldProblems(
  value: unknown,
  [key, ...deeper]: string[],
  rule: FieldRule,
  show: (value: unknown) => string,
  place: string,
): string[] {
  if (isPending(value) || (key !== undefined && !isGiven(value))) {
    return [];
  }
  if (Array.isArray(value)) {
    const path = key === undefined ? [] : [key, ...deeper];
    return value.flatMap((element, index) => fieldProblems(element, path, rule, show, `${place}[${index}]`));
  }
  if (key === undefined) {
    const problem = rule(value ?? undefined, show);
    return problem === undefined ? [] : [`${place}: ${problem}`];
  }
  if (typeof value !== "object" || value === null) {
    return [`${place}: It must be an object, not ${show(value)}.`];
  }
  const member = (value as Record<string, unknown>)[key];
  return fieldProblems(member, deeper, rule, show, place === "" ? key : `${place}.${key}`);
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** True for an input whose value isn't at hand. */
export function isPending(value: unknown): boolean {
  return Output.isInstance(value) || value instanceof Promise;
}

/** True for a value with something in it that isn't at hand. */
export function hasPending(value: unknown): boolean {
  return (
    isPending(value) ||
    (typeof value === "object" && value !== null && Object.values(value).some((member) => hasPending(member)))
  );
}
