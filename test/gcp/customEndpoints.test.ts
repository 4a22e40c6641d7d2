import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

interface CustomEndpointModule {
  customEndpointKey(serviceKey: string, apiVersion: string): string | undefined;
}

const project = path.resolve(__dirname, "../../..");

/** Services of the catalog for which pulumi-gcp has no endpoint. One that it gets has to leave this list. */
const LACKING: readonly string[] = [
  "admanager",
  "aistreams",
  "androidmanagement",
  "apigeeregistry",
  "apim",
  "appoptimize",
  "auditmanager",
  "authztoolkit",
  "automl",
  "baremetalsolution",
  "batch",
  "blockchainvalidatormanager",
  "checks",
  "chromemanagement",
  "cloudchannel",
  "cloudcommerceconsumerprocurement",
  "cloudnumberregistry",
  "cloudoptimization",
  "cloudshell",
  "commerceproducer",
  "configdelivery",
  "contactcenteraiplatform",
  "contentwarehouse",
  "datalabeling",
  "datastore",
  "deepreview",
  "designcenter",
  "devicerun",
  "faultinjectiontesting",
  "financialservices",
  "firebaseappdistribution",
  "firebaseml",
  "ftp",
  "gameservices",
  "gdchardwaremanagement",
  "geminicloudassist",
  "geminidataanalytics",
  "generativelanguage",
  "genomics",
  "googleads",
  "jobs",
  "krmapihosting",
  "lifesciences",
  "livestream",
  "managedflink",
  "marketplacesolutions",
  "mediaasset",
  "messagestreams",
  "microservices",
  "ondemandscanning",
  "orglifecycle",
  "policysimulator",
  "rapidmigrationassessment",
  "recommendationengine",
  "remotebuildexecution",
  "retail",
  "routeoptimization",
  "runapps",
  "sddc",
  "seclm",
  "serviceconsumermanagement",
  "speech",
  "stream",
  "telcoautomation",
  "texttospeech",
  "transferappliance",
  "translate",
  "vault",
  "videointelligence",
  "videostitcher",
  "vision",
  "visionai",
  "vmmigration",
  "webrisk",
  "workloadmanager",
];

/** The endpoint properties of a provider of the installed pulumi-gcp. */
function providerProperties(): Set<string> {
  const declarations = path.join(path.dirname(require.resolve("@pulumi/gcp/package.json")), "provider.d.ts");
  const found = readFileSync(declarations, "utf8").matchAll(/^\s+readonly (\w+CustomEndpoint):/gm);
  return new Set([...found].map(([, property = ""]) => property));
}

test("every service has pulumi-gcp's endpoint property in each of its versions, or pulumi-gcp lacks it", async () => {
  const properties = providerProperties();
  assert.ok(properties.has("alloydbCustomEndpoint"));
  const { customEndpointKey } = (await import(
    path.join(project, "dist/google/settings/customEndpoints.js")
  )) as CustomEndpointModule;
  const catalog = JSON.parse(
    readFileSync(path.join(project, "src/google/catalog/catalog.json"), "utf8"),
  ) as Record<string, { versions: Record<string, unknown> }>;
  const lacking = Object.entries(catalog).filter(([key, { versions }]) =>
    Object.keys(versions).some((version) => !properties.has(customEndpointKey(key, version) ?? "")),
  );
  assert.deepEqual(
    lacking.map(([key]) => key),
    LACKING,
  );
});
