import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { expectTypeOf } from "expect-type";
import {
  alloydb,
  type datafusion,
  datastore,
  discoveryengine,
  type GcpProvider,
  gcpProviderArgs,
  LongRunningOperation,
  type LongRunningOperationArgs,
} from "pulumi-gcp-lro";
import type { OperationsClientOptions } from "pulumi-gcp-lro/client";
import type catalog from "#src/google/catalog/catalog.json";
import type { ServiceKey } from "#src/google/catalog/serviceKey.js";

// The compiler checks these tests. refused.test.ts compiles them again, with the options that most programs have.

interface Start {
  service: "alloydb";
  start: { path: string };
}
interface Adoption {
  service: "alloydb";
  operationName: string;
}

test("an operation is either started or adopted", () => {
  expectTypeOf<Start & { triggers: number[] }>().toExtend<LongRunningOperationArgs>();
  expectTypeOf<Adoption>().toExtend<LongRunningOperationArgs>();
  expectTypeOf<{ service: string }>().not.toExtend<LongRunningOperationArgs>();
  expectTypeOf<Start & Adoption>().not.toExtend<LongRunningOperationArgs>();
  expectTypeOf<Adoption & { triggers: number[] }>().not.toExtend<LongRunningOperationArgs>();
});

test("undo needs a request, which another policy may also have", () => {
  interface Undo {
    undo: { path: string };
  }
  expectTypeOf<Start & Undo & { whenCompletedDespiteCancel: "undo" }>().toExtend<LongRunningOperationArgs>();
  expectTypeOf<
    Start & Undo & { whenCompletedDespiteCancel: "accept" | "undo" }
  >().toExtend<LongRunningOperationArgs>();
  expectTypeOf<Start & Undo>().toExtend<LongRunningOperationArgs>();
  expectTypeOf<Start & { whenCompletedDespiteCancel: "undo" }>().not.toExtend<LongRunningOperationArgs>();
});

test("a service is any string, a key of the catalog among them", () => {
  expectTypeOf<ServiceKey>().toEqualTypeOf<keyof typeof catalog>();
  expectTypeOf<string>().toExtend<OperationsClientOptions["service"]>();
  expectTypeOf<pulumi.Output<string>>().toExtend<LongRunningOperationArgs["service"]>();
});

test("every argument has a type, whatever the alternative", () => {
  expectTypeOf<LongRunningOperationArgs["triggers"]>().toEqualTypeOf<
    // biome-ignore lint/suspicious/noExplicitAny: values of any type
    pulumi.Input<any[]> | undefined
  >();
  expectTypeOf<discoveryengine.ImportDocumentsArgs["gcsSource"]>().toEqualTypeOf<
    pulumi.Input<discoveryengine.GcsSource> | undefined
  >();
  expectTypeOf<Omit<LongRunningOperationArgs, "service">>().toHaveProperty("operationName");
});

test("recipes take exactly one of several arguments", () => {
  type Export = { cluster: string; database: string; gcsDestination: { uri: string } };
  type Csv = { csvExportOptions: { selectQuery: string } };
  type Sql = { sqlExportOptions: { tables: string[] } };
  expectTypeOf<Export & Csv>().toExtend<alloydb.ExportClusterArgs>();
  expectTypeOf<Export & (Csv | Sql)>().toExtend<alloydb.ExportClusterArgs>();
  expectTypeOf<Export>().not.toExtend<alloydb.ExportClusterArgs>();
  expectTypeOf<Export & Csv & Sql>().not.toExtend<alloydb.ExportClusterArgs>();
  expectTypeOf<{ allowCrossRegion: true }>().not.toExtend<discoveryengine.ChatEngineConfig>();
  type DeleteIndex = { indexId: string };
  expectTypeOf<DeleteIndex>().toExtend<datastore.DeleteIndexArgs>();
  expectTypeOf<DeleteIndex & { project: string }>().toExtend<datastore.DeleteIndexArgs>();
  expectTypeOf<DeleteIndex & { database: string }>().toExtend<datastore.DeleteIndexArgs>();
  expectTypeOf<
    DeleteIndex & { project: string; database: string }
  >().not.toExtend<datastore.DeleteIndexArgs>();
});

test("enums that preview checks are closed; those that Google extends are open", () => {
  type Instance = { instanceId: string };
  expectTypeOf<Instance & { type: "BASIC" }>().toExtend<datafusion.CreateInstanceArgs>();
  expectTypeOf<Instance & { type: "BASC" }>().not.toExtend<datafusion.CreateInstanceArgs>();
  expectTypeOf<"POSTGRES_99">().toExtend<alloydb.UpgradeClusterArgs["version"]>();
});

test("arguments can be spread, held in variables and passed on", () => {
  expectTypeOf(programs).toBeFunction();
});

/** Resources of programs. Nothing calls it. */
function programs(
  args: LongRunningOperationArgs,
  text: string,
  output: pulumi.Output<string>,
  provider: GcpProvider,
  isNew: boolean,
  account: string | undefined,
): void {
  const start = { path: text };
  const cluster = {
    cluster: output,
    database: "orders",
    gcsDestination: { uri: pulumi.interpolate`${output}/f` },
  };
  const recipe = alloydb.exportCluster({ ...cluster, sqlExportOptions: {} });
  new LongRunningOperation("recipe", { ...recipe, triggers: [1, output], apiVersion: "v1" });
  new LongRunningOperation("provider", { ...recipe, ...gcpProviderArgs(provider, "alloydb") });
  new LongRunningOperation("override", {
    ...recipe,
    ...gcpProviderArgs(provider, text),
    impersonateServiceAccount: output,
    impersonateServiceAccountDelegates: [output],
  });
  new LongRunningOperation("variable", args);
  new LongRunningOperation("extended", { ...args, waitFor: "done" });
  new LongRunningOperation("defaults", { onDelete: "cancel", timeouts: { delete: "5m" }, ...args });
  new LongRunningOperation("outputs", { service: output, start: pulumi.output(start) });
  new LongRunningOperation("choice", {
    service: text,
    ...(isNew ? { start } : { operationName: output }),
    ...(account === undefined
      ? {}
      : { impersonateServiceAccount: account, impersonateServiceAccountDelegates: [text] }),
    whenCompletedDespiteCancel: isNew ? "undo" : "accept",
    undo: start,
  });
  const untyped = { service: "alloydb", start: { path: text, method: "POST" as const } };
  new LongRunningOperation("untyped", untyped);
  const built: LongRunningOperationArgs = { service: "alloydb", start };
  built.onDelete = "cancel";
  built.quotaProject = output;
  alloydb.exportCluster({
    ...cluster,
    ...(isNew ? { csvExportOptions: { selectQuery: text } } : { sqlExportOptions: {} }),
  });
  datastore.exportEntities({ project: output, outputUrlPrefix: text });
  discoveryengine.createEngine({
    location: text,
    engineId: "e",
    displayName: "E",
    solutionType: output,
    features: { agents: "FEATURE_STATE_ON" },
  });
}
