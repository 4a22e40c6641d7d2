import assert from "node:assert/strict";
import { test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import { API_CLIENT, type UserAgentSettings, userAgent } from "#src/google/http/headers.js";
import { readSettings } from "#src/google/settings/settings.js";
import { always, startServer } from "../../support/loopbackServer.js";

const pulumi = "Pulumi/3.0 (GPN:Pulumi; https://www.pulumi.com) pulumi-gcp-lro/VERSION";
const nobody = "Pulumi/3.0 (https://www.pulumi.com) pulumi-gcp-lro/VERSION";

/** The settings from configuration and environment, or the setting that is refused. */
function agentBy(config: Record<string, string>, environment: NodeJS.ProcessEnv = {}): string {
  const reading = readSettings((key) => config[key], environment);
  return reading.ok ? plain(reading.value) : reading.error.map(({ setting }) => setting).join();
}

function plain(settings: UserAgentSettings): string {
  return userAgent(settings).replace(/(lro)\/\d+\.\d+\.\d+[^ ]*/, "$1/VERSION");
}

test("the User-Agent has pulumi-gcp's form, with Pulumi as Google's partner", () => {
  assert.equal(plain({}), pulumi);
  assert.equal(agentBy({}), pulumi);
});

test("another partner can be named, or none, with pulumi-gcp's settings", () => {
  assert.equal(agentBy({ "gcp:googlePartnerName": "Acme" }), pulumi.replace("GPN:Pulumi", "GPN:Acme"));
  assert.equal(agentBy({ "gcp:disableGooglePartnerName": "true" }), nobody);
  assert.equal(agentBy({}, { GOOGLE_DISABLE_PARTNER_NAME: "1" }), nobody);
  assert.equal(
    agentBy({ "gcp:disableGooglePartnerName": "false" }, { GOOGLE_DISABLE_PARTNER_NAME: "1" }),
    pulumi,
  );
});

test("an extension is put behind", () => {
  assert.equal(agentBy({}, { GOOGLE_TERRAFORM_USERAGENT_EXTENSION: "team/1" }), `${pulumi} team/1`);
});

test("what can't stand in a header is refused", () => {
  assert.equal(agentBy({ "gcp:googlePartnerName": "a\nb" }), "gcp:googlePartnerName");
  const extension = "GOOGLE_TERRAFORM_USERAGENT_EXTENSION";
  assert.equal(agentBy({}, { [extension]: "a\r\nx-evil: 1" }), extension);
});

test("every request says who it comes from", async (t) => {
  const server = await startServer(t, always(200, {}));
  const environment = { GCP_LRO_EMULATOR_HOST: server.host, GOOGLE_TERRAFORM_USERAGENT_EXTENSION: "team/1" };
  await connectService({ service: "alloydb", environment }).cancel("projects/p/locations/l/operations/o");
  const { headers } = server.arrived[0] ?? assert.fail();
  assert.match(headers["user-agent"] ?? "", /^Pulumi\/3\.0 \(GPN:Pulumi; \S+\) pulumi-gcp-lro\/\S+ team\/1/);
  assert.equal(headers["x-goog-api-client"], API_CLIENT);
  assert.match(API_CLIENT, /^gl-node\/\d+\.\d+\.\d+ pulumi-gcp-lro\/\d+\.\d+\.\d+/);
});
