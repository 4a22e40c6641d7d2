import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertMessage } from "../../support/golden.js";
import { exportInputs, type ProviderStage, setStage, urnOf } from "../../support/providerStage.js";
import { Teardown } from "../../support/teardown.js";

let stage: ProviderStage;
const teardown = new Teardown();

before(async () => {
  stage = await setStage(teardown, { operationTime: "1h", cancelTime: "50ms" });
});
after(() => teardown.run());

/** How long a wait has taken depends on the machine. */
function withoutElapsed(message: string): string {
  return message.replace(/^\d\w*, /, "");
}

test("the operation's name is an info line of its resource that stays, there before create returns", async () => {
  const { state } = await stage.server.create(exportInputs("named"));
  assert.deepEqual(stage.engine.about(urnOf("named")), [
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
  const { id, state } = await stage.server.create(exportInputs("progress"));
  await stage.server.delete(id, state);
  const ephemeral = stage.engine.about(urnOf("progress")).filter((line) => line.ephemeral);
  assert.deepEqual(
    ephemeral.map(({ severity }) => severity),
    ["INFO", "INFO"],
  );
  assertMessage(t, "progress", ephemeral.map(({ message }) => withoutElapsed(message)).join("\n"));
});

test("lines arrive in order, the outcome last, all before the delete returns", async (t) => {
  const { id, state } = await stage.server.create(exportInputs("order"));
  await stage.server.delete(id, state);
  const messages = stage.engine.about(urnOf("order")).map(({ message }) => withoutElapsed(message));
  assert.equal(messages.length, 4);
  assertMessage(t, "the lines of a delete, in order", messages.join("\n"));
});

test("what needs a look is a warning that stays", async (t) => {
  stage.emulator.behave({ match: { target: "clusters/warned" }, endsWhenCancelled: "succeed" });
  const { id, state } = await stage.server.create(exportInputs("warned"));
  await stage.server.delete(id, state);
  const last = stage.engine.about(urnOf("warned")).at(-1);
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
  assert.deepEqual((await stage.server.check({}, inputs)).failures, []);
  const [line] = stage.engine.about(urnOf("uncancellable"));
  assert.equal(line?.severity, "WARNING");
  assertMessage(t, "a preview's warning", line?.message ?? "");
});

test("text of any length and alphabet arrives whole", async () => {
  const name = `long-${"é".repeat(150)}`;
  const urn = urnOf(name);
  await stage.server.create({ ...exportInputs("long"), __urn: urn });
  const [line] = stage.engine.about(urn);
  assert.match(line?.message ?? "", /^started projects\//);
});

test("an engine that is gone neither fails nor holds up a step", async () => {
  const server = await stage.nextRunWithoutEngine();
  const { id, state } = await server.create(exportInputs("deaf"));
  await server.delete(id, state);
  await server.end("SIGINT");
  assert.equal(server.stderr, "");
});
