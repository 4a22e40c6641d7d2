import { all, type Input, isSecret, type Output, output, unsecret } from "@pulumi/pulumi";
import { quoted } from "../../google/names/resourceName.js";
import { type FieldRule, findProblems, hasPending, isGiven, isPending } from "./fieldRules.js";
import { resolveIds, withIds } from "./gcpResources.js";
import { type PathVariable, serviceVariables } from "./pathVariables.js";

/**
 * The service-specific part of a resource's arguments: the service, and the request that starts the operation.
 * `new LongRunningOperation("export", { ...alloydb.exportCluster({…}), triggers: [revision] })`.
 */
export interface Recipe {
  /** Key of the service. */
  service: string;
  /** The version whose published request the recipe forms. Another one can be set after the recipe. */
  apiVersion: string;
  start: RecipeStart;
}

/**
 * A start request. Its parts are separate inputs: a preview that doesn't know one of them still checks the others,
 * and a secret part doesn't make the others secret.
 */
export interface RecipeStart {
  method: "POST" | "PATCH" | "DELETE";
  path: Output<string>;
  query?: Record<string, Input<string>>;
  body?: Record<string, unknown>;
  /** The part of this request that takes a request ID. Absent if the service takes none. */
  requestId?: "query" | "body";
  /** The problems of the recipe's arguments. The resource reports them at preview. */
  __problems?: string[] | Output<string[] | undefined>;
}

/** @inline */
export type StringList = Input<Input<string>[]>;

/**
 * Strings by name, such as labels.
 *
 * @inline
 */
export type StringMap = Input<Record<string, Input<string>>>;

/** Exactly one of the properties of a type: a required `oneof` of the service's request. */
export type OneOf<Choices> =
  | {
      [Chosen in keyof Choices]: Pick<Choices, Chosen> & {
        [Other in Exclude<keyof Choices, Chosen>]?: never;
      };
    }[keyof Choices]
  | GiveOneOf<keyof Choices>;

/**
 * The last alternative of a union that requires one of some properties. If none of them is given, the compiler reports
 * the missing properties of the last alternative, so its error names this type and lists the properties.
 */
export type GiveOneOf<Properties extends PropertyKey> = Record<Properties, undefined>;

/** The argument of every update. */
export interface UpdateMaskArgs {
  /** Fields to overwrite, comma-separated, such as `networkConfig.network,labels`. Default: the fields that are given. */
  updateMask?: Input<string>;
}

type ArgumentValues = Readonly<Record<string, unknown>>;

/** The request of a recipe, and the rules for its arguments. */
export interface RecipeDefinition {
  /** Method and path, such as `POST {cluster}:export`. Each `{…}` is a path variable of the service. */
  request: `${RecipeStart["method"]} ${string}`;
  /** The arguments that are query parameters. `updateMask` defaults to the arguments in the body. */
  query?: readonly string[];
  /** Rules for other arguments, by path. A rule below an optional argument applies only if that argument is given. */
  fields?: Readonly<Record<string, FieldRule>>;
  /** Exactly one of these arguments is given. */
  oneOf?: readonly string[];
  /** Forms the body. Default: all arguments that are neither in the path nor in the query. */
  body?: (rest: ArgumentValues, args: ArgumentValues) => Record<string, unknown>;
  requestId?: "query" | "body";
}

/**
 * Returns a function that makes the recipes of one service.
 *
 * @param ownVariables path variables beside those of {@link serviceVariables}, or in place of them
 */
export function recipeFactory(
  service: string,
  apiVersion: string,
  ownVariables: Readonly<Record<string, PathVariable>> = {},
) {
  const variables = { ...serviceVariables(service), ...ownVariables };
  return <Args extends object>(name: string, definition: RecipeDefinition) =>
    (args: Args): Recipe => ({
      service,
      apiVersion,
      start: startOf(`${service}.${name}`, definition, variables, args),
    });
}

const VARIABLE = /\{(\w+)\}/g;

function startOf(
  recipe: string,
  definition: RecipeDefinition,
  variables: Readonly<Record<string, PathVariable>>,
  args: object,
): RecipeStart {
  const given = withoutAbsent(args);
  const [method = "", path = ""] = definition.request.split(" ");
  const inPath = Object.fromEntries(
    [...path.matchAll(VARIABLE)].map(([, name = ""]) => [name, variables[name] as PathVariable]),
  );
  const parameters = definition.query ?? [];
  const outsideBody = [...Object.values(inPath).flatMap(({ from }) => from), ...parameters];
  const rest = Object.fromEntries(Object.entries(given).filter(([key]) => !outsideBody.includes(key)));
  const query = queryOf(parameters, given, Object.keys(rest));
  const problems = problemsOf(recipe, definition, Object.values(inPath), given, query);
  return {
    method: method as RecipeStart["method"],
    path: pathOf(path, inPath, given),
    ...(Object.keys(query).length > 0 && { query }),
    ...(method !== "DELETE" && { body: definition.body?.(rest, given) ?? rest }),
    ...(definition.requestId !== undefined && { requestId: definition.requestId }),
    ...(problems !== undefined && { __problems: problems }),
  };
}

/** The arguments that have a value. */
function withoutAbsent(args: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => isGiven(value)));
}

function pathOf(
  path: string,
  variables: Readonly<Record<string, PathVariable>>,
  given: ArgumentValues,
): Output<string> {
  const values = Object.entries(variables).map(([name, { from }]) => {
    const argument = from.find((one) => one in given) ?? "";
    return [name, withIds(given[argument])];
  });
  return resolveIds(Object.fromEntries(values)).apply((texts) =>
    path.replace(VARIABLE, (_, name: string) => variables[name]?.expand(texts[name] as string) ?? ""),
  );
}

/** The query parameters, as strings. */
function queryOf(parameters: readonly string[], given: ArgumentValues, bodyKeys: string[]) {
  const query: Record<string, Input<string>> = {};
  for (const parameter of parameters) {
    const value = given[parameter];
    if (value !== undefined) {
      query[parameter] = isPending(value) ? output(value).apply(queryText) : queryText(value);
    } else if (parameter === "updateMask" && bodyKeys.length > 0) {
      query.updateMask = bodyKeys.join(",");
    }
  }
  return query;
}

function queryText(value: unknown): string {
  return (typeof value === "boolean" ? String(value) : value) as string;
}

/** The problems that don't depend on a pending value. If there are none, those of the values, once they are known. */
function problemsOf(
  recipe: string,
  { fields, oneOf = [], query: parameters = [] }: RecipeDefinition,
  variables: readonly PathVariable[],
  given: ArgumentValues,
  query: ArgumentValues,
): RecipeStart["__problems"] {
  const pathRules = variables.map(({ from, rule }) => [from.find((one) => one in given) ?? from[0], rule]);
  const rules: Record<string, FieldRule> = { ...Object.fromEntries(pathRules), ...fields };
  const checked = [...Object.keys(rules).map((path) => path.split(".")[0]), ...oneOf];
  const values = withIds(
    Object.fromEntries(Object.entries(given).filter(([key]) => checked.includes(key))),
  ) as ArgumentValues;
  const conflicting = variables.filter(({ from }) => from.filter((one) => one in given).length > 1);
  const isEmptyUpdate = parameters.includes("updateMask") && query.updateMask === undefined;
  const problems = [
    ...conflicting.map(({ from }) => `${from.join(" and ")}: are both given. Give only one.`),
    ...(isEmptyUpdate
      ? ["updateMask: is empty. Pass the recipe at least one field that is to be changed."]
      : []),
    ...findProblems(values, rules, oneOf, quote),
  ].map((problem) => `${recipe}: ${problem}`);
  if (problems.length > 0 || !hasPending(values)) {
    return problems.length > 0 ? problems : undefined;
  }
  const resolved = resolveIds(values);
  return unsecret(
    all([resolved, isSecret(resolved)]).apply(([known, isHidden]) => {
      const lateProblems = findProblems(known, rules, oneOf, isHidden ? () => "the value given" : quote);
      return lateProblems.length === 0 ? undefined : lateProblems.map((problem) => `${recipe}: ${problem}`);
    }),
  );
}

function quote(value: unknown): string {
  return typeof value === "string" ? quoted(value) : (JSON.stringify(value) ?? "nothing");
}
