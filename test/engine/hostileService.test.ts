import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { clusterExport, type Declared } from "../support/engineProgram.js";
import { failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { startServer } from "../support/loopbackServer.js";
import { Teardown } from "../support/teardown.js";

const signature = "4dabf18193072939515e22adb298388d";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The states of the operations, by their clusters. */
const ends: Record<string, JsonObject> = {
  large: { error: { code: 3, message: "too large" }, metadata: { text: "m".repeat(200_000) } },
  broken: { error: { code: 3, message: "a\ud800\u0000\u001b[2Jb" } },
  wordy: { error: { code: 3, message: "€".repeat(100_000) } },
  marked: {
    response: {
      secret: { [signature]: "1b47061264138c4ac30d75fd1eb44270", value: "v" },
      file: { [signature]: "c44067f5952c0a294b673a41bacd8c17", path: "/etc/hostname" },
      nonsense: { [signature]: "nonsense" },
      unknown,
      kept: true,
    },
  },
};

describe("a service that answers what Pulumi itself would choke on", () => {
  const observed = scenario({}, async ({ stack }) => {
    const teardown = new Teardown();
    const server = await startServer(teardown, ({ method, url }, response) => {
      const cluster = /(?:clusters|operations)\/([a-z]+)/.exec(url)?.[1] ?? "";
      const name = `projects/p/locations/europe-west1/operations/${cluster}`;
      response.end(JSON.stringify(method === "POST" ? { name } : { name, done: true, ...ends[cluster] }));
    });
    const resources: Declared[] = Object.keys(ends).map((cluster) =>
      clusterExport(cluster, { endpoint: server.url, waitFor: "done" }),
    );
    try {
      await succeeding(stack.run(["config", "set", "gcp:accessToken", "token-of-the-story"]));
      const up = await failing(stack.up(resources));
      const state = await stack.exported();
      await succeeding(stack.refresh());
      const refreshed = await stack.exported();
      await succeeding(stack.destroy());
      return { up, state, refreshed, left: await stack.exported() };
    } finally {
      await teardown.run();
    }
  });

  test("every one of its operations is in the state, with its end", () => {
    const states = Object.entries(observed().state).map(([cluster, { outputs }]) => [cluster, outputs.state]);
    assert.deepEqual(Object.fromEntries(states), {
      large: "FAILED",
      broken: "FAILED",
      wordy: "FAILED",
      marked: "SUCCEEDED",
    });
  });

  test("why it failed is shown, without what a terminal would obey", () => {
    const { text } = observed().up;
    assert.match(text, /INVALID_ARGUMENT \(code 3\): too large/);
    assert.match(text, /INVALID_ARGUMENT \(code 3\): a \[2Jb/);
    assert.match(text, /€{100}/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    assert.doesNotMatch(text, /[\u0000\u001b]/);
  });

  test("what was left out for size is there after a refresh", () => {
    const { state, refreshed } = observed();
    assert.equal(state.large?.outputs.metadata, undefined);
    assert.deepEqual(refreshed.large?.outputs.metadata, ends.large?.metadata);
  });

  test("it can't make its answer a secret, a file or a value not known yet", () => {
    const { response } = observed().state.marked?.outputs ?? {};
    assert.deepEqual(response, {
      secret: { value: "v" },
      file: { path: "/etc/hostname" },
      nonsense: {},
      kept: true,
    });
  });

  test("destroy deletes them all", () => {
    assert.deepEqual(observed().left, {});
  });
});
