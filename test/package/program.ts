import { execFile } from "node:child_process";

/** How a program ended and what it printed. */
export interface ProgramEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/** A program that hangs is ended after this many milliseconds. */
const LIMIT = 300_000;

/** Runs a JavaScript program by the Node.js that runs the tests. */
export function runProgram(
  script: string,
  parameters: readonly string[],
  options: { cwd: string; environment?: NodeJS.ProcessEnv },
): Promise<ProgramEnd> {
  const { cwd, environment } = options;
  const env = { ...process.env, ...environment };
  // A program that is a test of its own has to report like one, not like a part of this run.
  delete env.NODE_TEST_CONTEXT;
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [script, ...parameters],
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
