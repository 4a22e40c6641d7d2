import type { Input } from "@pulumi/pulumi";
import { enumValue, required, requiredEnumValue } from "./recipes/fieldRules.js";
import type { DatafusionInstance } from "./recipes/gcpResources.js";
import type { ProjectLocationArgs } from "./recipes/pathVariables.js";
import { recipeFactory, type StringMap, type UpdateMaskArgs } from "./recipes/recipe.js";

/** Makes a recipe for Data Fusion. The service takes no request ID. */
const datafusionRecipe = recipeFactory("datafusion", "v1");

/** `projects/…/locations/…/instances/…` or the `gcp.datafusion.Instance`. */
export type InstanceReference = Input<string | DatafusionInstance>;

const INSTANCE_TYPES = ["BASIC", "ENTERPRISE", "DEVELOPER"] as const;
const CONNECTION_TYPES = ["VPC_PEERING", "PRIVATE_SERVICE_CONNECT_INTERFACES"] as const;

const instanceRules = {
  "eventPublishConfig.enabled": required,
  "eventPublishConfig.topic": required,
  "maintenancePolicy.maintenanceWindow.recurringTimeWindow": required,
  "maintenancePolicy.maintenanceWindow.recurringTimeWindow.recurrence": required,
  "maintenancePolicy.maintenanceWindow.recurringTimeWindow.window": required,
};

/** The settings of an instance that create and update requests take. */
export interface InstanceSettings {
  description?: Input<string>;
  displayName?: Input<string>;
  /** `=` is not allowed in them. */
  labels?: StringMap;
  /** Additional settings of the instance, by name. */
  options?: StringMap;
  /** Granular role-based access control. */
  enableRbac?: Input<boolean>;
  /** Cloud Logging for Dataproc. */
  enableStackdriverLogging?: Input<boolean>;
  /** Cloud Monitoring for Dataproc. */
  enableStackdriverMonitoring?: Input<boolean>;
  dataplexDataLineageIntegrationEnabled?: Input<boolean>;
  eventPublishConfig?: Input<EventPublishConfig>;
  maintenancePolicy?: Input<MaintenancePolicy>;
}

export interface EventPublishConfig {
  enabled: Input<boolean>;
  /** `projects/…/topics/…` */
  topic: Input<string>;
}

export interface MaintenancePolicy {
  maintenanceWindow?: Input<{ recurringTimeWindow: Input<RecurringTimeWindow> }>;
  maintenanceExclusionWindow?: Input<TimeWindow>;
}

export interface RecurringTimeWindow {
  /** An RRULE of RFC 5545 with `FREQ=WEEKLY`. */
  recurrence: Input<string>;
  /** Only its times of day count. */
  window: Input<TimeWindow>;
}

/** Both in RFC 3339. */
export interface TimeWindow {
  startTime: Input<string>;
  endTime: Input<string>;
}

export interface CreateInstanceArgs extends InstanceSettings, ProjectLocationArgs {
  /** At most 30 lower-case letters, digits and hyphens; a letter first, no hyphen last. */
  instanceId: Input<string>;
  type: Input<(typeof INSTANCE_TYPES)[number]>;
  /** Private IP addresses only. Needs `networkConfig`. Default false. */
  privateInstance?: Input<boolean>;
  networkConfig?: Input<NetworkConfig>;
  /** A key of Cloud KMS, `projects/…/cryptoKeys/…`, for the data. Default: Google's keys. */
  cryptoKeyConfig?: Input<{ keyReference: Input<string> }>;
  /** Service account that Dataproc runs pipelines with. */
  dataprocServiceAccount?: Input<string>;
  /** For `DEVELOPER` instances only. */
  zone?: Input<string>;
  /** Resource Manager tags; they can't be changed later. */
  tags?: StringMap;
}

export interface NetworkConfig {
  /** Default `VPC_PEERING`. */
  connectionType?: Input<(typeof CONNECTION_TYPES)[number]>;
  /** For peering: the network's name, or `projects/{host project}/global/networks/…` for a shared one. */
  network?: Input<string>;
  /** For peering: a free /22 range such as `192.168.0.0/22`. */
  ipAllocation?: Input<string>;
  /** For Private Service Connect: `projects/…/regions/…/networkAttachments/…`. */
  privateServiceConnectConfig?: Input<{ networkAttachment: Input<string> }>;
}

export interface UpdateInstanceArgs extends InstanceSettings, UpdateMaskArgs {
  instance: InstanceReference;
  /** Data Fusion's version to upgrade to, such as `6.11.0`. */
  version?: Input<string>;
  patchRevision?: Input<string>;
}

export interface DeleteInstanceArgs {
  instance: InstanceReference;
  /** Nested resources are deleted too. Default false. */
  force?: Input<boolean>;
}

export interface RestartInstanceArgs {
  instance: InstanceReference;
}

/**
 * Creates an instance: `POST projects/{project}/locations/{location}/instances`. It takes tens of minutes; 90 are
 * on record (hashicorp/terraform-provider-google#20007).
 *
 * Cancellation has a route for every operation of Data Fusion but is undocumented. Expect the operation to complete
 * despite it, and an instance, complete or in state FAILED, that you have to delete yourself.
 */
export const createInstance = datafusionRecipe<CreateInstanceArgs>("createInstance", {
  request: "POST projects/{project}/locations/{location}/instances",
  query: ["instanceId"],
  fields: {
    instanceId: required,
    type: requiredEnumValue(INSTANCE_TYPES),
    "networkConfig.connectionType": enumValue(CONNECTION_TYPES),
    "networkConfig.privateServiceConnectConfig.networkAttachment": required,
    "cryptoKeyConfig.keyReference": required,
    ...instanceRules,
  },
});

/**
 * Changes or upgrades an instance: `PATCH {instance}`. Settings that aren't given stay as they are.
 *
 * Cancellation is undocumented, and so is its effect on a change that is partly done.
 */
export const updateInstance = datafusionRecipe<UpdateInstanceArgs>("updateInstance", {
  request: "PATCH {instance}",
  query: ["updateMask"],
  fields: instanceRules,
});

/**
 * Deletes an instance: `DELETE {instance}`.
 *
 * Cancellation is undocumented. It is not known to restore what a deletion has already removed.
 */
export const deleteInstance = datafusionRecipe<DeleteInstanceArgs>("deleteInstance", {
  request: "DELETE {instance}",
  query: ["force"],
});

/**
 * Restarts an instance: `POST {instance}:restart`.
 *
 * Cancellation is undocumented.
 */
export const restartInstance = datafusionRecipe<RestartInstanceArgs>("restartInstance", {
  request: "POST {instance}:restart",
});
