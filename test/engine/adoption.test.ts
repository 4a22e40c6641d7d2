import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Declared, output } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const branch = "locations/global/collections/default_collection/dataStores/catalog/branches";
const byName = (name: string, service: string, operationName: string): Declared => ({
  name,
  args: { service, operationName },
});

describe("adoption by operationName", () => {
  const observed = scenario({}, async ({ stack, emulator, operations }) => {
    const documents = emulator.seedOperation({
      service: "discoveryengine",
      method: "importDocuments",
      target: `projects/p/${branch}/default_branch/documents`,
    });
    const cluster = emulator.seedOperation({
      service: "alloydb",
      method: "exportCluster",
      target: "projects/p/locations/europe-west1/clusters/main",
    });
    const ended = emulator.seedOperation({
      service: "datastore",
      method: "exportEntities",
      target: "projects/p",
      age: "3h",
    });
    const shortName = documents.replace(/^projects\/\d+/, "projects/p");
    const unknownName = "projects/p/locations/europe-west1/operations/operation-0";
    const resources = [
      byName("short", "discoveryengine", shortName),
      byName("full", "alloydb", `//alloydb.googleapis.com/${cluster}`),
      byName("ended", "datastore", ended),
    ];
    const adopted = await succeeding(stack.up(resources));
    const state = await stack.exported();
    const unknown = byName("unknown", "alloydb", unknownName);
    // The engine ends an up at its first failure: this one comes once it is done with the others.
    const body = { after: resources.map(({ name }) => output(name, "operationName")) };
    unknown.args.undo = { path: "{target}", body };
    const failed = await failing(stack.up([...resources, unknown]));
    const afterFailure = await stack.exported();
    const destroyed = await succeeding(stack.destroy());
    const states = [...operations("documents"), ...operations("main")].map((operation) => operation.state);
    return {
      names: { documents, cluster, ended },
      shortName,
      unknownName,
      adopted,
      state,
      failed,
      afterFailure,
      destroyed,
      states,
    };
  });

  test("up looks once at each and starts nothing", () => {
    assert.deepEqual(
      observed().adopted.requests.map(({ kind, status }) => [kind, status]),
      [
        ["get", 200],
        ["get", 200],
        ["get", 200],
      ],
    );
  });

  test("the name may be short, with the project's id where the service says its number", () => {
    const { state, names, shortName } = observed();
    assert.notEqual(shortName, names.documents);
    assert.equal(state.short?.outputs.operationName, names.documents);
    assert.equal(state.short?.outputs.state, "RUNNING");
  });

  test("the name may be a full one, with the service's host", () => {
    const { state, names } = observed();
    assert.equal(state.full?.id, `//alloydb.googleapis.com/${names.cluster}`);
    assert.equal(state.full?.outputs.operationName, names.cluster);
  });

  test("an operation that has ended is adopted with its end", () => {
    const { state, done, response } = observed().state.ended?.outputs ?? {};
    assert.deepEqual({ state, done }, { state: "SUCCEEDED", done: true });
    assert.ok(response);
  });

  test("a name that the service doesn't know fails with one look, and nothing is put into the state", () => {
    const { failed, state, afterFailure, unknownName } = observed();
    assert.deepEqual(
      failed.requests.map(({ kind, path, status }) => [kind, path, status]),
      [["get", `/alloydb/v1beta/${unknownName}`, 404]],
    );
    assert.deepEqual(afterFailure, state);
  });

  test("what was adopted before is left alone by that up", () => {
    assert.match(observed().failed.text, /4 unchanged/);
  });

  test("the error names the unknown operation, and what to check", (t) => {
    const { failed, unknownName } = observed();
    const shown = diagnosticsOf(failed, "unknown");
    assert.ok(shown.includes(unknownName), shown);
    assertMessage(t, "unknown name", shown);
    assertForPeople(failed.text);
  });

  test("destroy cancels an adopted operation and waits for its end", () => {
    const { destroyed, states } = observed();
    assert.match(asked(destroyed, "documents"), /^get cancel( get)+$/);
    assert.match(asked(destroyed, "main"), /^get cancel( get)+$/);
    assert.deepEqual(states, ["CANCELLED", "CANCELLED"]);
  });

  test("destroy sends no request for an adopted operation that has ended", () => {
    assert.equal(asked(observed().destroyed, "p"), "");
  });
});
