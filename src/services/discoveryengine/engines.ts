import type { Input } from "@pulumi/pulumi";
import type { LiteralUnion } from "../../core/text.js";
import { enumValue, oneField, required } from "../recipes/fieldRules.js";
import type { OneOf, StringList } from "../recipes/recipe.js";
import {
  type CollectionArgs,
  discoveryengineRecipe,
  type EngineReference,
  INDUSTRY_VERTICALS,
  type IndustryVertical,
  type MultiRegion,
  type SolutionType,
} from "./discoveryengineRecipe.js";

const FEATURE_STATES = ["FEATURE_STATE_ON", "FEATURE_STATE_OFF"] as const;
const SEARCH_TIERS = ["SEARCH_TIER_STANDARD", "SEARCH_TIER_ENTERPRISE"] as const;

export interface CreateEngineArgs extends CollectionArgs {
  /** At most 63 characters, by RFC 1034. */
  engineId: Input<string>;
  displayName: Input<string>;
  solutionType: Input<LiteralUnion<SolutionType>>;
  /** IDs of data stores in the same collection. */
  dataStoreIds?: StringList;
  /** Has to match the data stores'. */
  industryVertical?: Input<IndustryVertical>;
  /** It can't be changed later. */
  appType?: Input<LiteralUnion<"APP_TYPE_INTRANET">>;
  commonConfig?: Input<{ companyName?: Input<string> }>;
  searchEngineConfig?: Input<SearchEngineConfig>;
  chatEngineConfig?: Input<ChatEngineConfig>;
  disableAnalytics?: Input<boolean>;
  /** By the feature's name. */
  features?: Input<Record<string, Input<(typeof FEATURE_STATES)[number]>>>;
}

export interface SearchEngineConfig {
  /** Default `SEARCH_TIER_STANDARD`. */
  searchTier?: Input<(typeof SEARCH_TIERS)[number]>;
  searchAddOns?: Input<Input<LiteralUnion<"SEARCH_ADD_ON_LLM">>[]>;
}

/** Exactly one of `agentCreationConfig` and `dialogflowAgentToLink` is given. */
export type ChatEngineConfig = ChatEngineSettings & OneOf<ChatEngineAgents>;

export interface ChatEngineSettings {
  /** True if agent and engine may be in different locations. Default false. */
  allowCrossRegion?: Input<boolean>;
}

export interface ChatEngineAgents {
  /** A Dialogflow agent is made for the engine. */
  agentCreationConfig: Input<AgentCreationConfig>;
  /** `projects/…/locations/…/agents/…` */
  dialogflowAgentToLink: Input<string>;
}

export interface AgentCreationConfig {
  /** For example `en`. */
  defaultLanguageCode: Input<string>;
  /** For example `Europe/Paris`. */
  timeZone: Input<string>;
  /** The organisation that the agent speaks for. */
  business?: Input<string>;
  location?: Input<LiteralUnion<MultiRegion>>;
}

export interface DeleteEngineArgs {
  engine: EngineReference;
}

/**
 * Creates an engine (an app): `POST {collection}/engines`. The operation is often done at once.
 *
 * It can't be cancelled: its name is one of the collection's (`…/default_collection/operations/create-engine-…`),
 * and the service has no route for those (discoveryengine_v1alpha.yaml). You have to delete the engine yourself.
 */
export const createEngine = discoveryengineRecipe<CreateEngineArgs>("createEngine", {
  request: "POST projects/{project}/locations/{location}/collections/{collection}/engines",
  query: ["engineId"],
  fields: {
    engineId: required,
    displayName: required,
    solutionType: required,
    industryVertical: enumValue(INDUSTRY_VERTICALS),
    "features.*": enumValue(FEATURE_STATES),
    "searchEngineConfig.searchTier": enumValue(SEARCH_TIERS),
    chatEngineConfig: oneField(["agentCreationConfig", "dialogflowAgentToLink"]),
    "chatEngineConfig.agentCreationConfig.defaultLanguageCode": required,
    "chatEngineConfig.agentCreationConfig.timeZone": required,
  },
});

/**
 * Deletes an engine: `DELETE {engine}`.
 *
 * It can't be cancelled: the service has no route for operations of a collection.
 */
export const deleteEngine = discoveryengineRecipe<DeleteEngineArgs>("deleteEngine", {
  request: "DELETE {engine}",
});
