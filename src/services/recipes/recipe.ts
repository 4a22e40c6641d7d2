import { all, type Input, isSecret, type Output, output, unsecret } from "@pulumi/pulumi";
import { quoted } from "../../google/names/resourceName.js";
import { type FieldRule, hasPending, isGiven, isPending, problemsIn } from "./fieldRules.js";
import { type NameRule, resolvedIds, withIds } from "./names.js";

/**
 * The part of a resource's arguments that a recipe knows: which service, and the request that starts the
 * operation. `new LongRunningOperation("export", { ...alloydb.exportCluster({…}), triggers: [revision] })`.
 */
export interface Recipe {
  /** Key of the service. */
  service: string;
  /** The version whose published request the recipe forms. Another one can be set after the recipe. */
  apiVersion: string;
  start: RecipeStart;
}

/**
 * A start request. Its parts stay inputs of their own, so that a preview that doesn't know one of them can still
 * check the others, and a secret among them stays the only one.
 */
export interface RecipeStart {
  method: "POST" | "PATCH" | "DELETE";
  path: Output<string>;
  query?: Record<string, Input<string>>;
  body?: Record<string, unknown>;
  /** Where the service takes a request id for this request; left out where it takes none. */
  requestId?: "query" | "body";
  /** The problems of the recipe's arguments. The resource reports them at preview. */
  __problems?: string[] | Output<string[] | undefined>;
}

/** A list of texts. */
export type TextList = Input<Input<string>[]>;

/** Texts by name, such as labels. */
export type TextMap = Input<Record<string, Input<string>>>;

/** Exactly one of the properties of a type: a required `oneof` of the service's request. */
export type OneOf<Choices> = {
  [Chosen in keyof Choices]: Pick<Choices, Chosen> & {
    [Other in Exclude<keyof Choices, Chosen>]?: never;
  };
}[keyof Choices];

type Arguments = Readonly<Record<string, unknown>>;

/** The request of a recipe, and the rules for its arguments. */
export interface RecipeDefinition {
  /** Method and path, such as `POST {cluster}:export`. The service's names have a rule for each `{…}`. */
  request: `${RecipeStart["method"]} ${string}`;
  /** The arguments that are query parameters. `updateMask` defaults to the arguments in the body. */
  query?: readonly string[];
  /** Rules for other arguments, by path. A rule below an optional argument applies only where that is given. */
  fields?: Readonly<Record<string, FieldRule>>;
  /** Exactly one of these arguments is given. */
  oneOf?: readonly string[];
  /** Forms the body. Default: all arguments that are neither in the path nor in the query. */
  body?: (rest: Arguments, args: Arguments) => Record<string, unknown>;
  requestId?: "query" | "body";
}

/**
 * Makes the recipes of one service.
 *
 * @param names the rules for what stands in braces in a request's path
 */
export function recipesOf(service: string, apiVersion: string, names: Readonly<Record<string, NameRule>>) {
  return <Args extends object>(name: string, definition: RecipeDefinition) =>
    (args: Args): Recipe => {
      const given = givenIn(args);
      const [method = "", path = ""] = definition.request.split(" ");
      const pathNames = Object.fromEntries(
        [...path.matchAll(VARIABLE)].map(([, variable = ""]) => [variable, names[variable] as NameRule]),
      );
      const parameters = definition.query ?? [];
      const elsewhere = [...Object.values(pathNames).flatMap(({ from }) => from), ...parameters];
      const rest = Object.fromEntries(Object.entries(given).filter(([key]) => !elsewhere.includes(key)));
      const query = queryOf(parameters, given, Object.keys(rest));
      const problems = problemsOf(`${service}.${name}`, definition, Object.values(pathNames), given, query);
      return {
        service,
        apiVersion,
        start: {
          method: method as RecipeStart["method"],
          path: pathOf(path, pathNames, given),
          ...(Object.keys(query).length > 0 && { query }),
          ...(method !== "DELETE" && { body: definition.body?.(rest, given) ?? rest }),
          ...(definition.requestId !== undefined && { requestId: definition.requestId }),
          ...(problems !== undefined && { __problems: problems }),
        },
      };
    };
}

const VARIABLE = /\{(\w+)\}/g;

/** The arguments that have a value. */
function givenIn(args: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => isGiven(value)));
}

function pathOf(path: string, names: Readonly<Record<string, NameRule>>, given: Arguments): Output<string> {
  const values = Object.entries(names).map(([variable, { from }]) => {
    const argument = from.find((one) => one in given) ?? "";
    return [variable, withIds(given[argument])];
  });
  return resolvedIds(Object.fromEntries(values)).apply((texts) =>
    path.replace(VARIABLE, (_, variable: string) => names[variable]?.form(texts[variable] as string) ?? ""),
  );
}

/** Parameters of the query are texts. */
function queryOf(parameters: readonly string[], given: Arguments, bodyKeys: string[]) {
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

/** The problems that are known without waiting for a value; else those of the values, once they are known. */
function problemsOf(
  recipe: string,
  { fields, oneOf = [], query: parameters = [] }: RecipeDefinition,
  names: readonly NameRule[],
  given: Arguments,
  query: Arguments,
): RecipeStart["__problems"] {
  const nameFields = names.map(({ from, problem }) => [from.find((one) => one in given) ?? from[0], problem]);
  const rules: Record<string, FieldRule> = { ...Object.fromEntries(nameFields), ...fields };
  const checked = [...Object.keys(rules).map((path) => path.split(".")[0]), ...oneOf];
  const values = withIds(
    Object.fromEntries(Object.entries(given).filter(([key]) => checked.includes(key))),
  ) as Arguments;
  const both = names.filter(({ from }) => from.filter((one) => one in given).length > 1);
  const nothing = parameters.includes("updateMask") && query.updateMask === undefined;
  const problems = [
    ...both.map(({ from }) => `${from.join(" and ")}: Give one of the two.`),
    ...(nothing ? ["updateMask: Nothing is given to update. Give the settings that change."] : []),
    ...problemsIn(values, rules, oneOf, show),
  ].map((problem) => `${recipe}: ${problem}`);
  if (problems.length > 0 || !hasPending(values)) {
    return problems.length > 0 ? problems : undefined;
  }
  const resolved = resolvedIds(values);
  return unsecret(
    all([resolved, isSecret(resolved)]).apply(([known, isHidden]) => {
      const late = problemsIn(known, rules, oneOf, isHidden ? () => "the value given" : show);
      return late.length === 0 ? undefined : late.map((problem) => `${recipe}: ${problem}`);
    }),
  );
}

function show(value: unknown): string {
  return typeof value === "string" ? quoted(value) : (JSON.stringify(value) ?? "nothing");
}
