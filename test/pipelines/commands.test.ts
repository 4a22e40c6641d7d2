import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { cloudBuildStep, githubStep, type Step } from "./examples.js";
import { Runner } from "./runner.js";

const selectStack = "Select the stack of the branch";

interface Pipeline {
  deploy: Step[];
  destroy: Step[];
  /** The variables that name a branch. */
  variables(branch: string): NodeJS.ProcessEnv;
}

const pipelines: Record<string, Pipeline> = {
  "GitHub Actions": {
    deploy: [githubStep("deploy.yml", selectStack), githubStep("deploy.yml", "Deploy")],
    destroy: [githubStep("destroy.yml", selectStack), githubStep("destroy.yml", "Destroy")],
    variables: (branch) => ({ BRANCH: branch }),
  },
  "Cloud Build": {
    deploy: [cloudBuildStep("deploy.yaml", "deploy")],
    destroy: [cloudBuildStep("destroy.yaml", "destroy")],
    variables: (branch) => ({ BRANCH_NAME: branch, _BRANCH: branch }),
  },
};

/** Prints its process ID and its parameters. */
const pulumi = 'echo "$$ $*"';

for (const [name, { deploy, destroy, variables }] of Object.entries(pipelines)) {
  test(`${name}: the first process of the last step becomes the CLI, which gets the signals`, async () => {
    await using emulator = await startEmulator();
    await using runner = await Runner.create(emulator, { pulumi });
    const commands = { up: deploy, destroy };
    for (const [command, steps] of Object.entries(commands)) {
      const [last] = steps.slice(-1);
      assert.ok(last);
      const { pid, end } = await runner.start(last, variables("main"));
      const { text } = await end;
      assert.ok(text.includes(`${pid} ${command} --yes --non-interactive`), text);
    }
  });

  test(`${name}: deploy and destroy select the same stack of a branch, and no two branches have the same`, async () => {
    await using emulator = await startEmulator();
    await using runner = await Runner.create(emulator, { pulumi });
    const stacks = new Set<string>();
    const branches = ["main", "feature/a", "feature-a", "Feature/a", "x".repeat(200), "$(id)", "_wip"];
    for (const branch of branches) {
      const selected = [];
      for (const steps of [deploy, destroy]) {
        const [end] = await runner.succeed(steps.slice(0, 1), variables(branch));
        selected.push(/^\d+ stack select --create (.*)$/m.exec(end?.text ?? "")?.[1]);
      }
      const [stack = "", other] = selected;
      assert.equal(stack, other);
      assert.match(stack, /^\w[\w.-]{0,99}$/);
      stacks.add(stack);
    }
    assert.equal(stacks.size, branches.length);
  });
}
