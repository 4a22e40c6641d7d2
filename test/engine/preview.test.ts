import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport, output } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

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
  const observed = scenario({}, async ({ stack, operations }) => {
    const preview = await succeeding(stack.preview(resources));
    const up = await succeeding(stack.up(resources));
    const state = await stack.exported();
    const again = await succeeding(stack.preview(resources));
    return { preview, up, state, again, first: operations("first")[0] };
  });

  test("a preview with values that aren't known yet succeeds and sends nothing", () => {
    const { preview } = observed();
    assert.deepEqual(preview.requests, []);
    assert.match(preview.text, /\+ 5 to create/);
  });

  test("up then has the values", () => {
    const { up, state, first } = observed();
    assert.equal(asked(up, "dependent"), "start");
    assert.equal(asked(up, "second"), "start");
    assert.equal(state.adopted?.outputs.operationName, first?.name);
  });

  test("once everything is known, a preview finds no change", () => {
    const { again } = observed();
    assert.deepEqual(again.requests, []);
    assert.match(again.text, /5 unchanged/);
  });
});

describe("preview of a start whose operation can't be cancelled", () => {
  const resource = (name: string, policy: object) => ({
    name,
    args: {
      service: "discoveryengine",
      start: {
        path: `${dataStore}/userEvents:import`,
        body: { gcsSource: { inputUris: ["gs://b/events.jsonl"] } },
      },
      ...policy,
    },
  });
  const observed = scenario({}, ({ stack }) =>
    succeeding(
      stack.preview([resource("waits", {}), resource("abandons", { whenCancelUnsupported: "abandon" })]),
    ),
  );

  test("a warning says so, and what destroy will do", (t) => {
    const shown = diagnosticsOf(observed(), "waits");
    assert.match(shown, /^warning: .*whenCancelUnsupported: "wait"/);
    assertMessage(t, "uncancellable start", shown);
    assertForPeople(observed().text);
  });

  test("the warning knows the policy", (t) => {
    const shown = diagnosticsOf(observed(), "abandons");
    assert.match(shown, /whenCancelUnsupported: "abandon"/);
    assertMessage(t, "uncancellable start, abandoned", shown);
  });

  test("nothing is sent", () => {
    assert.deepEqual(observed().requests, []);
  });
});

describe("preview of what an up would do to an operation in flight", () => {
  const observed = scenario({}, async ({ stack }) => {
    await succeeding(stack.up([clusterExport("triggered", {}, ["1"]), clusterExport("set", {}, ["1"])]));
    return succeeding(
      stack.preview([
        clusterExport("triggered", {}, ["2"]),
        clusterExport("set", { onDelete: "wait" }, ["1"]),
      ]),
    );
  });

  test("a changed trigger is shown as a replacement", () => {
    assert.match(observed().text, /1 to replace/);
    assert.match(observed().text, /pulumi-nodejs:lro:Operation triggered replace/);
  });

  test("a changed setting is shown as an update", () => {
    assert.match(observed().text, /1 to update/);
    assert.match(observed().text, /pulumi-nodejs:lro:Operation set update/);
  });

  test("nothing is sent", () => {
    assert.deepEqual(observed().requests, []);
  });
});
