import type { Input } from "@pulumi/pulumi";
import { enumValue, required, requiredEnumValue } from "../recipes/fieldRules.js";
import type { StringList, StringMap, UpdateMaskArgs } from "../recipes/recipe.js";
import {
  alloydbRecipe,
  type ClusterReference,
  customMethod,
  type EtagArgs,
  type InstanceReference,
} from "./alloydbRecipe.js";

const INSTANCE_TYPES = ["PRIMARY", "READ_POOL"] as const;
const AVAILABILITY_TYPES = ["ZONAL", "REGIONAL"] as const;
const ACTIVATION_POLICIES = ["ALWAYS", "NEVER"] as const;
const SSL_MODES = ["ENCRYPTED_ONLY", "ALLOW_UNENCRYPTED_AND_ENCRYPTED"] as const;

const instanceRules = {
  availabilityType: enumValue(AVAILABILITY_TYPES),
  activationPolicy: enumValue(ACTIVATION_POLICIES),
  "readPoolConfig.nodeCount": required,
  "clientConnectionConfig.sslConfig.sslMode": requiredEnumValue(SSL_MODES),
};

/** The settings of an instance that create and update requests take. */
export interface InstanceSettings {
  displayName?: Input<string>;
  labels?: StringMap;
  /** Small amounts of data for client tools. */
  annotations?: StringMap;
  /** Default: `REGIONAL` for a primary; read pools have none. */
  availabilityType?: Input<(typeof AVAILABILITY_TYPES)[number]>;
  /** For `ZONAL` instances. Default: one with capacity. */
  gceZone?: Input<string>;
  /** `NEVER` stops the instance. Default `ALWAYS`. */
  activationPolicy?: Input<(typeof ACTIVATION_POLICIES)[number]>;
  /** Settings of the database, by name. */
  databaseFlags?: StringMap;
  machineConfig?: Input<MachineConfig>;
  /** For read pools. */
  readPoolConfig?: Input<{ nodeCount: Input<number> }>;
  networkConfig?: Input<InstanceNetworkConfig>;
  clientConnectionConfig?: Input<ClientConnectionConfig>;
  queryInsightsConfig?: Input<QueryInsightsConfig>;
  pscInstanceConfig?: Input<{ allowedConsumerProjects?: StringList }>;
}

export interface MachineConfig {
  cpuCount?: Input<number>;
  /** For example `n2-highmem-4`; its number of CPUs has to be `cpuCount`. */
  machineType?: Input<string>;
}

export interface InstanceNetworkConfig {
  enablePublicIp?: Input<boolean>;
  enableOutboundPublicIp?: Input<boolean>;
  /** The networks that may connect over the public IP address. */
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

export interface UpdateInstanceArgs extends InstanceSettings, UpdateMaskArgs {
  instance: InstanceReference;
}

export interface DeleteInstanceArgs extends EtagArgs {
  instance: InstanceReference;
}

export interface RestartInstanceArgs {
  instance: InstanceReference;
  /** Full names of the nodes to restart, for read pools. Default: all. */
  nodeIds?: StringList;
}

export interface FailoverInstanceArgs {
  /** A primary instance of type `REGIONAL`. */
  instance: InstanceReference;
}

/**
 * Creates an instance: `POST {cluster}/instances`. It may be done some minutes before the instance can be worked
 * with (hashicorp/terraform-provider-google#21068).
 *
 * Cancellation has a route but is undocumented. Expect an instance, complete or in state FAILED, that you have to
 * delete yourself.
 */
export const createInstance = alloydbRecipe<CreateInstanceArgs>("createInstance", {
  request: "POST {cluster}/instances",
  query: ["instanceId"],
  fields: { instanceId: required, instanceType: requiredEnumValue(INSTANCE_TYPES), ...instanceRules },
  requestId: "query",
});

/**
 * Changes an instance: `PATCH {instance}`. Settings that aren't given stay as they are.
 *
 * Cancellation is undocumented, and so is its effect on a change that is partly done.
 */
export const updateInstance = alloydbRecipe<UpdateInstanceArgs>("updateInstance", {
  request: "PATCH {instance}",
  query: ["updateMask"],
  fields: instanceRules,
  requestId: "query",
});

/**
 * Deletes an instance: `DELETE {instance}`.
 *
 * Cancellation is undocumented. It is not known to restore what a deletion has already removed.
 */
export const deleteInstance = alloydbRecipe<DeleteInstanceArgs>("deleteInstance", {
  request: "DELETE {instance}",
  query: ["etag"],
  requestId: "query",
});

/**
 * Restarts an instance: `POST {instance}:restart`.
 *
 * Cancellation is undocumented.
 */
export const restartInstance = customMethod<RestartInstanceArgs>(
  "restartInstance",
  "POST {instance}:restart",
);

/**
 * Makes the standby of a highly available instance its primary: `POST {instance}:failover`.
 *
 * Cancellation is undocumented.
 */
export const failoverInstance = customMethod<FailoverInstanceArgs>(
  "failoverInstance",
  "POST {instance}:failover",
);
