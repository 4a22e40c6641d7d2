import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/loopbackServer.js";
import { removeFiles } from "./exportedFiles.js";

test("the files below a folder are removed, page by page", async (t) => {
  t.after(() => delete process.env.STORAGE_EMULATOR_HOST);
  const pages = [
    { items: [{ name: "run/all.export_metadata" }, { name: "run/a b/output-0" }], nextPageToken: "2" },
    { items: [{ name: "run/output-1" }] },
  ];
  const server = await startServer(t, ({ method, url }, response) => {
    const { pathname, searchParams } = new URL(url, "http://storage");
    if (method === "GET") {
      assert.deepEqual([pathname, searchParams.get("prefix")], ["/storage/v1/b/my-bucket/o", "run/"]);
      response.end(JSON.stringify(pages[searchParams.has("pageToken") ? 1 : 0]));
    } else {
      response.writeHead(204).end();
    }
  });
  process.env.STORAGE_EMULATOR_HOST = server.url;
  assert.equal(await removeFiles("my-bucket", "run/"), 3);
  assert.deepEqual(
    server.arrived.filter(({ method }) => method === "DELETE").map(({ url }) => url.split("/o/")[1]),
    ["run%2Fall.export_metadata", "run%2Fa%20b%2Foutput-0", "run%2Foutput-1"],
  );
});

test("a refusal is told with what the service says", async (t) => {
  t.after(() => delete process.env.STORAGE_EMULATOR_HOST);
  const server = await startServer(t, (_request, response) => {
    response.writeHead(403).end("storage.objects.list denied");
  });
  process.env.STORAGE_EMULATOR_HOST = server.url;
  await assert.rejects(removeFiles("my-bucket", "run/"), /403 storage\.objects\.list denied/);
});
