import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { assertMessage } from "../../support/golden.js";
import {
  exportInputs,
  type ProviderFixture,
  startProviderFixture,
  urnOf,
} from "../../support/providerFixture.js";
import { Teardown } from "../../support/teardown.js";

let fixture: ProviderFixture;
const teardown = new Teardown();

before(async () => {
  fixture = await startProviderFixture(teardown, { operationTime: "1h", cancelTime: "50ms" });
});
after(() => teardown.run());

/** Rows end with the operation's random ID. */
function withoutId(message: string, { operationName }: JsonObject): string {
  return message.replaceAll(String(operationName).split("/").at(-1) ?? "", "<id>");
}

test("the operation's name is an info line of its resource that stays, there before create returns", async () => {
  const { state } = await fixture.server.create(exportInputs("named"));
  assert.deepEqual(fixture.engine.about(urnOf("named")), [
    {
      severity: "INFO",
      message: `started ${state.operationName}`,
      urn: urnOf("named"),
      ephemeral: false,
      streamId: 0,
    },
  ]);
});

test("progress is ephemeral: in the resource's row while it runs, and nowhere afterwards", async (t) => {
  const { id, state } = await fixture.server.create(exportInputs("progress"));
  await fixture.server.delete(id, state);
  const ephemeral = fixture.engine.about(urnOf("progress")).filter((line) => line.ephemeral);
  assert.deepEqual(
    ephemeral.map(({ severity }) => severity),
    ["INFO", "INFO"],
  );
  assertMessage(t, "progress", ephemeral.map(({ message }) => withoutId(message, state)).join("\n"));
});

test("lines arrive in order, the outcome last, all before the delete returns", async (t) => {
  const { id, state } = await fixture.server.create(exportInputs("order"));
  await fixture.server.delete(id, state);
  const messages = fixture.engine.about(urnOf("order")).map(({ message }) => withoutId(message, state));
  assert.equal(messages.length, 4);
  assertMessage(t, "the lines of a delete, in order", messages.join("\n"));
});

test("what needs a look is a warning that stays", async (t) => {
  fixture.emulator.behave({ match: { target: "clusters/warned" }, endsWhenCancelled: "succeed" });
  const { id, state } = await fixture.server.create(exportInputs("warned"));
  await fixture.server.delete(id, state);
  const last = fixture.engine.about(urnOf("warned")).at(-1);
  assert.equal(last?.severity, "WARNING");
  assert.equal(last?.ephemeral, false);
  assertMessage(t, "completed despite its cancellation", last?.message ?? "");
});

test("a preview warns of an operation that can't be cancelled", async (t) => {
  const inputs = {
    ...exportInputs("uncancellable"),
    service: "discoveryengine",
    start: { path: "projects/p/locations/global/dataStores/d:trainCustomModel" },
  };
  assert.deepEqual((await fixture.server.check({}, inputs)).failures, []);
  const [line] = fixture.engine.about(urnOf("uncancellable"));
  assert.equal(line?.severity, "WARNING");
  assertMessage(t, "a preview's warning", line?.message ?? "");
});

test("text of any length and alphabet arrives whole", async () => {
  const name = `long-${"é".repeat(150)}`;
  const urn = urnOf(name);
  await fixture.server.create({ ...exportInputs("long"), __urn: urn });
  const [line] = fixture.engine.about(urn);
  assert.match(line?.message ?? "", /^started projects\//);
});

test("an engine that is gone neither fails nor holds up a step", async () => {
  const server = await fixture.nextRunWithoutEngine();
  const { id, state } = await server.create(exportInputs("deaf"));
  await server.delete(id, state);
  await server.end("SIGINT");
  assert.equal(server.stderr, "");
});
