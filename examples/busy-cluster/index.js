/**
 * A cluster whose service refuses to change it while an operation works on it. `guard` ends the operations before the
 * cluster is deleted or replaced. `resolveConflicts` waits for them before it is updated.
 */
const pulumi = require("@pulumi/pulumi");
const { guard } = require("pulumi-gcp-lro");
const { resolveConflicts } = require("pulumi-gcp-lro/hooks");

/** With @pulumi/gcp this class is `gcp.alloydb.Cluster`. */
class Cluster extends pulumi.CustomResource {
  constructor(name, args, options) {
    super("gcp:alloydb/cluster:Cluster", name, args, options);
  }
}

const config = new pulumi.Config();
const cluster = new Cluster(
  "orders",
  {
    project: "shop",
    location: "europe-west1",
    clusterId: config.get("clusterId") ?? "orders-1",
    displayName: config.get("displayName") ?? "Orders",
  },
  { hooks: resolveConflicts() },
);
guard(cluster);
