import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { clusterExport, output } from "../support/engineProgram.js";
import { assertForPeople, diagnosticsOf, type EngineRun, failing } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

interface Complaint {
  what: string;
  property: string;
}

const { service, start } = clusterExport("main").args as { service: string; start: { path: string } };
const operationName = "projects/p/locations/l/operations/o";

/** All that is wrong with a resource is told at once; the engine stops at the first resource. */
const badInputs: { args: JsonObject; complaints: Complaint[] }[] = [
  {
    args: {
      service: "aloydb",
      start: { ...start, path: "projects/p/../q/clusters/c:export" },
      operationName,
      endpoint: "http://alloydb.example.com",
      timeouts: { delete: "soon" },
      onDelet: "wait",
    },
    complaints: [
      { what: "an unknown service", property: "service" },
      { what: "a path with ..", property: "start.path" },
      { what: "a duration that is none", property: "timeouts.delete" },
      { what: "a misspelt property", property: "onDelet" },
      { what: "both start and operationName", property: "start" },
      { what: "an http endpoint off loopback", property: "endpoint" },
    ],
  },
  {
    args: { service, operationName: "projects/p/operations/o" },
    complaints: [{ what: "a name that fits no pattern of the service", property: "operationName" }],
  },
  {
    args: { service },
    complaints: [{ what: "neither start nor operationName", property: "start" }],
  },
];

describe("bad input is refused at preview", () => {
  const observed = scenario({}, async ({ stack }) => {
    const previews: EngineRun[] = [];
    for (const { args } of badInputs) {
      previews.push(await failing(stack.preview([{ name: "main", args }])));
    }
    return previews;
  });

  for (const [index, { complaints }] of badInputs.entries()) {
    for (const { what, property } of complaints) {
      test(`${what}: property and reason are told`, (t) => {
        const shown = diagnosticsOf(observed()[index] as EngineRun, "main");
        const lines = shown.split("\n").filter((line) => line.includes(`: property ${property} `));
        assert.equal(lines.length, 1, shown);
        assertMessage(t, what, lines[0]?.trim() ?? "");
      });
    }
  }

  test("nothing is sent", () => {
    assert.deepEqual(
      observed().flatMap(({ requests }) => requests),
      [],
    );
  });

  test("what is shown is meant for people", () => {
    for (const { text } of observed()) {
      assertForPeople(text);
    }
  });
});

describe("bad input that is only known once another resource is there", () => {
  const observed = scenario({}, async ({ stack }) => {
    const resources = [
      clusterExport("first", { onDelete: "abandon" }),
      { name: "second", args: { service: output("first", "verb"), start } },
    ];
    const up = await failing(stack.up(resources));
    return { up, state: await stack.exported() };
  });

  test("is refused by the up, before anything is sent for it", (t) => {
    const { up } = observed();
    assert.deepEqual(
      up.requests.map(({ kind }) => kind),
      ["start"],
    );
    const shown = diagnosticsOf(up, "second");
    assert.match(shown, /: property service /);
    assertMessage(t, "unknown service at up", shown);
  });

  test("leaves what was there before in the state", () => {
    assert.deepEqual(Object.keys(observed().state), ["first"]);
  });
});
