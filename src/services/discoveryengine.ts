export * from "./discoveryengine/dataStores.js";
export type { DataStoreReference, EngineReference } from "./discoveryengine/discoveryengine.js";
export type * from "./discoveryengine/documentSources.js";
export * from "./discoveryengine/documents.js";
export * from "./discoveryengine/engines.js";
export * from "./discoveryengine/userEvents.js";
