import assert from "node:assert/strict";
import { test } from "node:test";
import { emulatorCommand } from "#src/cli/emulatorCommand.js";

/** Runs the command until it has written its first line or ended. */
function run(argv: string[]) {
  const written = { stdout: "", stderr: "" };
  const stop = new AbortController();
  let announce = (): void => {};
  const announced = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const stdout = {
    write: (text: string) => {
      written.stdout += text;
      announce();
    },
  };
  const stderr = {
    write: (text: string) => {
      written.stderr += text;
    },
  };
  const exit = emulatorCommand(argv, { stdout, stderr }, stop.signal);
  return { written, announced, exit, stop: () => stop.abort() };
}

test("the first line tells the host; each request is a line on stderr; the signal ends it with 0", async () => {
  const command = run(["--port", "0", "--operation-time", "1h", "--cancel-time", "250ms"]);
  await command.announced;
  const host = /^GCP_LRO_EMULATOR_HOST=(127\.0\.0\.1:\d+)\n$/.exec(command.written.stdout)?.[1];
  const response = await fetch(`http://${host}/datastore/v1/projects/p:export`, {
    method: "POST",
    body: JSON.stringify({ outputUrlPrefix: "gs://b" }),
  });
  assert.equal(response.status, 200);
  await fetch(`http://${host}/nowhere?access_token=secret`);
  command.stop();
  assert.equal(await command.exit, 0);
  assert.equal(command.written.stderr, "POST /datastore/v1/projects/p:export 200\nGET /nowhere 404\n");
  await assert.rejects(fetch(`http://${host}/`));
});

test("a signal that has aborted already ends it at once", async () => {
  const command = run([]);
  command.stop();
  assert.equal(await command.exit, 0);
});

const misuse: [string[], RegExp][] = [
  [["--port", "none"], /--port: "none"/],
  [["--port", "70000"], /--port: "70000"/],
  [["--operation-time", "60"], /--operation-time: "60" is not a duration/],
  [["--cancel-time", "soon"], /--cancel-time: "soon" is not a duration/],
  [["--colour", "red"], /--colour/],
  [["now"], /now/],
];
for (const [argv, expected] of misuse) {
  test(`${argv.join(" ")} is wrong usage`, async () => {
    const command = run(argv);
    assert.equal(await command.exit, 2);
    assert.match(command.written.stderr, expected);
    assert.match(command.written.stderr, /Usage: gcp-lro emulator/);
    assert.equal(command.written.stdout, "");
  });
}

test("a port that is taken ends it with 1", async () => {
  const first = run([]);
  await first.announced;
  const port = /:(\d+)$/m.exec(first.written.stdout)?.[1] ?? "";
  const second = run(["--port", port]);
  assert.equal(await second.exit, 1);
  assert.match(second.written.stderr, /EADDRINUSE/);
  first.stop();
  await first.exit;
});
