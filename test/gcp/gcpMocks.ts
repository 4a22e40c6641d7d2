import { type Input, type Output, output, runtime } from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";

/** The id of each resource, as @pulumi/gcp documents it for imports. */
const ids: Record<string, (inputs: Record<string, string>) => string> = {
  "gcp:alloydb/cluster:Cluster": ({ project, location, clusterId }) =>
    `projects/${project}/locations/${location}/clusters/${clusterId}`,
  "gcp:alloydb/instance:Instance": ({ cluster, instanceId }) => `${cluster}/instances/${instanceId}`,
  "gcp:alloydb/backup:Backup": ({ project, location, backupId }) =>
    `projects/${project}/locations/${location}/backups/${backupId}`,
  "gcp:datafusion/instance:Instance": ({ project, region, name }) =>
    `projects/${project}/locations/${region}/instances/${name}`,
  "gcp:discoveryengine/dataStore:DataStore": ({ project, location, dataStoreId }) =>
    `projects/${project}/locations/${location}/collections/default_collection/dataStores/${dataStoreId}`,
  "gcp:discoveryengine/searchEngine:SearchEngine": engineId,
  "gcp:discoveryengine/chatEngine:ChatEngine": engineId,
  "gcp:discoveryengine/recommendationEngine:RecommendationEngine": engineId,
  "gcp:gemini/codeRepositoryIndex:CodeRepositoryIndex": ({ project, location, codeRepositoryIndexId }) =>
    `projects/${project}/locations/${location}/codeRepositoryIndexes/${codeRepositoryIndexId}`,
  "gcp:gemini/repositoryGroup:RepositoryGroup": ({
    project,
    location,
    codeRepositoryIndex,
    repositoryGroupId,
  }) =>
    `projects/${project}/locations/${location}/codeRepositoryIndexes/${codeRepositoryIndex}/repositoryGroups/${repositoryGroupId}`,
  "gcp:firestore/database:Database": ({ project, name }) => `projects/${project}/databases/${name}`,
};

function engineId({
  project,
  location,
  collectionId = "default_collection",
  engineId: id,
}: Record<string, string>) {
  return `projects/${project}/locations/${location}/collections/${collectionId}/engines/${id}`;
}

/** The registered resources, in order. */
export const registered: MockResourceArgs[] = [];

/** Plays the engine and pulumi-gcp, whose default project is `shop`. In a preview nothing has an id yet. */
export async function mockGcp({ preview }: { preview: boolean }): Promise<void> {
  await runtime.setMocks(
    {
      newResource: (resource) => {
        registered.push(resource);
        const inputs = { project: "shop", ...resource.inputs };
        const id = preview ? undefined : (ids[resource.type]?.(inputs) ?? `${resource.name}-id`);
        // Most resources are called by their id; those that take a short name keep it.
        return { id, state: { name: id, ...inputs } };
      },
      call: ({ inputs }) => inputs,
    },
    "program",
    "dev",
    preview,
  );
  runtime.setAllConfig({ "gcp:project": "shop", "gcp:region": "europe-west1" });
}

/** The value of an input, with outputs within it. */
export function resolved<Value>(input: Input<Value>): Promise<Value> {
  return (output(input) as unknown as { promise(): Promise<Value> }).promise();
}

/** True if the value is known; in a preview it may not be. */
export function isKnown(value: Output<unknown>): Promise<boolean> {
  return (value as unknown as { isKnown: Promise<boolean> }).isKnown;
}

/** Types of the resources that an output depends on, and that have to outlive what is made of it. */
export async function dependenciesOf(value: Output<unknown>): Promise<string[]> {
  const { allResources } = value as unknown as { allResources(): Promise<Set<{ __pulumiType?: string }>> };
  return [...(await allResources.call(value))].map((resource) => resource.__pulumiType ?? "");
}
