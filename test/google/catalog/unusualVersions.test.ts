import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import { type LoopbackServer, startServer } from "../../support/loopbackServer.js";

/** Requests as Google publishes them, written out by hand. */
interface Published {
  service: string;
  version: string;
  name: string;
  get: string;
  /** Left out where the service has none for such names. */
  cancel?: string;
  parent?: string;
  list?: string;
}

const published: Published[] = [
  {
    service: "container",
    version: "v1",
    name: "projects/p/zones/us-central1-a/operations/operation-1",
    get: "GET /v1/projects/p/zones/us-central1-a/operations/operation-1",
    cancel: "POST /v1/projects/p/zones/us-central1-a/operations/operation-1:cancel",
    parent: "projects/p/zones/us-central1-a",
    list: "GET /v1/projects/p/zones/us-central1-a/operations",
  },
  {
    service: "container",
    version: "v1beta1",
    name: "projects/p/locations/us-central1/operations/operation-1",
    get: "GET /v1beta1/projects/p/locations/us-central1/operations/operation-1",
    cancel: "POST /v1beta1/projects/p/locations/us-central1/operations/operation-1:cancel",
    parent: "projects/p/locations/-",
    list: "GET /v1beta1/projects/p/locations/-/operations",
  },
  {
    service: "sqladmin",
    version: "v1",
    name: "projects/p/operations/c0ffee",
    get: "GET /v1/projects/p/operations/c0ffee",
    cancel: "POST /v1/projects/p/operations/c0ffee/cancel",
    parent: "projects/p",
    list: "GET /v1/projects/p/operations",
  },
  {
    service: "sqladmin",
    version: "v1beta4",
    name: "projects/p/operations/c0ffee",
    get: "GET /sql/v1beta4/projects/p/operations/c0ffee",
    cancel: "POST /sql/v1beta4/projects/p/operations/c0ffee/cancel",
    parent: "projects/p",
    list: "GET /sql/v1beta4/projects/p/operations",
  },
  {
    service: "storage",
    version: "v1",
    name: "projects/_/buckets/my-bucket/operations/C894F35J",
    get: "GET /storage/v1/b/my-bucket/operations/C894F35J",
    cancel: "POST /storage/v1/b/my-bucket/operations/C894F35J/cancel",
    parent: "projects/_/buckets/my-bucket",
    list: "GET /storage/v1/b/my-bucket/operations",
  },
  {
    service: "storage",
    version: "v1",
    name: "b/my-bucket/operations/C894F35J",
    get: "GET /storage/v1/b/my-bucket/operations/C894F35J",
    cancel: "POST /storage/v1/b/my-bucket/operations/C894F35J/cancel",
    parent: "b/my-bucket",
    list: "GET /storage/v1/b/my-bucket/operations",
  },
  {
    service: "dns",
    version: "v1beta2",
    name: "projects/p/locations/global/operations/o",
    get: "GET /dns/v1beta2/projects/p/locations/global/operations/o",
    cancel: "POST /dns/v1beta2/projects/p/locations/global/operations/o:cancel",
    parent: "projects/p/locations/global",
    list: "GET /dns/v1beta2/projects/p/locations/global/operations",
  },
  {
    service: "pubsublite",
    version: "v1",
    name: "projects/1/locations/us-central1-a/operations/o",
    get: "GET /v1/admin/projects/1/locations/us-central1-a/operations/o",
    cancel: "POST /v1/admin/projects/1/locations/us-central1-a/operations/o:cancel",
    parent: "projects/1/locations/us-central1-a",
    list: "GET /v1/admin/projects/1/locations/us-central1-a/operations",
  },
  {
    service: "datalabeling",
    version: "v1beta1",
    name: "projects/p/operations/o",
    get: "GET /v1beta1/projects/p/operations/o",
    cancel: "GET /v1beta1/projects/p/operations/o:cancel",
    parent: "projects/p",
    list: "GET /v1beta1/projects/p/operations",
  },
  {
    service: "storagetransfer",
    version: "v1",
    name: "transferOperations/transferJobs-1-2",
    get: "GET /v1/transferOperations/transferJobs-1-2",
    cancel: "POST /v1/transferOperations/transferJobs-1-2:cancel",
    parent: "",
    list: "GET /v1/transferOperations",
  },
  {
    service: "videointelligence",
    version: "v1",
    name: "projects/p/locations/us-east1/operations/1",
    get: "GET /v1/projects/p/locations/us-east1/operations/1",
    cancel: "POST /v1/projects/p/locations/us-east1/operations/1:cancel",
  },
  {
    service: "videointelligence",
    version: "v1p1beta1",
    name: "projects/p/locations/us-east1/operations/1",
    get: "GET /v1p1beta1/projects/p/locations/us-east1/operations/1",
    cancel: "POST /v1p1beta1/projects/p/locations/us-east1/operations/1:cancel",
  },
  {
    service: "generativelanguage",
    version: "v1beta",
    name: "batches/b",
    get: "GET /v1beta/batches/b",
    cancel: "POST /v1beta/batches/b:cancel",
    parent: "",
    list: "GET /v1beta/batches",
  },
  {
    service: "admanager",
    version: "v1",
    name: "networks/1/operations/reports/runs/2",
    get: "GET /v1/networks/1/operations/reports/runs/2",
    cancel: "POST /v1/networks/1/operations/reports/runs/2:cancel",
  },
  {
    service: "speech",
    version: "v1",
    name: "7612202767953098924",
    get: "GET /v1/operations/7612202767953098924",
  },
  {
    service: "cloudresourcemanager",
    version: "v2",
    name: "operations/fc.1",
    get: "GET /v1/operations/fc.1",
  },
  {
    service: "spanner",
    version: "v1",
    name: "projects/p/instances/i/databases/d/operations/_auto_1",
    get: "GET /v1/projects/p/instances/i/databases/d/operations/_auto_1",
    cancel: "POST /v1/projects/p/instances/i/databases/d/operations/_auto_1:cancel",
    parent: "projects/p/instances/i/databases/d",
    list: "GET /v1/projects/p/instances/i/databases/d/operations",
  },
  {
    service: "aiplatform",
    version: "v1",
    name: "projects/1/locations/us-central1/reasoningEngines/2/operations/3",
    get: "GET /v1/projects/1/locations/us-central1/reasoningEngines/2/operations/3",
    cancel: "POST /v1/projects/1/locations/us-central1/reasoningEngines/2/operations/3:cancel",
    parent: "projects/1/locations/us-central1/reasoningEngines/2",
    list: "GET /v1/projects/1/locations/us-central1/reasoningEngines/2/operations",
  },
  {
    service: "firebasehosting",
    version: "v1",
    name: "projects/p/sites/s/customDomains/d/operations/o",
    get: "GET /v1/projects/p/sites/s/customDomains/d/operations/o",
  },
];

for (const { service, version, name, get, cancel, parent, list } of published) {
  test(`edge case 62: ${service} ${version}: ${name}`, async (t) => {
    const server = await answering(t);
    const endpoint = `http://${server.host}`;
    const environment = { GCP_LRO_EMULATOR_HOST: server.host };
    const connection = connectService({ service, apiVersion: version, environment });
    assert.equal(connection.baseUrl, `${endpoint}/${service}`);
    await connection.get(name);
    await connection.cancel(name);
    if (parent !== undefined) {
      await connection.list(parent);
    }
    assert.deepEqual(
      server.arrived.map(({ method, url }) => `${method} ${url.replace(`/${service}/`, "/")}`),
      [get, cancel, list].filter((request) => request !== undefined),
    );
    assert.ok(server.arrived.every(({ body }) => body === ""));
  });
}

function answering(t: TestContext): Promise<LoopbackServer> {
  return startServer(t, (_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
}
