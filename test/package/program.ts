import { execFile } from "node:child_process";

/** The exit code and the output of a program. */
export interface ProgramEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/** A program that hangs is ended after this many milliseconds. */
const LIMIT = 300_000;

export interface ProgramOptions {
  cwd: string;
  environment?: NodeJS.ProcessEnv;
  /** The Node.js that runs it. Default: the one that runs the tests. */
  node?: string;
  /** Options of that Node.js. */
  flags?: readonly string[];
}

/** Runs a JavaScript program. */
export function runProgram(
  script: string,
  parameters: readonly string[],
  { cwd, environment, node = process.execPath, flags = [] }: ProgramOptions,
): Promise<ProgramEnd> {
  const env = { ...process.env, ...environment };
  // A program that is a test of its own has to report like one, not like a part of this run.
  delete env.NODE_TEST_CONTEXT;
  return new Promise((resolve, reject) => {
    execFile(
      node,
      [...flags, script, ...parameters],
      { cwd, env, timeout: LIMIT },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === "number") {
          resolve({ code, stdout, stderr });
        } else {
          reject(error);
        }
      },
    );
  });
}
