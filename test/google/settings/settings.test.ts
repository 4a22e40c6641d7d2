import assert from "node:assert/strict";
import { test } from "node:test";
import { type GoogleSettings, readSettings } from "#src/google/settings/settings.js";
import type { SettingProblem } from "#src/google/settings/settingsReader.js";
import { assertMessage } from "../../support/golden.js";

type Values = Record<string, string>;

function settingsOf(config: Values, environment: Values = {}): GoogleSettings {
  const reading = readSettings((key) => config[key], environment);
  assert.ok(reading.ok, JSON.stringify(reading));
  return reading.value;
}

function problemsOf(config: Values, environment: Values = {}): SettingProblem[] {
  const reading = readSettings((key) => config[key], environment);
  assert.ok(!reading.ok);
  return reading.error;
}

/** Each row of pulumi-gcp's settings that is one value: its key, its variables in their order, how it is read. */
const rows: { key: string; variables: string[]; read(settings: GoogleSettings): unknown }[] = [
  {
    key: "project",
    variables: ["GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"],
    read: ({ project }) => project,
  },
  {
    key: "region",
    variables: ["GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION"],
    read: ({ region }) => region,
  },
  {
    key: "zone",
    variables: ["GOOGLE_ZONE", "GCLOUD_ZONE", "CLOUDSDK_COMPUTE_ZONE"],
    read: ({ zone }) => zone,
  },
  {
    key: "billingProject",
    variables: ["GOOGLE_BILLING_PROJECT"],
    read: ({ billingProject }) => billingProject,
  },
  {
    key: "requestReason",
    variables: ["CLOUDSDK_CORE_REQUEST_REASON"],
    read: ({ requestReason }) => requestReason,
  },
  {
    key: "impersonateServiceAccount",
    variables: ["GOOGLE_IMPERSONATE_SERVICE_ACCOUNT"],
    read: ({ credentials }) => credentials.impersonation?.serviceAccount,
  },
  {
    key: "accessToken",
    variables: ["GOOGLE_OAUTH_ACCESS_TOKEN"],
    read: ({ credentials: { source } }) => (source.kind === "token" ? source.token : undefined),
  },
  {
    key: "credentials",
    variables: [
      "GOOGLE_CREDENTIALS",
      "GOOGLE_CLOUD_KEYFILE_JSON",
      "GCLOUD_KEYFILE_JSON",
      "GOOGLE_APPLICATION_CREDENTIALS",
    ],
    read: ({ credentials: { source } }) => (source.kind === "key" ? source.key : undefined),
  },
  {
    key: "discoveryEngineCustomEndpoint",
    variables: ["GOOGLE_DISCOVERY_ENGINE_CUSTOM_ENDPOINT"],
    read: (settings) => settings.customEndpoint("discoveryengine", "v1")?.text,
  },
];

for (const { key, variables, read } of rows) {
  test(`${key}: configuration beats ${variables.join(", then ")}`, () => {
    // From all set to none: each time, the first one that is left wins.
    const all: [string, string][] = variables.map((variable) => [variable, `from-${variable}`.toLowerCase()]);
    assert.equal(read(settingsOf({ [`gcp:${key}`]: "configured" }, Object.fromEntries(all))), "configured");
    for (let first = 0; first < all.length; first += 1) {
      const environment = Object.fromEntries(all.slice(first));
      assert.equal(read(settingsOf({}, environment)), all[first]?.[1]);
      assert.equal(read(settingsOf({ [`gcp:${key}`]: "" }, environment)), all[first]?.[1], "empty is absent");
    }
    assert.equal(read(settingsOf({}, Object.fromEntries(variables.map((name) => [name, ""])))), undefined);
  });
}

test("userProjectOverride: a configured false beats a true in the environment", () => {
  const environment = { USER_PROJECT_OVERRIDE: "1" };
  assert.equal(settingsOf({}).userProjectOverride, false);
  assert.equal(settingsOf({}, environment).userProjectOverride, true);
  assert.equal(settingsOf({ "gcp:userProjectOverride": "false" }, environment).userProjectOverride, false);
});

test("settings without variables are read from the configuration alone", () => {
  const settings = settingsOf({
    "gcp:impersonateServiceAccount": "a@p.iam.gserviceaccount.com",
    "gcp:impersonateServiceAccountDelegates": '["b@p.iam.gserviceaccount.com","1234"]',
    "gcp:scopes": '["https://www.googleapis.com/auth/datastore"]',
    "gcp:requestTimeout": "1m30s",
    "gcp:universeDomain": "example-cloud.com",
    "gcp:preferRegionalEndpoints": "true",
  });
  assert.deepEqual(settings.credentials.impersonation, {
    serviceAccount: "a@p.iam.gserviceaccount.com",
    delegates: ["b@p.iam.gserviceaccount.com", "1234"],
    url: "https://iamcredentials.example-cloud.com/v1/projects/-/serviceAccounts/a@p.iam.gserviceaccount.com:generateAccessToken",
  });
  assert.deepEqual(settings.credentials.scopes, ["https://www.googleapis.com/auth/datastore"]);
  assert.equal(settings.requestTimeout, 90_000);
  assert.equal(settings.universeDomain, "example-cloud.com");
  assert.equal(settings.preferRegionalEndpoints, true);
});

test("nothing set: Application Default Credentials, pulumi-gcp's scopes, Google's universe", () => {
  const { customEndpoint, ...settings } = settingsOf(
    {},
    { GOOGLE_CLOUD_UNIVERSE_DOMAIN: "not.pulumi-gcp.s" },
  );
  assert.equal(customEndpoint("alloydb", "v1"), undefined);
  assert.deepEqual(settings, {
    credentials: {
      source: { kind: "default" },
      scopes: [
        "https://www.googleapis.com/auth/cloud-platform",
        "https://www.googleapis.com/auth/userinfo.email",
      ],
      universeDomain: "googleapis.com",
      iamCredentials: "https://iamcredentials.googleapis.com",
    },
    userProjectOverride: false,
    universeDomain: "googleapis.com",
    preferRegionalEndpoints: false,
    mtlsEndpoint: "never",
  });
});

test("one source of credentials: configuration before environment, a token before a key", () => {
  const environment = { GOOGLE_OAUTH_ACCESS_TOKEN: "t", GOOGLE_CREDENTIALS: "k" };
  const from = (config: Values) => {
    const { source } = settingsOf(config, environment).credentials;
    return "from" in source ? source.from : source.kind;
  };
  assert.equal(from({ "gcp:accessToken": "t", "gcp:credentials": "k" }), "gcp:accessToken");
  assert.equal(from({ "gcp:credentials": "k" }), "gcp:credentials");
  assert.equal(from({}), "GOOGLE_OAUTH_ACCESS_TOKEN");
  const external = { audience: "a", serviceAccountEmail: "s@p", identityToken: "h.p.s" };
  assert.equal(from({ "gcp:externalCredentials": JSON.stringify(external) }), "gcp:externalCredentials");
});

test("external credentials exclude a configured token and key, and have to be whole", (t) => {
  const whole = JSON.stringify({ audience: "a", serviceAccountEmail: "s@p", identityToken: "h.p.s" });
  for (const [key, value] of [
    ["gcp:accessToken", "t"],
    ["gcp:credentials", "k"],
  ] as const) {
    const [problem] = problemsOf({ "gcp:externalCredentials": whole, [key]: value });
    assert.equal(problem?.setting, "gcp:externalCredentials");
    assert.match(problem.reason, new RegExp(key));
    assertMessage(t, `external credentials and ${key}`, problem.reason);
  }
  const reasons = problemsOf({ "gcp:externalCredentials": '{"audience":"a"}' }).map(({ reason }) => reason);
  assert.equal(reasons.length, 2);
  assert.ok(reasons[0]?.includes("serviceAccountEmail") && reasons[1]?.includes("identityToken"));
  assertMessage(t, "external credentials that lack members", reasons.join("\n"));
});

test("a region may be Compute Engine's URL of it", () => {
  const url = "https://www.googleapis.com/compute/v1/projects/p/regions/europe-west1";
  assert.equal(settingsOf({ "gcp:region": url }).region, "europe-west1");
});

test("a value that can't be read is refused with its key or variable and the way out", (t) => {
  const cases: [situation: string, setting: string, config: Values, environment?: Values][] = [
    ["no boolean", "gcp:userProjectOverride", { "gcp:userProjectOverride": "maybe" }],
    ["no boolean in a variable", "USER_PROJECT_OVERRIDE", {}, { USER_PROJECT_OVERRIDE: "yes" }],
    ["a duration without a unit", "gcp:requestTimeout", { "gcp:requestTimeout": "30" }],
    ["no time at all", "gcp:requestTimeout", { "gcp:requestTimeout": "0" }],
    ["no list", "gcp:scopes", { "gcp:scopes": "cloud-platform" }],
    ["no domain", "gcp:universeDomain", { "gcp:universeDomain": "https://x.y" }],
    ["no project", "gcp:billingProject", { "gcp:billingProject": "a b" }],
    ["no project in a variable", "GOOGLE_CLOUD_QUOTA_PROJECT", {}, { GOOGLE_CLOUD_QUOTA_PROJECT: "a\nb" }],
    ["two lines", "gcp:requestReason", { "gcp:requestReason": "a\r\nx-evil: 1" }],
    ["no e-mail address", "gcp:impersonateServiceAccount", { "gcp:impersonateServiceAccount": "../a" }],
    ["broken JSON", "gcp:credentials", { "gcp:credentials": '{"type":' }],
    ["no https", "gcp:iamCredentialsCustomEndpoint", { "gcp:iamCredentialsCustomEndpoint": "ftp://x" }],
    ["no choice", "GOOGLE_API_USE_MTLS_ENDPOINT", {}, { GOOGLE_API_USE_MTLS_ENDPOINT: "yes" }],
    [
      "mTLS in another universe",
      "GOOGLE_API_USE_MTLS_ENDPOINT",
      { "gcp:universeDomain": "x.example" },
      { GOOGLE_API_USE_MTLS_ENDPOINT: "always" },
    ],
    [
      "regional and global",
      "gcp:preferRegionalEndpoints",
      { "gcp:preferRegionalEndpoints": "true", "gcp:preferGlobalEndpoints": "true" },
    ],
  ];
  for (const [situation, setting, config, environment] of cases) {
    const [problem, ...rest] = problemsOf(config, environment);
    assert.deepEqual(rest, [], setting);
    assert.equal(problem?.setting, setting);
    assertMessage(t, situation, problem.reason);
  }
});

test("all that is wrong is told at once, and no secret is quoted", () => {
  const problems = problemsOf({
    "gcp:credentials": '{"private_key": "geheim"',
    "gcp:userProjectOverride": "maybe",
    "gcp:scopes": "{}",
  });
  assert.equal(problems.length, 3);
  assert.doesNotMatch(JSON.stringify(problems), /geheim/);
});
