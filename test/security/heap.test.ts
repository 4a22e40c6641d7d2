import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { MAX_BODY_SIZE } from "#src/google/http/body.js";
import { runProgram } from "../package/program.js";
import { head, type RawConnection, startRawServer } from "../support/rawServer.js";

/** Megabytes: a heap in which as many bodies as are under way at once find no room if each is kept for long. */
const HEAP = 512;

/** The largest body that is read, made of what takes most room once it is parsed. */
const dense = `{"name":"x","metadata":{"list":[${"[],".repeat((MAX_BODY_SIZE - 1_000) / 3)}[]]}}`;

const bodies: Record<string, (connection: RawConnection) => void> = {
  "bodies without end": (c) => {
    c.send(head("connection: close"));
    c.pour(" ".repeat(64 * 1024));
  },
  "the largest bodies, of the densest JSON": (c) => c.end(`${head("connection: close")}${dense}`),
};

for (const [what, answer] of Object.entries(bodies)) {
  test(`${what}, many at once, fit into a small heap`, async (t) => {
    const { host } = await startRawServer(t, answer);
    const environment = { GCP_LRO_EMULATOR_HOST: host, NODE_OPTIONS: `--max-old-space-size=${HEAP}` };
    const program = path.join(__dirname, "heapProgram.js");
    const { code, stdout, stderr } = await runProgram(program, [], { cwd: __dirname, environment });
    assert.deepEqual([code, stdout], [0, "0\n"], stderr);
  });
}
