import { Output } from "@pulumi/pulumi";

/**
 * Checks the value of an argument and returns the problem as a sentence. An argument that isn't given has the value
 * `undefined`.
 *
 * @param quote quotes a value in the sentence, unless the value is a secret
 */
export type FieldRule = (value: unknown, quote: (value: unknown) => string) => string | undefined;

export const required: FieldRule = (value) => (value === undefined ? "is missing." : undefined);

/** A rule for an optional enum. */
export function enumValue(values: readonly string[]): FieldRule {
  return (value, quote) =>
    value === undefined || values.includes(value as string)
      ? undefined
      : `must be one of ${values.map((one) => `"${one}"`).join(", ")}, not ${quote(value)}.`;
}

/** A rule for a required enum. */
export function requiredEnumValue(values: readonly string[]): FieldRule {
  return (value, quote) => required(value, quote) ?? enumValue(values)(value, quote);
}

/** A rule for an optional object of which exactly one of these fields is given. */
export function oneField(fields: readonly string[]): FieldRule {
  return (value) => (isRecord(value) ? oneOfProblem(value, fields) : undefined);
}

/**
 * The problems of arguments, each with the argument's path. A path goes through lists, and its `*` through the fields of
 * an object. A value that is still an Output or a promise has no problem.
 *
 * @param rules by path, such as `gcsDestination.uri` or `features.*`
 * @param oneOf exactly one of these arguments has to be given
 */
export function findProblems(
  args: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, FieldRule>>,
  oneOf: readonly string[],
  quote: (value: unknown) => string,
): string[] {
  const problem = oneOf.length === 0 ? undefined : oneOfProblem(args, oneOf);
  return [
    ...Object.entries(rules).flatMap(([path, rule]) => fieldProblems(args, path.split("."), rule, quote, "")),
    ...(problem === undefined ? [] : [problem]),
  ];
}

function oneOfProblem(
  value: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): string | undefined {
  const present = fields.filter((field) => isGiven(value[field]));
  return present.length === 1 || present.some((field) => isPending(value[field]))
    ? undefined
    : present.length === 0
      ? `One of ${fields.join(", ")} must be given.`
      : `${present.join(" and ")} are given. Give only one.`;
}

function fieldProblems(
  value: unknown,
  [key, ...deeper]: string[],
  rule: FieldRule,
  quote: (value: unknown) => string,
  path: string,
): string[] {
  if (isPending(value) || (key !== undefined && !isGiven(value))) {
    return [];
  }
  if (Array.isArray(value)) {
    const rest = key === undefined ? [] : [key, ...deeper];
    return value.flatMap((element, index) => fieldProblems(element, rest, rule, quote, `${path}[${index}]`));
  }
  if (key === undefined) {
    const problem = rule(value ?? undefined, quote);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  }
  if (!isRecord(value)) {
    return [`${path}: must be an object, not ${quote(value)}.`];
  }
  return (key === "*" ? Object.keys(value) : [key]).flatMap((name) =>
    fieldProblems(value[name], deeper, rule, quote, path === "" ? name : `${path}.${name}`),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** True for an input whose value isn't known yet. */
export function isPending(value: unknown): boolean {
  return Output.isInstance(value) || value instanceof Promise;
}

/** True for a value that contains a pending input, at any depth. */
export function hasPending(value: unknown): boolean {
  return (
    isPending(value) ||
    (typeof value === "object" && value !== null && Object.values(value).some((member) => hasPending(member)))
  );
}
