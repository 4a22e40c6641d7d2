import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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

test("progress is ephemeral: in the resource's row while it runs, and nowhere afterwards", async () => {
  const { id, state } = await stage.server.create(exportInputs("progress"));
  await stage.server.delete(id, state);
  const ephemeral = stage.engine.about(urnOf("progress")).filter((line) => line.ephemeral);
  assert.deepEqual(
    ephemeral.map(({ message, severity }) => [withoutElapsed(message), severity]),
    [
      [`running: ${state.operationName}`, "INFO"],
      [`cancel requested: ${state.operationName}`, "INFO"],
    ],
  );
});

test("lines arrive in order, the outcome last, all before the delete returns", async () => {
  const { id, state } = await stage.server.create(exportInputs("order"));
  await stage.server.delete(id, state);
  assert.deepEqual(
    stage.engine
      .about(urnOf("order"))
      .map(({ message }) => withoutElapsed(message).replace(String(state.operationName), "X")),
    ["started X", "running: X", "cancel requested: X", "X was cancelled"],
  );
});

test("what needs a look is a warning that stays", async () => {
  stage.emulator.behave({ match: { target: "clusters/warned" }, endsWhenCancelled: "succeed" });
  const { id, state } = await stage.server.create(exportInputs("warned"));
  await stage.server.delete(id, state);
  const last = stage.engine.about(urnOf("warned")).at(-1);
  assert.equal(last?.severity, "WARNING");
  assert.equal(last?.ephemeral, false);
  assert.match(last?.message ?? "", /completed despite its cancellation: its effects exist/);
});

test("a preview warns of an operation that can't be cancelled", async () => {
  const inputs = {
    ...exportInputs("uncancellable"),
    service: "discoveryengine",
    start: { path: "projects/p/locations/global/dataStores/d:trainCustomModel" },
  };
  assert.deepEqual((await stage.server.check({}, inputs)).failures, []);
  const [line] = stage.engine.about(urnOf("uncancellable"));
  assert.equal(line?.severity, "WARNING");
  assert.match(
    line?.message ?? "",
    /^discoveryengine v1alpha can't cancel this operation\. Destroy will wait/,
  );
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
