import assert from "node:assert/strict";
import { test } from "node:test";
import { inputsOf, started } from "../../support/providerScene.js";

const steps = ["refresh", "update", "delete"] as const;

for (const context of steps) {
  test(`${context} uses the API version and the host that last answered for the operation`, async () => {
    const { scene, resource } = await started({ apiVersion: "v1alpha" });
    await (context === "update"
      ? scene
          .update(resource, inputsOf({ waitFor: "done", timeouts: { create: "1s" } }))
          .catch(() => undefined)
      : scene[context](resource));
    assert.deepEqual(
      scene.targets.map(({ apiVersion, lastEndpoint }) => [apiVersion, lastEndpoint]),
      [
        [undefined, undefined],
        ["v1alpha", resource.state.endpoint],
      ],
    );
  });

  test(`${context} uses the API version that the inputs name, if they do`, async () => {
    const { scene, resource } = await started({ apiVersion: "v1alpha" }, { apiVersion: "v1" });
    await (context === "update"
      ? scene
          .update(resource, inputsOf({ apiVersion: "v1", waitFor: "done", timeouts: { create: "1s" } }))
          .catch(() => undefined)
      : scene[context](resource)
    ).catch(() => undefined);
    assert.deepEqual(
      scene.targets.map(({ apiVersion }) => apiVersion),
      ["v1", "v1"],
    );
  });
}
