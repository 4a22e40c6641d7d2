export * from "./dataStores.js";
export type { DataStoreReference, EngineReference } from "./discoveryengine.js";
export type * from "./documentSources.js";
export * from "./documents.js";
export * from "./engines.js";
export * from "./userEvents.js";
