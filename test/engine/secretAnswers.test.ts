import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { clusterExport, type Declared, secret } from "../support/engineProgram.js";
import { diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";
import { startServer } from "../support/loopbackServer.js";
import { Teardown } from "../support/teardown.js";

const password = "correct horse battery staple";
const token = "geheim-access-token-0815";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A service that repeats what it was sent wherever it can. Its operations are called like their clusters. */
class Parrot {
  readonly #heard = new Map<string, string>();
  /** The clusters whose operations have ended. */
  readonly ended = new Set<string>();
  readonly failing = new Set<string>();

  answer(method: string, url: string, body: string): JsonObject {
    const cluster = /clusters\/([a-z]+):export/.exec(url)?.[1] ?? /operations\/([a-z]+)/.exec(url)?.[1] ?? "";
    if (method === "POST" && url.endsWith(":export")) {
      this.#heard.set(cluster, body);
    }
    if (url.endsWith(":cancel")) {
      this.failing.delete(cluster);
      this.ended.add(cluster);
      return {};
    }
    const echo = this.#heard.get(cluster) ?? "";
    const name = `projects/p/locations/europe-west1/operations/${cluster}`;
    const metadata = { "@type": "t", echo };
    if (this.failing.has(cluster)) {
      return { name, metadata, done: true, error: { code: 3, message: echo, details: [{ echo }] } };
    }
    return this.ended.has(cluster) ? { name, metadata, done: true, response: { echo } } : { name, metadata };
  }
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).includes(SECRET);
}

describe("a service that repeats a secret of the start's body", () => {
  const parrot = new Parrot();
  const observed = scenario({}, async ({ stack }) => {
    const teardown = new Teardown();
    const server = await startServer(teardown, ({ method, url, body }, response) =>
      response.end(JSON.stringify(parrot.answer(method, url, body))),
    );
    const exporting = (name: string, database: JsonObject | string, more: JsonObject = {}): Declared => {
      const { args } = clusterExport(name, { endpoint: server.url, ...more });
      return {
        name,
        args: {
          ...args,
          start: { path: `projects/p/locations/europe-west1/clusters/${name}:export`, body: { database } },
        },
      };
    };
    try {
      await succeeding(stack.run(["config", "set", "gcp:accessToken", token, "--secret"]));
      for (const cluster of ["done", "plain", "marked"]) {
        parrot.ended.add(cluster);
      }
      const resources = [
        exporting("done", secret(password), { waitFor: "done" }),
        exporting("later", secret(password)),
        exporting("plain", "public", { waitFor: "done" }),
        {
          ...exporting("marked", "public", { waitFor: "done" }),
          options: { additionalSecretOutputs: ["metadata"] },
        },
      ];
      const up = await succeeding(stack.up(resources));
      const first = await stack.exportedText();
      const state = await stack.exported();
      parrot.ended.add("later");
      const refresh = await succeeding(stack.refresh());
      const second = await stack.exportedText();
      const refreshed = await stack.exported();
      const starts = () => server.arrived.filter(({ url }) => url.includes("clusters/plain:export")).length;
      const before = starts();
      const marked = await succeeding(
        stack.up([...resources.slice(0, 2), exporting("plain", secret("public"), { waitFor: "done" })]),
      );
      const made = await stack.exported();
      const restarted = starts() - before;
      parrot.failing.add("failing");
      const failed = await failing(stack.up([exporting("failing", secret(password), { waitFor: "done" })]));
      const third = await stack.exportedText();
      const broken = await stack.exported();
      const destroyed = await succeeding(stack.destroy());
      const bearers = new Set(server.arrived.map(({ headers }) => headers.authorization));
      const runs = [up, refresh, marked, failed, destroyed];
      return {
        states: [first, second, third],
        state,
        refreshed,
        marked,
        made,
        restarted,
        broken,
        failed,
        runs,
        bearers,
      };
    } finally {
      await teardown.run();
    }
  });

  test("what it answers is kept encrypted, at the create and at a refresh", () => {
    const { state, refreshed } = observed();
    assert.ok(isSecret(state.done?.outputs.response));
    assert.ok(isSecret(state.done?.outputs.metadata));
    assert.equal(state.done?.outputs.state, "SUCCEEDED");
    assert.ok(isSecret(state.later?.outputs.metadata));
    assert.equal(state.later?.outputs.response, undefined);
    assert.equal(refreshed.later?.outputs.state, "SUCCEEDED");
    assert.ok(isSecret(refreshed.later?.outputs.response));
  });

  test("so is the hidden part of the state, whose digests could be guessed at", () => {
    assert.ok(isSecret(observed().state.done?.outputs.__lro));
  });

  test("the secret is in no state in plain text, and is not shown", () => {
    const { states, runs } = observed();
    assert.ok(!states.some((text) => text.includes(password)));
    assert.deepEqual(
      runs.filter(({ text }) => text.includes(password)).map(({ command }) => command),
      [],
    );
  });

  test("a failure is kept with its code, and its words encrypted", (t) => {
    const { broken, failed } = observed();
    assert.ok(isSecret(broken.failing?.outputs.error));
    assert.match(broken.failing?.initErrors?.join() ?? "", /INVALID_ARGUMENT/);
    assertMessage(t, "failed with a secret argument", diagnosticsOf(failed, "failing"));
  });

  test("without secrets among the arguments it is plain, and additionalSecretOutputs works as for any resource", () => {
    const { state } = observed();
    assert.match(JSON.stringify(state.plain?.outputs.response), /public/);
    assert.ok(isSecret(state.marked?.outputs.metadata));
    assert.ok(!isSecret(state.marked?.outputs.response));
  });

  test("what is unchanged stays, a value made secret is encrypted in place", () => {
    const { marked, made, restarted } = observed();
    assert.match(marked.text, /1 updated\n\s+- 1 deleted\n\s*2 changes\. 3 unchanged/);
    assert.ok(isSecret(made.plain?.outputs.response));
    assert.equal(restarted, 0);
  });

  test("the access token is in no state in plain text, and is not shown", () => {
    const { states, runs, bearers } = observed();
    assert.deepEqual([...bearers], [`Bearer ${token}`]);
    assert.ok(![...states, ...runs.map(({ text }) => text)].some((text) => text.includes(token)));
  });
});
