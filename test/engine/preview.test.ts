import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport, output } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const dataStore = "projects/p/locations/global/collections/default_collection/dataStores/catalog";

/** A start whose operation can't be cancelled. */
const uncancellable = (name: string, policy = {}) => ({
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

describe("previews before and after an up", () => {
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
    const preview = await succeeding(
      stack.preview([
        ...resources,
        uncancellable("waits"),
        uncancellable("abandons", { whenCancelUnsupported: "abandon" }),
      ]),
    );
    const up = await succeeding(
      stack.up([...resources, clusterExport("triggered", {}, ["1"]), clusterExport("set", {}, ["1"])]),
    );
    const state = await stack.exported();
    const again = await succeeding(
      stack.preview([
        ...resources,
        clusterExport("triggered", {}, ["2"]),
        clusterExport("set", { onDelete: "wait" }, ["1"]),
      ]),
    );
    return { preview, up, state, again, first: operations("first")[0] };
  });

  test("a preview with values that aren't known yet succeeds", () => {
    assert.match(observed().preview.text, /\+ 7 to create/);
  });

  test("nothing is sent", () => {
    const { preview, again } = observed();
    assert.deepEqual([...preview.requests, ...again.requests], []);
  });

  test("up then has the values", () => {
    const { up, state, first } = observed();
    assert.equal(asked(up, "dependent"), "start");
    assert.equal(asked(up, "second"), "start");
    assert.equal(state.adopted?.outputs.operationName, first?.name);
  });

  test("once everything is known, a preview finds no change in what takes others' outputs", () => {
    assert.match(observed().again.text, /5 unchanged/);
  });

  test("a warning says that an operation can't be cancelled, and what destroy will do", (t) => {
    const { preview } = observed();
    const shown = diagnosticsOf(preview, "waits");
    assert.match(shown, /^warning: .*whenCancelUnsupported: "wait"/);
    assertMessage(t, "uncancellable start", shown);
    assertForPeople(preview.text);
  });

  test("the warning knows the policy", (t) => {
    const shown = diagnosticsOf(observed().preview, "abandons");
    assert.match(shown, /whenCancelUnsupported: "abandon"/);
    assertMessage(t, "uncancellable start, abandoned", shown);
  });

  test("a changed trigger is shown as a replacement", () => {
    assert.match(observed().again.text, /1 to replace/);
    assert.match(observed().again.text, /pulumi-nodejs:lro:Operation triggered replace/);
  });

  test("a changed setting is shown as an update", () => {
    assert.match(observed().again.text, /1 to update/);
    assert.match(observed().again.text, /pulumi-nodejs:lro:Operation set update/);
  });
});
