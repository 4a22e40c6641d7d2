import { type Input, interpolate } from "@pulumi/pulumi";
import type { Recipe, TextList, TextMap } from "../recipe.js";
import { updateMask } from "../updateMask.js";
import {
  alloydb,
  type ClusterReference,
  clusterName,
  type InstanceReference,
  instanceName,
} from "./alloydb.js";

/** What an instance can be created and updated with. */
export interface InstanceSettings {
  displayName?: Input<string>;
  labels?: TextMap;
  /** Small amounts of data for client tools. */
  annotations?: TextMap;
  /** `ZONAL` or `REGIONAL`. Default: `REGIONAL` for a primary; read pools have none. */
  availabilityType?: Input<string>;
  /** For `ZONAL` instances. Default: one with capacity. */
  gceZone?: Input<string>;
  /** `ALWAYS` or `NEVER`, which stops the instance. Default `ALWAYS`. */
  activationPolicy?: Input<string>;
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
  /** `ENCRYPTED_ONLY` or `ALLOW_UNENCRYPTED_AND_ENCRYPTED`. */
  sslConfig?: Input<{ sslMode: Input<string> }>;
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
  /** `PRIMARY` or `READ_POOL`. */
  instanceType: Input<string>;
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
export function createInstance(args: CreateInstanceArgs): Recipe {
  const { cluster, instanceId, ...body } = args;
  const path = interpolate`${clusterName(cluster)}/instances`;
  return alloydb({ method: "POST", path, query: { instanceId }, body, requestId: "query" });
}

/**
 * Changes an instance: `PATCH {instance}`. What isn't given stays as it is.
 *
 * Whether cancellation is honoured is undocumented, and so is what it would leave of the change.
 */
export function updateInstance(args: UpdateInstanceArgs): Recipe {
  const { instance, updateMask: asked, ...body } = args;
  const query = { updateMask: updateMask("alloydb", body, asked) };
  return alloydb({ method: "PATCH", path: instanceName(instance), query, body, requestId: "query" });
}

/**
 * Deletes an instance: `DELETE {instance}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export function deleteInstance({ instance, etag }: DeleteInstanceArgs): Recipe {
  return alloydb({ method: "DELETE", path: instanceName(instance), query: { etag }, requestId: "query" });
}

/**
 * Restarts an instance: `POST {instance}:restart`.
 *
 * Whether cancellation is honoured is undocumented.
 */
export function restartInstance(args: RestartInstanceArgs): Recipe {
  const { instance, ...body } = args;
  const path = interpolate`${instanceName(instance)}:restart`;
  return alloydb({ method: "POST", path, body, requestId: "body" });
}

/**
 * Makes the standby of a highly available instance its primary: `POST {instance}:failover`.
 *
 * Whether cancellation is honoured is undocumented.
 */
export function failoverInstance({ instance }: FailoverInstanceArgs): Recipe {
  const path = interpolate`${instanceName(instance)}:failover`;
  return alloydb({ method: "POST", path, body: {}, requestId: "body" });
}
