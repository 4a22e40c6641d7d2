import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cannotSignalParts, type EnginePart } from "../support/engineKill.js";
import { clusterExport, type Declared, output } from "../support/engineProgram.js";
import { failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { startServer } from "../support/loopbackServer.js";
import { Teardown } from "../support/teardown.js";

/** The progress of each resource's create when the run ends. */
const moments = {
  unsent: "before the start is sent: it waits for a token",
  wire: "the start is on the wire: the service carries it out later",
  unanswered: "the service has carried out the start, and its response is on the wire",
  answered: "the response has just arrived, and the state may not be saved",
  waiting: "create waits for the operation's end",
};
type Moment = keyof typeof moments;

type Victim = "CLI" | "provider" | "CLI and provider" | "Ctrl-C";
const partsOf: Record<Exclude<Victim, "Ctrl-C">, EnginePart[]> = {
  CLI: ["cli"],
  provider: ["provider"],
  "CLI and provider": ["cli", "provider"],
};

/** Credentials whose token endpoint answers nothing until it is opened. */
async function tokenServer(teardown: Teardown) {
  let isOpen = false;
  const server = await startServer(teardown, (_request, response) => {
    if (isOpen) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ access_token: "token", expires_in: 3_600, token_type: "Bearer" }));
    }
  });
  const credentials = {
    type: "authorized_user",
    client_id: "client",
    client_secret: "client-secret",
    refresh_token: "refresh",
    token_uri: server.url,
  };
  return {
    credentials: JSON.stringify(credentials),
    asked: () => server.arrived.length > 0,
    open: () => {
      isOpen = true;
    },
  };
}

for (const victim of ["CLI", "provider", "CLI and provider", "Ctrl-C"] as const) {
  const title = victim === "Ctrl-C" ? "Ctrl-C" : `kill -9 of ${victim}`;

  describe(`${title} in the middle of five creates, more ups and a destroy`, {
    skip: cannotSignalParts,
  }, () => {
    const observed = scenario({ cancelTime: 100 }, async ({ stack, emulator, until, operations, count }) => {
      const teardown = new Teardown();
      const token = await tokenServer(teardown);
      const resources = (waitFor: "started" | "done"): Declared[] => [
        clusterExport("unsent", { endpoint: `${emulator.url}/alloydb` }),
        clusterExport("wire"),
        clusterExport("unanswered"),
        clusterExport("waiting", { waitFor }),
        clusterExport("gate"),
        clusterExport("answered", { triggers: [output("gate", "target")] }),
      ];
      const delayed = (cluster: string, milliseconds: number, effect: "before" | "after"): void =>
        emulator.fault({
          match: { kind: "start", path: `clusters/${cluster}:` },
          when: { nth: 1 },
          fault: { kind: "delay", milliseconds, effect },
        });
      delayed("wire", 3_000, "before");
      delayed("unanswered", 3_000, "after");
      delayed("gate", 500, "after");
      try {
        await succeeding(stack.run(["config", "set", "gcp:credentials", token.credentials, "--secret"]));
        const interrupt = new AbortController();
        const creating = stack.up(resources("done"), { when: interrupt.signal, by: "SIGINT" });
        const isNamed = (cluster: string): boolean =>
          stack.printed.includes(`started ${operations(cluster)[0]?.name}`);
        await until(
          creating,
          () =>
            token.asked() &&
            operations("unanswered").length === 1 &&
            count("get", "waiting") > 0 &&
            isNamed("answered"),
        );
        if (victim === "Ctrl-C") {
          interrupt.abort();
        } else {
          await stack.kill(...partsOf[victim]);
        }
        const runs = [await failing(creating)];
        await stack.hasEnded("provider");
        await laterStart(() => operations("wire").length === 1);
        const sent = operations("unsent").length;
        token.open();
        if (victim.startsWith("CLI")) {
          await stack.unlock();
        }
        // Three resources may fail once.
        do {
          runs.push(await stack.upDespiteErrors(resources("started")));
        } while (runs.at(-1)?.code !== 0 && runs.length < 5);
        runs.push(await succeeding(stack.destroy()));
        const kept = await stack.exported();
        const of = Object.fromEntries(
          Object.keys(moments).map((formatTimestamp) => [formatTimestamp, operations(formatTimestamp)]),
        );
        return { runs, sent, kept, of, all: emulator.operations };
      } finally {
        await teardown.run();
      }
    });

    const statesOf = (formatTimestamp: Moment) => observed().of[formatTimestamp]?.map(({ state }) => state);

    test("no operation runs that was never named to the user", (t) => {
      const { runs, all } = observed();
      const running = all.filter(({ state }) => state === "RUNNING");
      const left = running.map(({ target }) => target.split("/").at(-1));
      t.diagnostic(`moments: 5, operations: ${all.length}, left running and named: ${left.join() || "none"}`);
      const unnamed = running.filter(({ name }) => !runs.some(({ text }) => text.includes(name)));
      assert.deepEqual(unnamed, []);
    });

    test(`${moments.unsent}: it is not sent`, () => {
      assert.equal(observed().sent, 0);
    });

    test(`${moments.waiting}: nothing runs unasked, and no second one runs beside it`, () => {
      const states = statesOf("waiting");
      assert.ok(
        states?.every((state) => state === "CANCELLED"),
        states?.join(),
      );
    });

    test("the destroy leaves nothing in the state", () => {
      assert.deepEqual(observed().kept, {});
    });
  });
}

/** A request that is carried out although its sender is gone. */
async function laterStart(isSo: () => boolean): Promise<void> {
  const limit = performance.now() + 10_000;
  while (!isSo() && performance.now() < limit) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
