import type { Input, Output } from "@pulumi/pulumi";

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
 * judge the others, and a secret among them stays the only one.
 */
export interface RecipeStart {
  method: "POST" | "PATCH" | "DELETE";
  path: Output<string>;
  query?: Record<string, Input<string>>;
  body?: Record<string, unknown>;
  /** Where the service takes a request id for this request; left out where it takes none. */
  requestId?: "query" | "body";
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

/** What a recipe says about its request, with the arguments that weren't given still in it. */
export interface RecipeDraft {
  method: RecipeStart["method"];
  path: Output<string>;
  query?: Readonly<Record<string, Input<string> | undefined>>;
  /** Left out: the request has no body. */
  body?: object;
  requestId?: "query" | "body";
}

/** Completes a recipe: arguments that weren't given leave no trace in the request. */
export function completeRecipe(service: string, apiVersion: string, draft: RecipeDraft): Recipe {
  const { query, body, ...start } = draft;
  const givenQuery = given(query ?? {});
  return {
    service,
    apiVersion,
    start: {
      ...start,
      ...(Object.keys(givenQuery).length > 0 && { query: givenQuery }),
      ...(body !== undefined && { body: given(body) }),
    },
  };
}

/** The properties that have a value. */
export function given<Value>(properties: Readonly<Record<string, Value | undefined>> | object) {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined && value !== null),
  ) as Record<string, Value>;
}
