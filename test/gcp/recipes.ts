import {
  alloydb,
  cloudaicompanion,
  datafusion,
  datastore,
  discoveryengine,
  type Recipe,
} from "pulumi-gcp-lro";
import type { makeResources } from "./resources.js";

/** A recipe of a resource, and the resource whose deletion has to wait for the operation. */
export interface ResourceRecipe {
  recipe: Recipe;
  path: string;
  dependsOn: string;
}

/** Every place where a recipe takes a resource. That this compiles is half of the test: the classes fit. */
export function makeRecipes(made: ReturnType<typeof makeResources>): Record<string, ResourceRecipe> {
  const { cluster, alloydbInstance, backup, datafusionInstance, dataStore, database } = made;
  const { searchEngine, chatEngine, recommendationEngine, codeRepositoryIndex, repositoryGroup } = made;
  const clusterName = "projects/shop/locations/europe-west1/clusters/orders";
  const dataStoreName = "projects/shop/locations/eu/collections/default_collection/dataStores/docs";
  const engines = "projects/shop/locations/eu/collections/default_collection/engines";
  const index = "projects/shop/locations/us-central1/codeRepositoryIndexes/code";
  return {
    "alloydb.Cluster": {
      recipe: alloydb.exportCluster({
        cluster,
        database: "orders",
        gcsDestination: { uri: "gs://exports/orders.sql" },
        sqlExportOptions: {},
      }),
      path: `${clusterName}:export`,
      dependsOn: "gcp:alloydb/cluster:Cluster",
    },
    "alloydb.Cluster of a backup": {
      recipe: alloydb.createBackup({ cluster, backupId: "by-hand" }),
      path: "projects/shop/locations/europe-west1/backups",
      dependsOn: "gcp:alloydb/cluster:Cluster",
    },
    "alloydb.Instance": {
      recipe: alloydb.failoverInstance({ instance: alloydbInstance }),
      path: `${clusterName}/instances/main:failover`,
      dependsOn: "gcp:alloydb/instance:Instance",
    },
    "alloydb.Backup": {
      recipe: alloydb.deleteBackup({ backup }),
      path: "projects/shop/locations/europe-west1/backups/nightly",
      dependsOn: "gcp:alloydb/backup:Backup",
    },
    "datafusion.Instance": {
      recipe: datafusion.restartInstance({ instance: datafusionInstance }),
      path: "projects/shop/locations/europe-west1/instances/etl:restart",
      dependsOn: "gcp:datafusion/instance:Instance",
    },
    "discoveryengine.DataStore": {
      recipe: discoveryengine.purgeDocuments({ dataStore, filter: "*", force: true }),
      path: `${dataStoreName}/branches/default_branch/documents:purge`,
      dependsOn: "gcp:discoveryengine/dataStore:DataStore",
    },
    "discoveryengine.SearchEngine": {
      recipe: discoveryengine.deleteEngine({ engine: searchEngine }),
      path: `${engines}/search`,
      dependsOn: "gcp:discoveryengine/searchEngine:SearchEngine",
    },
    "discoveryengine.ChatEngine": {
      recipe: discoveryengine.deleteEngine({ engine: chatEngine }),
      path: `${engines}/chat`,
      dependsOn: "gcp:discoveryengine/chatEngine:ChatEngine",
    },
    "discoveryengine.RecommendationEngine": {
      recipe: discoveryengine.deleteEngine({ engine: recommendationEngine }),
      path: `${engines}/more`,
      dependsOn: "gcp:discoveryengine/recommendationEngine:RecommendationEngine",
    },
    "gemini.CodeRepositoryIndex": {
      recipe: cloudaicompanion.updateCodeRepositoryIndex({ codeRepositoryIndex, labels: { team: "shop" } }),
      path: index,
      dependsOn: "gcp:gemini/codeRepositoryIndex:CodeRepositoryIndex",
    },
    "gemini.RepositoryGroup": {
      recipe: cloudaicompanion.deleteRepositoryGroup({ repositoryGroup }),
      path: `${index}/repositoryGroups/shop`,
      dependsOn: "gcp:gemini/repositoryGroup:RepositoryGroup",
    },
    "firestore.Database": {
      recipe: datastore.exportEntities({ database, outputUrlPrefix: "gs://exports/all" }),
      path: "projects/shop:export",
      dependsOn: "gcp:firestore/database:Database",
    },
  };
}
