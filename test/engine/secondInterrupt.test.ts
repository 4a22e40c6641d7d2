import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cannotSignalParts } from "../support/engineKill.js";
import { clusterExport } from "../support/engineProgram.js";
import { assertForPeople, diagnosticsOf, failing } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const never = { kind: "delay", milliseconds: 24 * 3_600_000, effect: "after" } as const;

describe("a second Ctrl-C while up waits", { skip: cannotSignalParts }, () => {
  const waiting = ["asked", "deaf", "left"];
  const resources = [
    clusterExport("asked", { waitFor: "done" }),
    clusterExport("deaf", { waitFor: "done" }),
    clusterExport("left", { waitFor: "done", onInterrupt: "leave" }),
    clusterExport("unanswered"),
  ];
  const observed = scenario(
    { time: "driven", cancelTime: "1m" },
    async ({ stack, emulator, until, operations, count }) => {
      emulator.fault({ match: { kind: "start", path: "unanswered" }, fault: never });
      const creating = stack.up(resources);
      await until(
        creating,
        () => waiting.every((target) => count("get", target) >= 1) && operations("unanswered").length === 1,
      );
      const nameOf = (target: string): string => operations(target)[0]?.name ?? "none";
      emulator.fault({ match: { kind: "cancel", path: nameOf("deaf") }, fault: never });
      await stack.signal("SIGINT", "cli");
      await until(creating, () =>
        ["asked", "left"].every((name) => stack.printed.includes(`${name} **creating failed**`)),
      );
      await stack.signal("SIGINT", "cli");
      const terminated = await failing(creating);
      const names = Object.fromEntries(resources.map(({ name }) => [name, nameOf(name)]));
      const cancelled = operations("deaf")[0]?.cancelRequestedAt !== undefined;
      return { terminated, names, cancelled };
    },
  );

  test("what no answer came to is named by the provider, before it ends", (t) => {
    const last = diagnosticsOf(observed().terminated, "engine-engine");
    // The first line of the diagnostics has lost its indentation.
    const shown = last.split("\n").map((line) => line.trim());
    const lines = shown.filter((line) => /pulumi-gcp-lro|clusters\/unanswered:export/.test(line));
    assert.equal(lines.length, 2, last);
    assertMessage(t, "report of a terminated provider", lines.join("\n"));
  });

  test("a cancel that hangs is told as not acknowledged, by the provider or, if it was quicker, by the CLI", () => {
    const { terminated, names } = observed();
    assert.match(terminated.text, new RegExp(`${names.deaf}.*TIMEOUT`));
  });

  test("what was dealt with at the first one is told where it belongs", (t) => {
    const { terminated, names } = observed();
    for (const resource of ["asked", "left"] as const) {
      const shown = diagnosticsOf(terminated, resource);
      assert.ok(shown.includes(names[resource] ?? "none"), shown);
      assertMessage(t, resource, shown);
    }
  });

  test("its cancel reached the service all the same", () => {
    assert.equal(observed().cancelled, true);
  });

  test("there is no stack trace", () => {
    assertForPeople(observed().terminated.text);
  });
});
