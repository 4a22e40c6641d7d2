import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { cannotSignalParts, signalParts } from "../support/engineKill.js";
import { send } from "../support/engineProcesses.js";
import { githubStep, gitlabStep, type Step } from "./examples.js";
import { Runner, type RunningStep } from "./runner.js";

interface Pipeline {
  /** Variables that it sets. */
  variables: NodeJS.ProcessEnv;
  deploy: Step[];
  destroy: Step[];
  /** Ends the last step as the runner does if the job is cancelled. */
  cancel(runner: Runner, step: RunningStep): Promise<void>;
  stack: RegExp;
}

const selectStack = "Select the stack of the branch";

const pipelines: Record<string, Pipeline> = {
  "GitHub Actions (SIGINT to the first process of the step)": {
    variables: { BRANCH: "feature/orders" },
    deploy: [githubStep("deploy.yml", selectStack), githubStep("deploy.yml", "Deploy")],
    destroy: [githubStep("destroy.yml", selectStack), githubStep("destroy.yml", "Destroy")],
    cancel: async (_runner, { pid }) => send("SIGINT", pid),
    stack: /^branch-feature-orders-[0-9a-f]{8}$/,
  },
  // Its runner signals one process after another, each after the end of the one before. The provider is the youngest, and ends
  // when the CLI does.
  "GitLab CI in containers (SIGTERM to the youngest process)": {
    variables: { CI_ENVIRONMENT_SLUG: "branch-orders-1a2b3c", CI_REPOSITORY_URL: "https://example.com/" },
    deploy: [gitlabStep("deploy")],
    destroy: [gitlabStep("destroy")],
    cancel: ({ mark }) => signalParts(mark, "SIGTERM", ["provider"]),
    stack: /^branch-orders-1a2b3c$/,
  },
};

for (const [name, { variables, deploy, destroy, cancel, stack }] of Object.entries(pipelines)) {
  test(`${name}: a cancelled job cancels and saves the operation, and a new machine destroys the stack`, {
    skip: cannotSignalParts,
  }, async () => {
    let onPoll = (): void => undefined;
    const polled = new Promise<void>((resolve) => {
      onPoll = resolve;
    });
    await using emulator = await startEmulator({
      time: "driven",
      cancelTime: "1m",
      onRequest: ({ kind }) => kind === "get" && onPoll(),
    });
    await using runner = await Runner.create(emulator);

    await runner.succeed(deploy.slice(0, -1), variables);
    const [last] = deploy.slice(-1);
    assert.ok(last);
    const deploying = await runner.start(last, variables);
    await Promise.race([polled, deploying.end]);
    await cancel(runner, deploying);
    const { code, text } = await runner.endOf(deploying);
    assert.notEqual(code, 0);
    const wire = emulator.requests.map(({ kind }) => kind).join(" ");
    assert.match(wire, /^start( get)+ cancel( get)+$/, text);
    const saved = Object.entries(await runner.savedStates());
    assert.deepEqual(
      saved.map(([, states]) => states),
      [["CANCELLING"]],
      text,
    );
    assert.match(saved[0]?.[0] ?? "", stack);

    await emulator.advance(60_000);
    await runner.replace();
    await runner.succeed(destroy, variables);
    assert.deepEqual(await runner.savedStates(), {});
    assert.deepEqual(
      emulator.operations.map(({ state }) => state),
      ["CANCELLED"],
    );
  });
}
