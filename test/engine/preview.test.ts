import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport, output } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, succeeding } from "../support/engineRun.js";
import { story } from "../support/engineStory.js";

const dataStore = "projects/p/locations/global/collections/default_collection/dataStores/catalog";

describe("preview and up of resources that take others' outputs", () => {
  const resources = [
    clusterExport("first"),
    clusterExport("dependent", { triggers: [output("first", "operationName")] }),
    {
      name: "adopted",
      args: { service: "alloydb", operationName: output("first", "operationName"), onDelete: "abandon" },
    },
    {
      name: "versioned",
      args: {
        service: "alloydb",
        apiVersion: output("first", "apiVersion"),
        start: clusterExport("second").args.start ?? null,
      },
    },
  ];
  const told = story({}, async ({ stack, operations }) => {
    const preview = await succeeding(stack.preview(resources));
    const up = await succeeding(stack.up(resources));
    const state = await stack.exported();
    const again = await succeeding(stack.preview(resources));
    const destroyed = await succeeding(stack.destroy());
    return { preview, up, state, again, destroyed, first: operations("first")[0] };
  });

  test("a preview with values that aren't known yet succeeds and sends nothing", () => {
    const { preview } = told();
    assert.deepEqual(preview.requests, []);
    assert.match(preview.text, /\+ 5 to create/);
  });

  test("up then has the values", () => {
    const { up, state, first } = told();
    assert.equal(asked(up, "dependent"), "start");
    assert.equal(asked(up, "second"), "start");
    assert.equal(state.adopted?.outputs.operationName, first?.name);
  });

  test("once everything is known, a preview finds no change", () => {
    const { again } = told();
    assert.deepEqual(again.requests, []);
    assert.match(again.text, /5 unchanged/);
  });
});

describe("preview of a start whose operation can't be cancelled", () => {
  const resource = (policy: object) => ({
    name: "events",
    args: {
      service: "discoveryengine",
      start: {
        path: `${dataStore}/userEvents:import`,
        body: { gcsSource: { inputUris: ["gs://b/events.jsonl"] } },
      },
      ...policy,
    },
  });
  const told = story({}, async ({ stack }) => ({
    waits: await succeeding(stack.preview([resource({})])),
    abandons: await succeeding(stack.preview([resource({ whenCancelUnsupported: "abandon" })])),
  }));

  test("a warning says so, and what destroy will do", () => {
    const { waits } = told();
    const shown = diagnosticsOf(waits, "events");
    assert.match(shown, /warning: discoveryengine v1alpha can't cancel this operation/);
    assert.match(shown, /Destroy will wait for its natural end/);
    assertForPeople(waits.text);
  });

  test("the warning knows the policy", () => {
    assert.match(diagnosticsOf(told().abandons, "events"), /Destroy will leave it running/);
  });

  test("nothing is sent", () => {
    const { waits, abandons } = told();
    assert.deepEqual([...waits.requests, ...abandons.requests], []);
  });
});

describe("preview of what an up would do to an operation in flight", () => {
  const told = story({}, async ({ stack }) => {
    await succeeding(stack.up([clusterExport("main", {}, ["1"])]));
    const replacement = await succeeding(stack.preview([clusterExport("main", {}, ["2"])]));
    const update = await succeeding(stack.preview([clusterExport("main", { onDelete: "wait" }, ["1"])]));
    return { replacement, update };
  });

  test("a changed trigger is shown as a replacement", () => {
    assert.match(told().replacement.text, /1 to replace/);
  });

  test("a changed setting is shown as an update", () => {
    assert.match(told().update.text, /1 to update/);
  });

  test("nothing is sent", () => {
    const { replacement, update } = told();
    assert.deepEqual([...replacement.requests, ...update.requests], []);
  });
});
