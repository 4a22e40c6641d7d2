import { type Input, interpolate } from "@pulumi/pulumi";
import type { Recipe, TextList } from "../recipe.js";
import {
  type CollectionArgs,
  collectionName,
  discoveryengine,
  type EngineReference,
  engineName,
} from "./discoveryengine.js";

export interface CreateEngineArgs extends CollectionArgs {
  /** At most 63 characters, by RFC 1034. */
  engineId: Input<string>;
  displayName: Input<string>;
  /** `SOLUTION_TYPE_SEARCH`, `SOLUTION_TYPE_RECOMMENDATION`, `SOLUTION_TYPE_CHAT`, … */
  solutionType: Input<string>;
  /** Ids of data stores in the same collection. */
  dataStoreIds?: TextList;
  /** Has to match the data stores': `GENERIC`, `MEDIA` or `HEALTHCARE_FHIR`. */
  industryVertical?: Input<string>;
  /** Such as `APP_TYPE_INTRANET`. It can't be changed later. */
  appType?: Input<string>;
  commonConfig?: Input<{ companyName?: Input<string> }>;
  searchEngineConfig?: Input<SearchEngineConfig>;
  chatEngineConfig?: Input<ChatEngineConfig>;
  disableAnalytics?: Input<boolean>;
  /** `FEATURE_STATE_ON` or `FEATURE_STATE_OFF`, by the feature's name. */
  features?: Input<Record<string, Input<string>>>;
}

export interface SearchEngineConfig {
  /** `SEARCH_TIER_STANDARD` (the default) or `SEARCH_TIER_ENTERPRISE`. */
  searchTier?: Input<string>;
  /** Such as `SEARCH_ADD_ON_LLM`. */
  searchAddOns?: TextList;
}

/** Exactly one of `agentCreationConfig` and `dialogflowAgentToLink` is given. */
export interface ChatEngineConfig {
  /** A Dialogflow agent is made for the engine. */
  agentCreationConfig?: Input<AgentCreationConfig>;
  /** `projects/…/locations/…/agents/…` */
  dialogflowAgentToLink?: Input<string>;
  /** Whether agent and engine may be in different locations. Default false. */
  allowCrossRegion?: Input<boolean>;
}

export interface AgentCreationConfig {
  /** Such as `en`. */
  defaultLanguageCode: Input<string>;
  /** Such as `Europe/Paris`. */
  timeZone: Input<string>;
  /** Who the agent speaks for. */
  business?: Input<string>;
  /** `global`, `us` or `eu`. */
  location?: Input<string>;
}

export interface DeleteEngineArgs {
  engine: EngineReference;
}

/**
 * Creates an engine (an app): `POST {collection}/engines`. The operation is often done at once.
 *
 * It can't be cancelled: its name is one of the collection's (`…/default_collection/operations/create-engine-…`),
 * and the service has no route for those (discoveryengine_v1alpha.yaml). The engine has to be deleted by itself.
 */
export function createEngine(args: CreateEngineArgs): Recipe {
  const { project, location, collection, engineId, ...body } = args;
  const path = interpolate`${collectionName(args)}/engines`;
  return discoveryengine({ method: "POST", path, query: { engineId }, body });
}

/**
 * Deletes an engine: `DELETE {engine}`.
 *
 * It can't be cancelled: the service has no route for operations of a collection.
 */
export function deleteEngine({ engine }: DeleteEngineArgs): Recipe {
  return discoveryengine({ method: "DELETE", path: engineName(engine) });
}
