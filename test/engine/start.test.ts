import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { clusterExport, type Declared } from "../support/engineProgram.js";
import {
  asked,
  assertForPeople,
  diagnosticsOf,
  type EngineRun,
  failing,
  succeeding,
} from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

/** The export of the cluster `main` of a location. */
function exportIn(location: string): Declared {
  const { args } = clusterExport("main");
  const start = args.start as { path: string; body: JsonObject };
  return {
    name: location,
    args: { ...args, start: { ...start, path: start.path.replace("europe-west1", location) } },
  };
}

const REFUSED = "refused";
const LOST = "lost";
const UNLISTED = "unlisted";

/** The requests to a location, each with its status. */
function sentTo({ requests }: EngineRun, location: string) {
  return requests
    .filter(({ path }) => path.includes(`/locations/${location}/`))
    .map(({ kind, status }) => [kind, status]);
}

describe("starts that the service refuses, or whose responses are lost", () => {
  const indexStart = {
    path: "projects/p/locations/europe-west1/codeRepositoryIndexes",
    query: { codeRepositoryIndexId: "index" },
    body: {},
    requestId: "query",
  };
  const index: Declared = { name: "index", args: { service: "cloudaicompanion", start: indexStart } };
  const observed = scenario({}, async ({ stack, emulator }) => {
    const operationsIn = (location: string) =>
      emulator.operations.filter(({ target }) => target.includes(`/locations/${location}/`));
    const lost = { kind: "reset", effect: "after" } as const;
    emulator.fault({
      match: { kind: "start", path: REFUSED },
      fault: { kind: "status", status: 403, message: "The caller may not export." },
    });
    for (const path of [LOST, UNLISTED, "codeRepositoryIndexes"]) {
      emulator.fault({ match: { kind: "start", path }, when: { nth: 1 }, fault: lost });
    }
    emulator.fault({ match: { kind: "list", path: UNLISTED }, fault: { kind: "status", status: 403 } });
    const first = await failing(
      stack.upDespiteErrors([exportIn(REFUSED), exportIn(LOST), exportIn(UNLISTED), index]),
    );
    const saved = await stack.exported();
    const [started, ...others] = operationsIn(UNLISTED);
    assert.ok(started && others.length === 0);
    const adopted = { name: UNLISTED, args: { service: "alloydb", operationName: started.name } };
    const second = await succeeding(stack.up([exportIn(LOST), adopted, index]));
    const destroyed = await succeeding(stack.destroy());
    return {
      first,
      saved,
      second,
      destroyed,
      lost: operationsIn(LOST),
      unlisted: operationsIn(UNLISTED),
      index: operationsIn("europe-west1"),
    };
  });

  test("only what was answered is put into the state", () => {
    assert.deepEqual(Object.keys(observed().saved), ["index"]);
  });

  test("refused: it is sent once", () => {
    assert.deepEqual(sentTo(observed().first, REFUSED), [["start", 403]]);
  });

  test("refused: the error says that nothing was started, and why", (t) => {
    const { first } = observed();
    const shown = diagnosticsOf(first, REFUSED);
    assert.match(shown, /^error: .*HTTP 403 PERMISSION_DENIED: The caller may not export /);
    assertMessage(t, "refused start", shown);
    assertForPeople(first.text);
  });

  test("lost: it is not sent again; the error shows what is listed, and nothing is adopted", (t) => {
    const { first, lost } = observed();
    assert.deepEqual(sentTo(first, LOST), [
      ["start", "reset"],
      ["list", 200],
    ]);
    const shown = diagnosticsOf(first, LOST);
    assert.ok(shown.includes(lost[0]?.name ?? "none"), shown);
    assertMessage(t, "response lost, candidates listed", shown);
  });

  test("lost: the next up starts anew, and destroy leaves the first one alone", () => {
    const { second, lost } = observed();
    assert.deepEqual(sentTo(second, LOST), [["start", 200]]);
    assert.deepEqual(
      lost.map(({ state }) => state),
      ["RUNNING", "CANCELLED"],
    );
  });

  test("lost, and the list is refused: it is not sent again", () => {
    assert.deepEqual(sentTo(observed().first, UNLISTED), [
      ["start", "reset"],
      ["list", 403],
    ]);
  });

  test("lost, and the list is refused: the error says that it may run, where to look for it and how to adopt it", (t) => {
    const shown = diagnosticsOf(observed().first, UNLISTED);
    assert.match(shown, /GET http:\S+\/alloydb\/v1beta\/projects\/p\/locations\/unlisted\/operations/);
    assert.match(shown, /operationName/);
    assertMessage(t, "response lost, list refused", shown);
  });

  test("lost, and the list is refused: once it is adopted, destroy cancels it and waits for its end", () => {
    const { second, destroyed, unlisted } = observed();
    assert.deepEqual(sentTo(second, UNLISTED), [["get", 200]]);
    assert.match(
      sentTo(destroyed, UNLISTED)
        .map(([kind]) => kind)
        .join(" "),
      /^get cancel( get)+$/,
    );
    assert.deepEqual(
      unlisted.map(({ state }) => state),
      ["CANCELLED"],
    );
  });

  test("with a request ID: it is sent again with the same one, and one operation runs", () => {
    const { first, index } = observed();
    const ids = first.requests
      .filter(({ path }) => path.endsWith("/codeRepositoryIndexes"))
      .map(({ query }) => query.requestId);
    assert.equal(ids.length, 2);
    assert.match(String(ids[0]), /^[0-9a-f-]{36}$/);
    assert.equal(ids[1], ids[0]);
    assert.equal(index.length, 1);
  });

  test("with a request ID: the operation is in the state, and the next up has nothing to do", () => {
    const { saved, second, index } = observed();
    assert.equal(saved.index?.outputs.operationName, index[0]?.name);
    assert.equal(asked(second, "index"), "");
  });
});
