import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport, type Declared } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const TYPE = "pulumi-nodejs:lro/operation:Operation";

describe("operations that were saved and then released on another machine", () => {
  const kept = [clusterExport("kept")];
  const aliased = (name: string): Declared => ({
    ...clusterExport("aliased"),
    name,
    options: { aliases: [{ name: "aliased" }, { name: "aliased-anew" }] },
  });
  const released: Declared[] = [
    clusterExport("cancelled", { onDelete: "cancel" }),
    clusterExport("abandoned", { onDelete: "abandon" }),
    { ...clusterExport("retained"), options: { retainOnDelete: true } },
    clusterExport("parent"),
    { ...clusterExport("dependent"), options: { deletedWith: "parent" } },
    clusterExport("removed"),
  ];
  const renamed = (name: string): Declared => ({ ...clusterExport("renamed"), name });
  const left = ["abandoned", "retained", "dependent", "removed"];

  const observed = scenario({ cancelTime: 100 }, async ({ stack, emulator, operations }) => {
    emulator.behave({ match: { target: "clusters/cancelled" }, cancelTime: "1h" });
    const program = [...kept, aliased("aliased"), renamed("renamed"), ...released];
    await succeeding(stack.up(program));
    stack.moveTo("second");
    const elsewhere = await succeeding(stack.up(program));
    await succeeding(stack.run(["state", "delete", "--yes", `urn:pulumi:engine::engine::${TYPE}::removed`]));
    const away = await succeeding(stack.up([...kept, aliased("aliased-anew"), renamed("renamed-anew")]));
    stack.moveTo("first");
    const again = await succeeding(stack.up(program));
    const state = await stack.exported();
    await succeeding(stack.destroy());
    return { elsewhere, away, again, state, of: operations };
  });

  test("an up of the same program on another machine sends nothing", () => {
    assert.deepEqual(observed().elsewhere.requests, []);
  });

  test("an alias keeps the operation: no request, on either machine", () => {
    const { away, again, of } = observed();
    assert.equal(asked(away, "aliased") + asked(again, "aliased"), "");
    assert.equal(of("aliased").length, 1);
  });

  test("a rename starts a new operation and cancels the old one, there and back", () => {
    const { away, again, of } = observed();
    assert.match(asked(away, "renamed"), /start/);
    assert.match(asked(again, "renamed"), /start/);
    assert.deepEqual(
      of("renamed").map(({ state }) => state),
      ["CANCELLED", "CANCELLED", "CANCELLED"],
    );
  });

  for (const { name } of released) {
    test(`${name}: the next up on the first machine starts a new operation`, () => {
      const { again, state, of } = observed();
      const [first, second, ...others] = of(name);
      assert.deepEqual(others, []);
      assert.equal(state[name]?.outputs.operationName, second?.name);
      assert.doesNotMatch(asked(again, name), /cancel/);
      assert.notEqual(first?.name, second?.name);
    });
  }

  for (const name of left) {
    test(`${name}: that up names the one that is still running, with the request that cancels it`, (t) => {
      const { again, of } = observed();
      const shown = diagnosticsOf(again, name);
      assert.match(shown, new RegExp(`warning: .*${of(name)[0]?.name}\\b`));
      assert.match(shown, /:cancel/);
      assertMessage(t, "a released operation still runs", shown);
    });

    test(`${name}: nothing cancels it, also not destroy`, () => {
      assert.equal(observed().of(name)[0]?.state, "RUNNING");
    });
  }

  test("kept: the operation that the state holds stays the same throughout", () => {
    assert.equal(observed().of("kept").length, 1);
  });

  test("what is shown is meant for people", () => {
    assertForPeople(observed().again.text);
  });
});

describe("starts that are lost, and other users' operations on the same targets", () => {
  const starts = ["unsent", "unanswered"] as const;
  const resources = starts.map((name) => clusterExport(name));
  const observed = scenario({ cancelTime: 100 }, async ({ stack, emulator, operations }) => {
    const others = starts.map((name) =>
      emulator.seedOperation({
        service: "alloydb",
        method: "exportCluster",
        target: `projects/p/locations/europe-west1/clusters/${name}`,
      }),
    );
    for (const [name, effect] of [
      ["unsent", "before"],
      ["unanswered", "after"],
    ] as const) {
      const match = { kind: "start", path: `clusters/${name}:` } as const;
      emulator.fault({ match, when: { nth: 1 }, fault: { kind: "reset", effect } });
    }
    const failed = await failing(stack.upDespiteErrors(resources));
    const saved = await stack.exported();
    const up = await succeeding(stack.up(resources));
    await succeeding(stack.destroy());
    return { others, failed, saved, up, of: operations };
  });

  test("the up puts nothing into the state", () => {
    assert.deepEqual(observed().saved, {});
  });

  for (const [index, name] of starts.entries()) {
    test(`${name}: the up names every candidate`, () => {
      const { failed, of } = observed();
      const shown = diagnosticsOf(failed, name);
      for (const candidate of of(name).slice(0, name === "unsent" ? 1 : 2)) {
        assert.ok(shown.includes(candidate.name), shown);
      }
    });

    test(`${name}: the next up starts its own, and destroy cancels that one alone`, () => {
      const { up, others, of } = observed();
      assert.equal(asked(up, name), "start");
      const cancelled = of(name).filter(({ cancelRequestedAt }) => cancelRequestedAt !== undefined);
      assert.deepEqual(cancelled, [of(name).at(-1)]);
      assert.equal(of(name).find((operation) => operation.name === others[index])?.state, "RUNNING");
    });
  }
});
