import type { Input } from "@pulumi/pulumi";
import { oneOfWords, required, requiredWord } from "../recipes/fieldRules.js";
import type { TextList, TextMap } from "../recipes/recipe.js";
import { alloydb, type ClusterReference, type InstanceReference } from "./alloydb.js";

const INSTANCE_TYPES = ["PRIMARY", "READ_POOL"] as const;
const AVAILABILITY_TYPES = ["ZONAL", "REGIONAL"] as const;
const ACTIVATION_POLICIES = ["ALWAYS", "NEVER"] as const;
const SSL_MODES = ["ENCRYPTED_ONLY", "ALLOW_UNENCRYPTED_AND_ENCRYPTED"] as const;

const instanceRules = {
  availabilityType: oneOfWords(AVAILABILITY_TYPES),
  activationPolicy: oneOfWords(ACTIVATION_POLICIES),
  "readPoolConfig.nodeCount": required,
  "clientConnectionConfig.sslConfig.sslMode": requiredWord(SSL_MODES),
};

/** What an instance can be created and updated with. */
export interface InstanceSettings {
  displayName?: Input<string>;
  labels?: TextMap;
  /** Small amounts of data for client tools. */
  annotations?: TextMap;
  /** Default: `REGIONAL` for a primary; read pools have none. */
  availabilityType?: Input<(typeof AVAILABILITY_TYPES)[number]>;
  /** For `ZONAL` instances. Default: one with capacity. */
  gceZone?: Input<string>;
  /** `NEVER` stops the instance. Default `ALWAYS`. */
  activationPolicy?: Input<(typeof ACTIVATION_POLICIES)[number]>;
  /** Settings of the database, by name. */
  databaseFlags?: TextMap;
  machineConfig?: Input<MachineConfig>;
  /** For read pools. */
  readPoolConfig?: Input<{ nodeCount: Input<number> }>;
  networkConfig?: Input<InstanceNetworkConfig>;
  clientConnectionConfig?: Input<ClientConnectionConfig>;
  queryInsightsConfig?: Input<QueryInsightsConfig>;
  pscInstanceConfig?: Input<{ allowedConsumerProjects?: TextList }>;
}

export interface MachineConfig {
  cpuCount?: Input<number>;
  /** Such as `n2-highmem-4`; its number of CPUs has to be `cpuCount`. */
  machineType?: Input<string>;
}

export interface InstanceNetworkConfig {
  enablePublicIp?: Input<boolean>;
  enableOutboundPublicIp?: Input<boolean>;
  /** Who may connect over the public IP address. */
  authorizedExternalNetworks?: Input<Input<{ cidrRange: Input<string> }>[]>;
}

export interface ClientConnectionConfig {
  /** Only connections by AlloyDB's connectors, such as the Auth Proxy. */
  requireConnectors?: Input<boolean>;
  sslConfig?: Input<{ sslMode: Input<(typeof SSL_MODES)[number]> }>;
}

export interface QueryInsightsConfig {
  /** 256 to 4500 characters. Default 1024. */
  queryStringLength?: Input<number>;
  /** 0 to 20. Default 5. */
  queryPlansPerMinute?: Input<number>;
  /** Default true. */
  recordApplicationTags?: Input<boolean>;
  /** Default true. */
  recordClientAddress?: Input<boolean>;
}

export interface CreateInstanceArgs extends InstanceSettings {
  cluster: ClusterReference;
  instanceId: Input<string>;
  instanceType: Input<(typeof INSTANCE_TYPES)[number]>;
}

export interface UpdateInstanceArgs extends InstanceSettings {
  instance: InstanceReference;
  /** Fields to overwrite, comma-separated: `machineConfig.cpuCount`. Default: those that are given. */
  updateMask?: Input<string>;
}

export interface DeleteInstanceArgs {
  instance: InstanceReference;
  /** Refuses (ABORTED) when the instance is no longer the one with this etag. */
  etag?: Input<string>;
}

export interface RestartInstanceArgs {
  instance: InstanceReference;
  /** Full names of the nodes to restart, for read pools. Default: all. */
  nodeIds?: TextList;
}

export interface FailoverInstanceArgs {
  /** A primary instance of type `REGIONAL`. */
  instance: InstanceReference;
}

/**
 * Creates an instance: `POST {cluster}/instances`. It may be done some minutes before the instance can be worked
 * with (hashicorp/terraform-provider-google#21068).
 *
 * Whether cancellation is honoured is undocumented; there is a route. Expect an instance, whole or in state
 * FAILED, that has to be deleted by itself.
 */
export const createInstance = alloydb<CreateInstanceArgs>("createInstance", {
  request: "POST {cluster}/instances",
  query: ["instanceId"],
  fields: { instanceId: required, instanceType: requiredWord(INSTANCE_TYPES), ...instanceRules },
  requestId: "query",
});

/**
 * Changes an instance: `PATCH {instance}`. What isn't given stays as it is.
 *
 * Whether cancellation is honoured is undocumented, and so is what it would leave of the change.
 */
export const updateInstance = alloydb<UpdateInstanceArgs>("updateInstance", {
  request: "PATCH {instance}",
  query: ["updateMask"],
  fields: instanceRules,
  requestId: "query",
});

/**
 * Deletes an instance: `DELETE {instance}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export const deleteInstance = alloydb<DeleteInstanceArgs>("deleteInstance", {
  request: "DELETE {instance}",
  query: ["etag"],
  requestId: "query",
});

/**
 * Restarts an instance: `POST {instance}:restart`.
 *
 * Whether cancellation is honoured is undocumented.
 */
export const restartInstance = alloydb<RestartInstanceArgs>("restartInstance", {
  request: "POST {instance}:restart",
  requestId: "body",
});

/**
 * Makes the standby of a highly available instance its primary: `POST {instance}:failover`.
 *
 * Whether cancellation is honoured is undocumented.
 */
export const failoverInstance = alloydb<FailoverInstanceArgs>("failoverInstance", {
  request: "POST {instance}:failover",
  requestId: "body",
});
