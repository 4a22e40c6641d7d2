import assert from "node:assert/strict";
import { test } from "node:test";
import { clientHeaders, type PartnerSettings } from "#src/google/clientHeaders.js";

function userAgent(environment: NodeJS.ProcessEnv, settings?: PartnerSettings): string {
  return clientHeaders(environment, settings)["user-agent"].replace(/\/\d+\.\d+\.\d+\S*/, "/VERSION");
}

const pulumi = "Pulumi/3.0 (GPN:Pulumi; https://www.pulumi.com) pulumi-gcp-lro/VERSION";
const nobody = "Pulumi/3.0 (https://www.pulumi.com) pulumi-gcp-lro/VERSION";

test("the User-Agent has pulumi-gcp's form, with Pulumi as Google's partner", () => {
  assert.equal(userAgent({}), pulumi);
});

test("another partner can be named, or none", () => {
  assert.equal(userAgent({}, { partnerName: "Acme" }), pulumi.replace("GPN:Pulumi", "GPN:Acme"));
  assert.equal(userAgent({}, { disablePartnerName: true }), nobody);
  for (const value of ["1", "true", "True", "t"]) {
    assert.equal(userAgent({ GOOGLE_DISABLE_PARTNER_NAME: value }), nobody, value);
  }
  for (const value of ["", "0", "false", "yes"]) {
    assert.equal(userAgent({ GOOGLE_DISABLE_PARTNER_NAME: value }), pulumi, value);
  }
});

test("what is configured beats the environment", () => {
  const environment = { GOOGLE_DISABLE_PARTNER_NAME: "true" };
  assert.equal(userAgent(environment, { disablePartnerName: false }), pulumi);
});

test("an extension is put behind, unless it can't stand in a header", () => {
  assert.equal(userAgent({ GOOGLE_TERRAFORM_USERAGENT_EXTENSION: "team/1" }), `${pulumi} team/1`);
  for (const extension of ["", " ", "a\r\nx-evil: 1", "ü"]) {
    assert.equal(userAgent({ GOOGLE_TERRAFORM_USERAGENT_EXTENSION: extension }), pulumi);
  }
  assert.equal(userAgent({}, { partnerName: "a\nb" }), nobody);
});

test("x-goog-api-client lists the language and this package", () => {
  assert.match(
    clientHeaders({})["x-goog-api-client"],
    /^gl-node\/\d+\.\d+\.\d+ pulumi-gcp-lro\/\d+\.\d+\.\d+\S*$/,
  );
});
