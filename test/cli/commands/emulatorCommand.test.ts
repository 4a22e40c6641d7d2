import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { runCommandLine } from "#src/cli/commandLine.js";
import { emulatedServices } from "#src/emulator/services/emulatedServices.js";
import { assertMessage } from "../../support/golden.js";

/** Runs the command until it has written its first line or ended. */
function run(argv: string[]) {
  const written = { stdout: "", stderr: "" };
  const stop = new AbortController();
  let announce = (): void => {};
  const announced = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const collect = (name: keyof typeof written): Writable =>
    new Writable({
      write: (text: Buffer, _, done) => {
        written[name] += text.toString();
        announce();
        done();
      },
    });
  const streams = { stdout: collect("stdout"), stderr: collect("stderr") };
  const exit = runCommandLine(["emulator", ...argv], streams, stop.signal);
  return { written, announced, exit, stop: () => stop.abort() };
}

test("the first line has the host; each request is a line on stderr with time and operation; the signal ends it with 0", async () => {
  const command = run(["--port", "0", "--operation-time", "1h", "--cancel-time", "250ms"]);
  await command.announced;
  const host = /^GCP_LRO_EMULATOR_HOST=(127\.0\.0\.1:\d+)\n$/.exec(command.written.stdout)?.[1];
  const response = await fetch(`http://${host}/datastore/v1/projects/p:export`, {
    method: "POST",
    body: JSON.stringify({ outputUrlPrefix: "gs://b" }),
  });
  assert.equal(response.status, 200);
  const { name } = (await response.json()) as { name: string };
  for (const suffix of ["", ":cancel"]) {
    await fetch(`http://${host}/datastore/v1/${name}${suffix}`, { method: suffix === "" ? "GET" : "POST" });
  }
  await fetch(`http://${host}/nowhere?access_token=secret`);
  command.stop();
  assert.equal(await command.exit, 0);
  const lines = command.written.stderr.trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, "")),
    [
      `POST /datastore/v1/projects/p:export 200 RUNNING ${name}`,
      `GET /datastore/v1/${name} 200 RUNNING`,
      `POST /datastore/v1/${name}:cancel 200 CANCELLING`,
      "GET /nowhere 501",
    ],
  );
  await assert.rejects(fetch(`http://${host}/`));
});

test("--service adds services of the catalog to the five, by key or host", async () => {
  const command = run(["--service", "redis", "--service", "spanner.googleapis.com", "--service", "alloydb"]);
  await command.announced;
  const host = command.written.stdout.trim().split("=")[1];
  const statusOf = async (path: string): Promise<number> =>
    (await fetch(`http://${host}${path}`, { method: "POST", body: "{}" })).status;
  assert.equal(await statusOf("/redis/v1/projects/p/locations/l/instances"), 200);
  assert.equal(await statusOf("/spanner/v1/projects/p/instances/i/databases"), 200);
  // A built-in service has its own requests only.
  assert.equal(await statusOf("/alloydb/v1/projects/p/locations/l/clusters/c:work"), 404);
  assert.equal(await statusOf("/datastore/v1/projects/p:export"), 400);
  command.stop();
  await command.exit;
});

test("the help names the built-in services", async () => {
  const command = run(["--help"]);
  assert.equal(await command.exit, 0);
  const { stdout } = command.written;
  const always = stdout.slice(stdout.indexOf("Always emulated:"), stdout.indexOf("Service Usage"));
  assert.deepEqual(
    always.match(/[a-z]{6,}/g)?.slice(1),
    emulatedServices([]).map(({ service }) => service),
  );
});

test("a signal that has aborted already ends it at once", async () => {
  const command = run([]);
  command.stop();
  assert.equal(await command.exit, 0);
});

const misuse: [string[], RegExp][] = [
  [["--port", "none"], /--port: "none"/],
  [["--port", "70000"], /--port: "70000"/],
  [["--operation-time", "60"], /--operation-time: "60"/],
  [["--cancel-time", "soon"], /--cancel-time: "soon"/],
  [["--service", "rediss"], /--service: "rediss" .*redis/],
  [["--service", "*"], /--service: "\*"/],
  [["--service", "compute"], /--service: /],
  [["--colour", "red"], /--colour/],
  [["now"], /too many arguments/],
];
for (const [argv, expected] of misuse) {
  test(`${argv.join(" ")} is wrong usage`, async (t) => {
    const command = run(argv);
    assert.equal(await command.exit, 2);
    assert.match(command.written.stderr, expected);
    assert.match(command.written.stderr, /See gcp-lro emulator --help/);
    assertMessage(t, `wrong usage: ${argv.at(-1)}`, command.written.stderr.split("\n")[0] ?? "");
    assert.equal(command.written.stdout, "");
  });
}

test("a port that is in use ends it with 1", async () => {
  const first = run([]);
  await first.announced;
  const port = /:(\d+)$/m.exec(first.written.stdout)?.[1] ?? "";
  const second = run(["--port", port]);
  assert.equal(await second.exit, 1);
  assert.match(second.written.stderr, /EADDRINUSE/);
  first.stop();
  await first.exit;
});
