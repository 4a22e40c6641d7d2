import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import type { Declared } from "../support/engineProgram.js";
import { asked, requestsAbout, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

interface Service {
  key: string;
  version: string;
  start: JsonObject & { path: string };
  /** The last segment of the resource that the operation works on. */
  target: string;
  /** The operation's name up to its id. */
  parent: string;
  /** The outputs that the state has beyond those of every service. */
  outputs: JsonObject;
}

const location = "projects/p/locations/us-central1";
const dataStore = "collections/default_collection/dataStores/catalog";

const services: Service[] = [
  {
    key: "alloydb",
    version: "v1beta",
    start: {
      path: `${location}/clusters/main:export`,
      body: {
        database: "postgres",
        gcsDestination: { uri: "gs://b/export.sql" },
        sqlExportOptions: {},
      },
    },
    target: "main",
    parent: location,
    outputs: { target: `${location}/clusters/main`, verb: "export" },
  },
  {
    key: "cloudaicompanion",
    version: "v1",
    start: {
      path: `${location}/codeRepositoryIndexes`,
      query: { codeRepositoryIndexId: "index" },
      body: {},
    },
    target: "index",
    parent: location,
    outputs: { target: `${location}/codeRepositoryIndexes/index`, verb: "create" },
  },
  {
    key: "datafusion",
    version: "v1",
    start: { path: `${location}/instances`, query: { instanceId: "fusion" }, body: { type: "BASIC" } },
    target: "fusion",
    parent: location,
    outputs: { target: `${location}/instances/fusion`, verb: "create" },
  },
  {
    key: "datastore",
    version: "v1",
    start: { path: "projects/p:export", body: { outputUrlPrefix: "gs://b/datastore" } },
    target: "p",
    parent: "projects/p",
    outputs: { verb: "EXPORT_ENTITIES" },
  },
  {
    key: "discoveryengine",
    version: "v1alpha",
    start: {
      path: `projects/p/locations/global/${dataStore}/branches/default_branch/documents:import`,
      body: { gcsSource: { inputUris: ["gs://b/documents.jsonl"] } },
    },
    target: "documents",
    parent: `projects/123456789012/locations/global/${dataStore}/branches/0`,
    outputs: {},
  },
];

const resources: Declared[] = services.map(({ key, start }) => ({
  name: key,
  args: { service: key, start },
}));

describe("up and destroy with an operation of each first-class service in flight", () => {
  const observed = scenario({}, async ({ stack, emulator }) => {
    const up = await succeeding(stack.up(resources));
    const state = await stack.exported();
    const destroyed = await succeeding(stack.destroy());
    return { up, state, destroyed, operations: emulator.operations, after: await stack.exported() };
  });

  for (const { key, version, start, target, parent, outputs } of services) {
    test(`${key}: up sends the start as it was given, once, and nothing else`, () => {
      const { up } = observed();
      const requests = up.requests.filter(({ service }) => service === key);
      assert.deepEqual(
        requests.map(({ method, path, query, body }) => ({ method, path, query, body: JSON.parse(body) })),
        [
          {
            method: "POST",
            path: `/${key}/${version}/${start.path}`,
            query: start.query ?? {},
            body: start.body,
          },
        ],
      );
    });

    test(`${key}: the state holds the operation's name and what the service tells of it`, () => {
      const { state, operations } = observed();
      const saved = state[key];
      const operation = operations.find(({ service }) => service === key);
      assert.ok(saved && operation);
      assert.equal(saved.id, `//${key}.googleapis.com/${operation.name}`);
      assert.equal(operation.name.split("/operations/")[0], parent);
      const { operationName, state: standing, done, cancelRequested, target, verb } = saved.outputs;
      assert.deepEqual(
        { operationName, standing, done, cancelRequested, ...(target && { target }), ...(verb && { verb }) },
        {
          operationName: operation.name,
          standing: "RUNNING",
          done: false,
          cancelRequested: false,
          ...outputs,
        },
      );
    });

    test(`${key}: the provider in the state takes less than 300 bytes`, () => {
      const saved = observed().state[key];
      assert.ok(JSON.stringify(saved?.outputs.__provider).length < 300);
      assert.equal(saved?.outputs.__provider, saved?.inputs.__provider);
    });

    test(`${key}: destroy looks once, cancels once, and looks until the end`, () => {
      assert.match(asked(observed().destroyed, target), /^get cancel( get)+$/);
    });

    test(`${key}: the cancel is a POST of no bytes to the operation's name`, () => {
      const { destroyed, state } = observed();
      const cancel = requestsAbout(destroyed, target).find(({ kind }) => kind === "cancel");
      const { method, path, query, body, headers, status } = cancel ?? {};
      const name = state[key]?.outputs.operationName;
      assert.deepEqual(
        { method, path, query, body, length: headers?.["content-length"], status },
        {
          method: "POST",
          path: `/${key}/${version}/${name}:cancel`,
          query: {},
          body: "",
          length: "0",
          status: 200,
        },
      );
    });

    test(`${key}: when destroy ends, the operation has ended as cancelled`, () => {
      const { operations } = observed();
      assert.deepEqual(
        operations.filter(({ service }) => service === key).map(({ state }) => state),
        ["CANCELLED"],
      );
    });
  }

  test("an emulator is sent no credentials", () => {
    const { up, destroyed } = observed();
    for (const { headers, path } of [...up.requests, ...destroyed.requests]) {
      assert.equal(headers.authorization, undefined, path);
    }
  });

  test("nothing is left in the state", () => {
    assert.deepEqual(observed().after, {});
  });
});
