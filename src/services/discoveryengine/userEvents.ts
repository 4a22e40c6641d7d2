import type { Input } from "@pulumi/pulumi";
import { required } from "../recipes/fieldRules.js";
import type { OneOf } from "../recipes/recipe.js";
import { type DataStoreReference, discoveryengineRecipe } from "./discoveryengineRecipe.js";
import type { BigquerySource, GcsSource } from "./documentSources.js";
import { fileSourceRules } from "./documentSources.js";
import type { ErrorConfig } from "./documents.js";

/** Exactly one source is given. */
export type ImportUserEventsArgs = UserEventSettings & OneOf<UserEventSources>;

export interface UserEventSettings {
  dataStore: DataStoreReference;
  /** Empty folder for errors; not for `inlineSource`. Default: they are lost with the operation. */
  errorConfig?: Input<ErrorConfig>;
}

export interface UserEventSources {
  gcsSource: Input<GcsSource>;
  bigquerySource: Input<BigquerySource>;
  /** At most 10,000 events, each with `eventType`, `userPseudoId` and what its type demands. */
  inlineSource: Input<{ userEvents: Input<Input<Record<string, unknown>>[]> }>;
}

export interface PurgeUserEventsArgs {
  dataStore: DataStoreReference;
  /** For example `eventTime > "2026-01-01T00:00:00Z" eventType = "search"`; `*` is all events. */
  filter: Input<string>;
  /** The service ignores it: events are always deleted. */
  force?: Input<boolean>;
}

/**
 * Imports user events: `POST {data store}/userEvents:import`.
 *
 * It can't be cancelled: the service has no route for it (discoveryengine_v1alpha.yaml).
 * `whenCancelUnsupported` decides what destroy does.
 */
export const importUserEvents = discoveryengineRecipe<ImportUserEventsArgs>("importUserEvents", {
  request: "POST {dataStore}/userEvents:import",
  fields: { "errorConfig.gcsPrefix": required, "inlineSource.userEvents": required, ...fileSourceRules },
  oneOf: ["gcsSource", "bigquerySource", "inlineSource"],
});

/**
 * Deletes user events permanently: `POST {data store}/userEvents:purge`.
 *
 * It can't be cancelled, like {@link importUserEvents}.
 */
export const purgeUserEvents = discoveryengineRecipe<PurgeUserEventsArgs>("purgeUserEvents", {
  request: "POST {dataStore}/userEvents:purge",
  fields: { filter: required },
});
