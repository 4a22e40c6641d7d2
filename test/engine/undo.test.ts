import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { type Declared, output, secret } from "../support/engineProgram.js";
import {
  asked,
  assertForPeople,
  diagnosticsOf,
  failing,
  requestsAbout,
  succeeding,
} from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const cluster = "projects/p/locations/europe-west1/clusters/orders";
const deleteTarget = { method: "DELETE", path: "{target}" };

/** A resource that creates the AlloyDB instance of its own name, and is to delete it where it completes despite a cancel. */
function instance(name: string, more: JsonObject = {}, triggers: JsonValue[] = []): Declared {
  const start = {
    path: `${cluster}/instances`,
    query: { instanceId: name },
    body: { instanceType: "PRIMARY" },
    requestId: "query",
  };
  const args = { service: "alloydb", start, whenCompletedDespiteCancel: "undo", undo: deleteTarget };
  return { name, args: { ...args, ...(triggers.length > 0 && { triggers }), ...more } };
}

describe("operations that complete despite their cancellation, and are undone", () => {
  const observed = scenario({ operationTime: "1h" }, async ({ stack, emulator, operations }) => {
    emulator.behave({ match: { method: "createInstance" }, cancelTime: 0, endsWhenCancelled: "succeed" });
    emulator.behave({ match: { method: "deleteInstance" }, operationTime: 500 });
    emulator.fault({
      match: { kind: "start", path: "/instances/refused" },
      when: { nth: 1 },
      fault: { kind: "status", status: 403, message: "not yours" },
    });
    const resources = (trigger: string) => [
      instance("main"),
      instance("refused"),
      instance("ended"),
      instance("replaced", {}, [trigger]),
      instance("named", { undo: { method: "DELETE", path: "{response.name}" } }),
      ...["hidden", "notFound", "cancelled"].map((name) => instance(name)),
    ];
    emulator.behave({ match: { target: "/ended", method: "createInstance" }, operationTime: "1s" });
    await succeeding(stack.up(resources("1")));
    const before = await stack.exported();
    const replaced = await succeeding(stack.up(resources("2")));
    while (operations("ended").some(({ done }) => !done)) {
      await pause(50);
    }
    const [theirs] = operations("cancelled");
    await fetch(`${emulator.url}/alloydb/v1beta/${theirs?.name}:cancel`, { method: "POST" });
    const notFound = { kind: "status", status: 404, message: "not yet" } as const;
    const undoOf = (name: string) => ({ kind: "start", path: `/instances/${name}` }) as const;
    emulator.fault({ match: undoOf("hidden"), when: { nth: 1 }, fault: notFound });
    emulator.fault({ match: undoOf("notFound"), fault: notFound });
    const first = await failing(stack.destroy());
    const kept = await stack.exported();
    const second = await succeeding(stack.destroy());
    const methods = (target: string) => operations(target).map(({ method, state }) => `${method} ${state}`);
    return { before, replaced, first, kept, second, methods, after: await stack.exported() };
  });

  test("the delete cancels, sees completion, deletes the target and waits until that has ended", () => {
    const { first, methods } = observed();
    assert.match(asked(first, "main"), /^get cancel( get)+ start( get)+$/);
    const [undo] = requestsAbout(first, "main").filter(({ kind }) => kind === "start");
    assert.equal(undo?.method, "DELETE");
    assert.deepEqual(methods("main"), ["createInstance SUCCEEDED", "deleteInstance SUCCEEDED"]);
  });

  test("it says so in one line", (t) => {
    const shown = diagnosticsOf(observed().first, "main");
    assertMessage(t, "undone", shown);
    assert.equal(shown.split("\n").length, 1);
  });

  test("the response's name serves as well", () => {
    assert.deepEqual(observed().methods("named"), ["createInstance SUCCEEDED", "deleteInstance SUCCEEDED"]);
  });

  test("what completed before the delete is left as it is", () => {
    const { first, methods } = observed();
    assert.equal(asked(first, "ended"), "get");
    assert.deepEqual(methods("ended"), ["createInstance SUCCEEDED"]);
  });

  test("a replacement undoes the old operation before it starts anew", () => {
    const { replaced } = observed();
    assert.match(asked(replaced, "replaced"), /^get cancel( get)+ start( get)+ start$/);
  });

  test("a refused undo fails the destroy, with what it answered and what to do", (t) => {
    const { first } = observed();
    const shown = diagnosticsOf(first, "refused");
    assert.match(shown, /^error: .*HTTP 403 PERMISSION_DENIED: not yours.*whenCompletedDespiteCancel/);
    assertMessage(t, "refused undo", shown);
    assertForPeople(first.text);
  });

  test("the state is kept as it was, and of that one alone", () => {
    const { before, kept } = observed();
    assert.deepEqual(kept, { refused: before.refused });
  });

  test("the next destroy undoes it", () => {
    const { second, methods, after } = observed();
    assert.match(asked(second, "refused"), /^get start( get)+$/);
    assert.deepEqual(methods("refused"), ["createInstance SUCCEEDED", "deleteInstance SUCCEEDED"]);
    assert.deepEqual(after, {});
  });

  test("an undo is no change by itself", () => {
    const { replaced } = observed();
    assert.equal(replaced.requests.length, requestsAbout(replaced, "replaced").length);
    assert.match(replaced.text, /8 unchanged/);
  });

  test("a single 404 is not believed: the undo is sent again, and deletes the target", (t) => {
    const { first, methods } = observed();
    assert.deepEqual(methods("hidden"), ["createInstance SUCCEEDED", "deleteInstance SUCCEEDED"]);
    assertMessage(t, "undone after a 404", diagnosticsOf(first, "hidden"));
  });

  test("a repeated 404 is reported as not found, not as undone", (t) => {
    const { first } = observed();
    const sent = first.requests.filter(({ kind, path }) => kind === "start" && path.endsWith("/notFound"));
    assert.deepEqual(
      sent.map(({ status }) => status),
      [404, 404],
    );
    assert.doesNotMatch(diagnosticsOf(first, "notFound"), /undone/);
    assertMessage(t, "target not found", diagnosticsOf(first, "notFound"));
  });

  test("what only the metadata shows as cancelled is reported, and not undone", (t) => {
    const { first, methods } = observed();
    assert.deepEqual(methods("cancelled"), ["createInstance SUCCEEDED"]);
    const shown = diagnosticsOf(first, "cancelled");
    assert.match(shown, /^warning: /);
    assertMessage(t, "cancelled by somebody else", shown);
  });
});

const password = "correct horse battery staple";

describe("secrets in an undo", () => {
  const undo: JsonObject = {
    path: `${cluster}/instances/main:restart`,
    query: { token: secret(password) },
    body: {
      nodeIds: [secret(password), null, "plain"],
      requestId: null,
      nested: { list: [{ a: secret(password) }] },
    },
  };
  const observed = scenario({ operationTime: 0 }, async ({ stack, emulator }) => {
    const fails = { fail: { code: 13, message: "broken" } };
    emulator.behave({ match: { target: "/failing" }, ends: fails });
    const resources = [
      instance("main", { undo }),
      instance("whole", { undo: secret({ path: "x", body: { password } }) }),
      instance("later", {
        undo: {
          path: "{target}:restart",
          body: { name: output("main", "operationName"), list: [secret(password)] },
        },
      }),
    ];
    const runs = [await succeeding(stack.up(resources))];
    const texts = [await stack.exportedText()];
    runs.push(await succeeding(stack.refresh()));
    texts.push(await stack.exportedText());
    const changed = instance("main", { undo, timeouts: { delete: "5m" } });
    const broken = instance("failing", { undo, waitFor: "done" });
    const failed = await failing(stack.upDespiteErrors([changed, ...resources.slice(1), broken]));
    runs.push(failed);
    texts.push(await stack.exportedText());
    runs.push(await succeeding(stack.destroy()));
    return { texts, runs, failed };
  });

  test("they are in no state in plain text, be it created, refreshed, failed or updated", () => {
    const plain = observed().texts.map((text) => text.includes(password));
    assert.deepEqual(plain, [false, false, false]);
  });

  test("they are shown nowhere", () => {
    assert.ok(!observed().runs.some(({ text }) => text.includes(password)));
  });

  test("they are no change by themselves, nor is what is null", () => {
    assert.match(observed().failed.text, /1 updated\n\s*3 unchanged/);
  });

  test("what is no secret stays readable", () => {
    assert.match(observed().texts[0] ?? "", /instances\/main:restart/);
  });
});
