import * as gcp from "@pulumi/gcp";

/** One of each resource that recipes take, as a program makes them. */
export function makeResources() {
  const cluster = new gcp.alloydb.Cluster("cluster", {
    clusterId: "orders",
    location: "europe-west1",
    networkConfig: { network: "projects/1/global/networks/default" },
  });
  const alloydbInstance = new gcp.alloydb.Instance("alloydb-instance", {
    cluster: cluster.name,
    instanceId: "main",
    instanceType: "PRIMARY",
  });
  const backup = new gcp.alloydb.Backup("backup", {
    backupId: "nightly",
    location: "europe-west1",
    clusterName: cluster.name,
  });
  const datafusionInstance = new gcp.datafusion.Instance("datafusion-instance", {
    name: "etl",
    region: "europe-west1",
    type: "BASIC",
  });
  const common = { location: "eu", displayName: "Shop" };
  const dataStore = new gcp.discoveryengine.DataStore("data-store", {
    ...common,
    dataStoreId: "docs",
    contentConfig: "NO_CONTENT",
    industryVertical: "GENERIC",
  });
  const engine = { ...common, collectionId: "default_collection", dataStoreIds: [dataStore.dataStoreId] };
  const searchEngine = new gcp.discoveryengine.SearchEngine("search-engine", {
    ...engine,
    engineId: "search",
    searchEngineConfig: {},
  });
  const chatEngine = new gcp.discoveryengine.ChatEngine("chat-engine", {
    ...engine,
    engineId: "chat",
    chatEngineConfig: {},
  });
  const recommendationEngine = new gcp.discoveryengine.RecommendationEngine("recommendation-engine", {
    ...common,
    dataStoreIds: [dataStore.dataStoreId],
    engineId: "more",
  });
  const codeRepositoryIndex = new gcp.gemini.CodeRepositoryIndex("index", {
    location: "us-central1",
    codeRepositoryIndexId: "code",
  });
  const repositoryGroup = new gcp.gemini.RepositoryGroup("group", {
    location: "us-central1",
    codeRepositoryIndex: "code",
    repositoryGroupId: "shop",
    repositories: [{ resource: "r", branchPattern: "main" }],
  });
  const database = new gcp.firestore.Database("database", {
    name: "(default)",
    locationId: "eur3",
    type: "DATASTORE_MODE",
  });
  return {
    cluster,
    alloydbInstance,
    backup,
    datafusionInstance,
    dataStore,
    searchEngine,
    chatEngine,
    recommendationEngine,
    codeRepositoryIndex,
    repositoryGroup,
    database,
  };
}
