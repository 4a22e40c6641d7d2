import type { Result } from "../core/result.js";
import { type CatalogService, findService } from "../google/catalog/catalog.js";
import type { NamePattern } from "../google/catalog/namePattern.js";
import { nearestParent } from "../google/catalog/operationRoutes.js";
import { pathProblem, splitFullName } from "../google/names/resourceName.js";
import { nameTemplateOf, selectableOperations } from "./guardTable.js";

/** The operations that concern a resource: those of a service below a parent, with a target. */
export interface ResourceTarget {
  /** Catalog key. */
  service: string;
  /** The parent whose operations the service lists: the resource, the nearest one above it, or a part of it. */
  parent: string;
  /** Name of the resource. */
  target: string;
}

/** A resource of @pulumi/gcp, by its values. */
export interface GcpResourceValues {
  /** Type token, such as `gcp:alloydb/cluster:Cluster`. */
  type: string;
  /** Empty or absent before the resource exists. */
  id?: string;
  /** Outputs or inputs. */
  properties: Readonly<Record<string, unknown>>;
}

/** Values for properties that a resource may leave to its provider. */
export interface ProviderDefaults {
  project?: string | undefined;
  region?: string | undefined;
}

/** Names of a type's resources, with properties in braces. */
interface NameTemplates {
  name: string;
  /** The resource that creations of this type work on, if that is not the new resource itself. */
  creationTarget?: string;
  /** The part of the resource that its operations are listed below. Default: the resource itself. */
  listedBelow?: string;
}

const LOCATION = "projects/{project}/locations/{location}";
const CLUSTER = "{cluster}";
const INDEX = `${LOCATION}/codeRepositoryIndexes/{codeRepositoryIndex}`;
const COLLECTION = `${LOCATION}/collections/{collectionId}`;
const DATABASE = "projects/{project}/databases/{database}";

const NAME_TEMPLATES: Readonly<Record<string, NameTemplates>> = {
  "gcp:alloydb/cluster:Cluster": { name: `${LOCATION}/clusters/{clusterId}` },
  "gcp:alloydb/instance:Instance": { name: `${CLUSTER}/instances/{instanceId}`, creationTarget: CLUSTER },
  "gcp:alloydb/backup:Backup": { name: `${LOCATION}/backups/{backupId}` },
  "gcp:alloydb/user:User": { name: `${CLUSTER}/users/{userId}`, creationTarget: CLUSTER },
  "gcp:datafusion/instance:Instance": { name: "projects/{project}/locations/{region}/instances/{name}" },
  "gcp:discoveryengine/dataStore:DataStore": {
    name: `${COLLECTION}/dataStores/{dataStoreId}`,
    // Imports and purges run on branches. 0 is the default branch, the only one that data stores have unless asked for more.
    listedBelow: "branches/0",
  },
  "gcp:discoveryengine/searchEngine:SearchEngine": { name: `${COLLECTION}/engines/{engineId}` },
  "gcp:discoveryengine/chatEngine:ChatEngine": { name: `${COLLECTION}/engines/{engineId}` },
  "gcp:discoveryengine/recommendationEngine:RecommendationEngine": {
    name: `${COLLECTION}/engines/{engineId}`,
  },
  "gcp:firestore/database:Database": { name: "projects/{project}/databases/{name}" },
  "gcp:firestore/index:Index": {
    name: `${DATABASE}/collectionGroups/{collection}/indexes/-`,
    creationTarget: DATABASE,
  },
  "gcp:firestore/field:Field": {
    name: `${DATABASE}/collectionGroups/{collection}/fields/{field}`,
    creationTarget: DATABASE,
  },
  "gcp:gemini/codeRepositoryIndex:CodeRepositoryIndex": {
    name: `${LOCATION}/codeRepositoryIndexes/{codeRepositoryIndexId}`,
  },
  "gcp:gemini/repositoryGroup:RepositoryGroup": {
    name: `${INDEX}/repositoryGroups/{repositoryGroupId}`,
    creationTarget: INDEX,
  },
};

/** The values that pulumi-gcp uses for properties that are absent. */
const PROPERTY_DEFAULTS: Readonly<Record<string, string>> = {
  collectionId: "default_collection",
  database: "(default)",
};

/** Finds the operations that concern an existing resource. The error is the reason why there are none, a clause. */
export function targetOfResource(
  { type, id, properties }: GcpResourceValues,
  defaults: ProviderDefaults = {},
): Result<ResourceTarget, string> {
  const name = [id, properties.name]
    .map((text) => (typeof text === "string" ? splitFullName(text).name : ""))
    .find(isFullName);
  const template = NAME_TEMPLATES[type]?.name ?? nameTemplateOf(type);
  if (name !== undefined || template === undefined) {
    return targetOfName(type, name);
  }
  const filled = fillTemplate(template, properties, defaults);
  return filled.ok ? targetOfName(type, filled.value) : filled;
}

/**
 * Finds the operations that concern the creation of a resource: those on the resource that it becomes a part of. For a
 * resource directly in a project or location these are the operations on its own name, never all of the location.
 */
export function targetOfCreation(
  { type, properties }: GcpResourceValues,
  defaults: ProviderDefaults = {},
): Result<ResourceTarget, string> {
  const templates = NAME_TEMPLATES[type];
  const template = templates?.creationTarget ?? templates?.name ?? nameTemplateOf(type);
  if (template === undefined) {
    return { ok: false, error: `the name of a new ${type} is not known` };
  }
  const target = fillTemplate(template, properties, defaults);
  return target.ok ? targetOfName(type, target.value) : target;
}

function targetOfName(type: string, name: string | undefined): Result<ResourceTarget, string> {
  const selectable = selectableOperations(type);
  const service = selectable.ok ? findService(selectable.value.service) : serviceOfModule(type);
  if (service === undefined) {
    return { ok: false, error: `the service of ${type} is not in the catalog` };
  }
  if (name === undefined) {
    return { ok: false, error: `the ID of ${type} is not the name of a resource` };
  }
  if (pathProblem(name) !== undefined) {
    return { ok: false, error: `the ID of ${type} can't be used` };
  }
  const { listedBelow } = NAME_TEMPLATES[type] ?? {};
  const parent =
    selectable.ok && !selectable.value.areBelow
      ? cancelParentOf(service, name)
      : listParentOf(service, listedBelow === undefined ? name : `${name}/${listedBelow}`);
  return parent === undefined
    ? { ok: false, error: `${service.host} has no list of operations for ${type}` }
    : { ok: true, value: { service: service.key, parent, target: name } };
}

function serviceOfModule(type: string): CatalogService | undefined {
  const [, module = ""] = /^gcp:([a-z]+)\//i.exec(type) ?? [];
  return findService(module);
}

/** The longest beginning of a name below which the service lists operations; the name itself counts. */
function listParentOf(service: CatalogService, name: string): string | undefined {
  return nearestParent(
    namesOf(service).filter(({ methods }) => methods.has("list")),
    name,
  );
}

/** The longest beginning of a name below which the service lists operations and cancels them, without the name itself. */
function cancelParentOf(service: CatalogService, name: string): string | undefined {
  return nearestParent(
    namesOf(service).filter(({ methods }) => methods.has("list") && methods.has("cancel")),
    name.replace(/\/[^/]+$/, ""),
  );
}

function namesOf({ versions }: CatalogService): NamePattern[] {
  return [...versions.values()].flatMap(({ names }) => names);
}

function isFullName(text: string): boolean {
  return /^(?:projects|folders|organizations)\/[^/]+\/./.test(text);
}

function fillTemplate(
  template: string,
  properties: GcpResourceValues["properties"],
  { project, region }: ProviderDefaults,
): Result<string, string> {
  const fallback: Readonly<Record<string, string | undefined>> = { ...PROPERTY_DEFAULTS, project, region };
  let problem: string | undefined;
  const name = template.replace(/\{(\w+)\}/g, (_, property: string) => {
    const given = properties[property];
    const value = given === undefined || given === null ? fallback[property] : given;
    if (typeof value === "string" && value !== "") {
      return value;
    }
    // The engine hands the outputs of secrets to a hook.
    problem ??= `its property ${property} ${typeof value === "object" ? "is secret" : "has no value"}`;
    return "";
  });
  return problem === undefined ? { ok: true, value: name } : { ok: false, error: problem };
}
