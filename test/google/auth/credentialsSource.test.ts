import assert from "node:assert/strict";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { credentialsProblem } from "#src/google/auth/credentialsSource.js";
import { resolveService } from "#src/google/service.js";
import { readSettings } from "#src/google/settings/settings.js";
import { assertMessage } from "../../support/golden.js";
import { file, folder, keyPair } from "./credentialsStage.js";

// Where gcloud keeps its file is looked up in the process's own environment. Each test file has a process of its own.
const { CLOUDSDK_CONFIG, HOME } = process.env;
afterEach(() => {
  process.env.CLOUDSDK_CONFIG = CLOUDSDK_CONFIG ?? "";
  process.env.HOME = HOME ?? "";
});

const key = { type: "service_account", client_email: "geheim@p", private_key: keyPair.privateKey };

function problem(config: Record<string, string>, environment: Record<string, string> = {}) {
  const located = resolveService({
    service: "alloydb",
    settings: readSettings((name) => config[name], environment),
  });
  assert.ok(located.ok, JSON.stringify(located));
  return credentialsProblem(located.value);
}

test("credentials that can be used have no problem, nor has a machine without any", async (t) => {
  const into = await folder(t);
  process.env.CLOUDSDK_CONFIG = into;
  const path = await file(into, "key.json", key);
  const external = { audience: "a", serviceAccountEmail: "a@p", identityToken: "x" };
  assert.equal(problem({}), undefined);
  assert.equal(problem({ "gcp:credentials": path }), undefined);
  assert.equal(problem({ "gcp:credentials": JSON.stringify(key) }), undefined);
  assert.equal(problem({}, { GOOGLE_APPLICATION_CREDENTIALS: path }), undefined);
  assert.equal(problem({ "gcp:accessToken": "ya29.x" }), undefined);
  assert.equal(problem({ "gcp:externalCredentials": JSON.stringify(external) }), undefined);
});

test("each setting whose file can't be used is named, and nothing of it is quoted", async (t) => {
  const into = await folder(t);
  const missing = join(into, "geheim.json");
  const incomplete = await file(into, "incomplete.json", { ...key, private_key: undefined });
  const settings = [
    "gcp:credentials",
    "GOOGLE_CREDENTIALS",
    "GOOGLE_CLOUD_KEYFILE_JSON",
    "GCLOUD_KEYFILE_JSON",
    "GOOGLE_APPLICATION_CREDENTIALS",
  ];
  for (const setting of settings) {
    const found = (path: string) => problem({ [setting]: path }, { [setting]: path });
    assert.match(found(missing) ?? "", new RegExp(`^${setting} .*\\(ENOENT\\)`));
    assertMessage(t, `${setting}: no such file`, found(missing) ?? "");
    assert.match(found(incomplete) ?? "", new RegExp(` ${setting} .*private_key`));
    assertMessage(t, `${setting}: no private_key`, found(incomplete) ?? "");
    assert.doesNotMatch(`${found(missing)} ${found(incomplete)}`, /geheim/);
  }
});

test("what is no file, can't be read or is no JSON is a problem", async (t) => {
  const into = await folder(t);
  await mkdir(join(into, "folder"));
  const locked = await file(into, "locked.json", key);
  await chmod(locked, 0);
  assertMessage(t, "a folder", problem({ "gcp:credentials": join(into, "folder") }) ?? "");
  assertMessage(t, "no JSON", problem({ "gcp:credentials": await file(into, "text", "geheim") }) ?? "");
  assertMessage(t, "no access token", problem({ "gcp:accessToken": "a b" }) ?? "");
  if (process.getuid?.() !== 0) {
    assert.match(problem({ "gcp:credentials": locked }) ?? "", /\(EACCES\)/);
  }
});

test("what gcloud keeps is checked where nothing else is configured", {
  skip: process.platform === "win32" && "gcloud keeps its file elsewhere",
}, async (t) => {
  const into = await folder(t);
  const path = await file(into, "application_default_credentials.json", { type: "authorized_user" });
  process.env.CLOUDSDK_CONFIG = into;
  const said = problem({}) ?? "";
  assert.ok(said.includes(` gcloud (${path}) `) && said.includes("client_id"), said);
  assert.equal(problem({ "gcp:accessToken": "ya29.x" }), undefined);
  const gcloud = join(into, ".config", "gcloud");
  await mkdir(gcloud, { recursive: true });
  await file(gcloud, "application_default_credentials.json", "{");
  process.env.CLOUDSDK_CONFIG = "";
  process.env.HOME = into;
  assert.match(problem({}) ?? "", / gcloud \(\S+\.config\/gcloud\/application_default_credentials\.json\) /);
  assertMessage(t, "gcloud's file is no JSON", problem({}) ?? "");
});

test("the emulator needs no credentials, whatever is configured", () => {
  const environment = { GCP_LRO_EMULATOR_HOST: "127.0.0.1:1", GOOGLE_CREDENTIALS: "/nowhere" };
  assert.equal(problem({}, environment), undefined);
});
