import type { CatalogService } from "../catalog/catalog.js";
import type { Setting, SettingsReader } from "./settingsReader.js";

/**
 * Names of services in pulumi-gcp's endpoint settings, if they differ from the service's key: product names of
 * terraform-provider-google (mmv1/products), in the form of its environment variables. A service that it splits by API
 * version has a name for each version; it has no v2 of cloudresourcemanager, whose folders are in its v3.
 */
const NAMES: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  accesscontextmanager: "access_context_manager",
  agentregistry: "agent_registry",
  aiplatform: "vertex_ai",
  apigateway: "api_gateway",
  appengine: "app_engine",
  artifactregistry: "artifact_registry",
  assuredworkloads: "assured_workloads",
  backupdr: "backup_dr",
  bigqueryreservation: "bigquery_reservation",
  bigtableadmin: "bigtable",
  blockchainnodeengine: "blockchain_node_engine",
  certificatemanager: "certificate_manager",
  cloudaicompanion: "gemini",
  cloudasset: "cloud_asset",
  cloudbuild: { v1: "cloud_build", v2: "cloudbuildv2" },
  cloudfunctions: { v1: "cloud_functions", v2: "cloudfunctions2" },
  cloudkms: "kms",
  cloudresourcemanager: { v1: "resource_manager", v2: "resource_manager_v3", v3: "resource_manager_v3" },
  cloudscheduler: "cloud_scheduler",
  cloudsecuritycompliance: "cloud_security_compliance",
  cloudtasks: "cloud_tasks",
  connectors: "integration_connectors",
  contactcenterinsights: "contact_center_insights",
  datacatalog: "data_catalog",
  datafusion: "data_fusion",
  datalineage: "data_lineage",
  datamigration: "database_migration_service",
  dataprocgdc: "dataproc_gdc",
  developerconnect: "developer_connect",
  dialogflow: { v2: "dialogflow", v3: "dialogflow_cx" },
  discoveryengine: "discovery_engine",
  documentai: "document_ai",
  domains: "clouddomains",
  file: "filestore",
  firebaseapphosting: "firebase_app_hosting",
  firebasedataconnect: "firebase_data_connect",
  firebasehosting: "firebase_hosting",
  gkebackup: "gke_backup",
  gkehub: "gke_hub",
  gkemulticloud: "container_attached",
  iam: { v1: "iam", v2: "iam2", v3: "iam3" },
  iamcredentials: "iam_credentials",
  ids: "cloud_ids",
  licensemanager: "license_manager",
  managedidentities: "active_directory",
  managedkafka: "managed_kafka",
  metastore: "dataproc_metastore",
  migrationcenter: "migration_center",
  ml: "ml_engine",
  networkconnectivity: "network_connectivity",
  networkmanagement: "network_management",
  networksecurity: "network_security",
  networkservices: "network_services",
  notebooks: { v1: "notebooks", v2: "workbench" },
  oracledatabase: "oracle_database",
  osconfig: { v1: "os_config", v2: "os_config_v2" },
  privilegedaccessmanager: "privileged_access_manager",
  pubsublite: "pubsub_lite",
  run: { v1: "cloud_run", v2: "cloud_run_v2" },
  runtimeconfig: "runtime_config",
  saasservicemgmt: "saas_runtime",
  securesourcemanager: "secure_source_manager",
  securitycenter: { v1: "security_center", v2: "security_center_v2" },
  servicemanagement: "service_management",
  servicenetworking: "service_networking",
  serviceusage: "service_usage",
  sqladmin: "sql",
  storage: { v1: "storage", v2: "storage_control" },
  storagebatchoperations: "storage_batch_operations",
  storageinsights: "storage_insights",
  storagetransfer: "storage_transfer",
  tpu: "tpu_v2",
  vectorsearch: "vector_search",
  vpcaccess: "vpc_access",
  workloadidentity: "workload_identity",
};

/**
 * Reads the endpoint of a service: `gcp:dataFusionCustomEndpoint`, GOOGLE_DATA_FUSION_CUSTOM_ENDPOINT. A service that
 * pulumi-gcp doesn't have has settings of the same form, by its key.
 */
export function customEndpoint(
  reader: SettingsReader,
  serviceKey: string,
  apiVersion: string,
): Setting | undefined {
  const name = nameOf(serviceKey, apiVersion);
  return name === undefined
    ? undefined
    : reader.setting(settingOf(name), `GOOGLE_${name.toUpperCase()}_CUSTOM_ENDPOINT`);
}

/** The name of a service's endpoint setting: a key of pulumi-gcp's configuration and a property of its provider. */
export function customEndpointKey(serviceKey: string, apiVersion: string): string | undefined {
  const name = nameOf(serviceKey, apiVersion);
  return name === undefined ? undefined : settingOf(name);
}

function settingOf(name: string): string {
  return `${camelCase(name)}CustomEndpoint`;
}

function nameOf(serviceKey: string, apiVersion: string): string | undefined {
  const names = Object.hasOwn(NAMES, serviceKey) ? NAMES[serviceKey] : serviceKey;
  return typeof names === "object" ? names[/^v\d+/.exec(apiVersion)?.[0] ?? ""] : names;
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Removes the API version at the end of pulumi-gcp's custom endpoints (`https://host/v1/`): here the path of each
 * request contains the version, which may be another one.
 */
export function withoutVersion(baseUrl: string, service: CatalogService | undefined): string {
  const path = new URL(baseUrl).pathname;
  const suffixes = [...(service?.versions.values() ?? [])].map(({ base }) => `/${base}`);
  const longestFirst = suffixes.sort((a, b) => b.length - a.length);
  const suffix =
    longestFirst.find((candidate) => candidate !== "/" && path.endsWith(candidate)) ??
    /\/v\d+[a-z0-9]*$/.exec(path)?.[0] ??
    "";
  return baseUrl.slice(0, baseUrl.length - suffix.length);
}
