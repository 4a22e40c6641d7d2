import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { packageFolder } from "../package/userProject.js";

/** The path of a file or a folder in examples/. */
export function examplePath(...names: string[]): string {
  return path.join(packageFolder, "examples", ...names);
}

export function readExample(...names: string[]): string {
  return readFileSync(examplePath(...names), "utf8");
}

/** An example in YAML. */
export function readYaml<Contents>(...names: string[]): Contents {
  return parse(readExample(...names)) as Contents;
}

/** The process that a pipeline's runner starts for a part of a job. */
export interface Step {
  command: string[];
  /** The script in the file that is its last parameter. */
  script?: string;
  /** Its standard input. */
  input?: string;
}

/** A named step of a GitHub workflow. */
export function githubStep(file: string, name: string): Step {
  const { jobs } = readYaml<{ jobs: Record<string, { steps: { name?: string; run?: string }[] }> }>(
    "github-actions",
    file,
  );
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const run = steps.find((step) => step.name === name)?.run;
  assert.ok(run, `${file} has no step ${name}`);
  return { command: ["bash", "-e"], script: run };
}

/**
 * The script of a GitLab job. The runner starts a shell that runs the script in another one. At SIGTERM, both exit after the
 * command that they wait for.
 */
export function gitlabStep(job: string): Step {
  const { script } =
    readYaml<Record<string, { script?: string[] }>>("gitlab-ci", ".gitlab-ci.yml")[job] ?? {};
  assert.ok(script, `there is no job ${job}`);
  const trap = "trap 'exit 1' TERM";
  const input = `${trap}\nset -eo pipefail\n(${trap}; eval ${quoted(script.join("\n"))}) < /dev/null\nexit 0\n`;
  return { command: ["bash"], input };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A script of Cloud Build: the first process of its container. */
export function cloudBuildStep(file: string, id: string): Step {
  const { steps } = readYaml<{ steps: { id: string; script?: string }[] }>("cloud-build", file);
  const script = steps.find((step) => step.id === id)?.script;
  assert.ok(script, `${file} has no script ${id}`);
  const [, shell = "sh"] = /^#!\/usr\/bin\/env (\w+)\n/.exec(script) ?? [];
  return { command: [shell], script };
}
