/** The Pulumi program of the live test: one Datastore export. */
import { Config } from "@pulumi/pulumi";
import { datastore, LongRunningOperation } from "pulumi-gcp-lro";

const config = new Config();
const kinds = config.requireObject<string[]>("kinds");

export const { operationName } = new LongRunningOperation("export", {
  ...datastore.exportEntities({
    project: config.require("project"),
    outputUrlPrefix: config.require("outputUrlPrefix"),
    ...(kinds.length > 0 && { entityFilter: { kinds } }),
  }),
  timeouts: { create: "5m", delete: "30m" },
});
