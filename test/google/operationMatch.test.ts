import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import type { RunningOperation } from "#src/core/operation.js";
import { matchOperation, type TargetSelection } from "#src/google/operationMatch.js";

const parent = "projects/shop/locations/l";
const cluster = `${parent}/clusters/orders`;
const byCluster: TargetSelection = { parent, targets: [cluster] };

function operation(metadata?: JsonObject, below = parent): RunningOperation {
  return { name: `${below}/operations/o`, done: false, ...(metadata && { metadata }) };
}

test("the reported target decides: the selected resource and everything below it", () => {
  for (const [target, expected] of [
    [cluster, "selected"],
    [`${cluster}/instances/i`, "selected"],
    [cluster.replace("shop", "123"), "selected"],
    [`//alloydb.googleapis.com/${cluster}`, "selected"],
    [`${cluster}-2`, "other"],
    [parent, "other"],
    [cluster.replace("shop", "office"), "other"],
  ] as const) {
    assert.equal(matchOperation(operation({ target, verb: "export" }), byCluster), expected, target);
  }
});

test("an operation below the selected resource is selected by its own name", () => {
  const dataStore = `${parent}/collections/default_collection/dataStores/d`;
  const selection = { parent: dataStore, targets: [dataStore] };
  const numbered = dataStore.replace("shop", "123");
  assert.equal(matchOperation(operation(undefined, `${numbered}/branches/0`), selection), "selected");
  assert.equal(matchOperation(operation(undefined, dataStore), selection), "selected");
  assert.equal(matchOperation(operation(undefined, `${dataStore}-2/branches/0`), selection), "other");
});

test("edge case 44: a number in the operation's own name is that of the project", () => {
  const report = (project: string) => ({ target: cluster.replace("shop", project), verb: "export" });
  const match = (project: string) => matchOperation(operation(report(project), numbered), byCluster);
  const numbered = parent.replace("shop", "111");
  assert.deepEqual(["111", "shop", "999", "office"].map(match), ["selected", "selected", "other", "other"]);
});

test("edge case 44: an ID that may be that of a selected number is named, not cancelled", () => {
  const byNumber = { parent: parent.replace("shop", "111"), targets: [cluster.replace("shop", "111")] };
  const match = (target: string, below: string, verb = "export") =>
    matchOperation(operation({ target, verb }, below), byNumber);
  assert.equal(match(cluster, byNumber.parent), "unidentified");
  assert.equal(match(cluster, byNumber.parent, "delete"), "unidentified");
  assert.equal(match(`${cluster}-2`, byNumber.parent), "other");
  assert.equal(match(cluster.replace("shop", "111"), byNumber.parent), "selected");
  assert.equal(match(cluster.replace("shop", "999"), byNumber.parent), "other");
  assert.equal(match(cluster, parent), "selected", "the operation's name has the ID");
  assert.equal(match(cluster.replace("shop", "office"), parent), "other");
});

test("an operation that reports too little, and whose name doesn't show its resource, is unidentified", () => {
  assert.equal(matchOperation(operation(), byCluster), "unidentified");
  assert.equal(matchOperation(operation({ verb: "export" }), byCluster), "unidentified");
  assert.equal(matchOperation(operation({ target: "orders" }), byCluster), "unidentified", "a bare ID");
  assert.equal(matchOperation(operation({}, "projects/shop/locations/other"), byCluster), "other");
  assert.equal(matchOperation(operation({}, `${parent}/clusters/billing`), byCluster), "other");
  assert.equal(
    matchOperation(operation({ target: cluster }), { ...byCluster, verbs: ["export"] }),
    "unidentified",
  );
  assert.equal(
    matchOperation(operation({ target: `${cluster}-2` }), { ...byCluster, verbs: ["export"] }),
    "other",
  );
});

test("verbs narrow the selection, in upper or lower case", () => {
  const selection = { ...byCluster, verbs: ["export", "IMPORT"] };
  const match = (verb: string) => matchOperation(operation({ target: cluster, verb }), selection);
  assert.deepEqual(["export", "import", "Export", "update", "delete"].map(match), [
    "selected",
    "selected",
    "selected",
    "other",
    "other",
  ]);
  assert.equal(matchOperation(operation({ verb: "export" }), { parent, verbs: ["export"] }), "selected");
});

test("without targets and verbs, every operation is selected, and every deletion told apart", () => {
  for (const metadata of [undefined, { verb: "export" }, { target: cluster, verb: "export" }]) {
    assert.equal(matchOperation(operation(metadata), { parent }), "selected");
  }
  for (const metadata of [{ verb: "delete" }, { target: cluster, verb: "delete" }]) {
    assert.equal(matchOperation(operation(metadata), { parent }), "deletesTarget");
  }
});

test("an operation that deletes a selected resource or one above it is told apart", () => {
  const instance = { parent, targets: [`${cluster}/instances/i`] };
  const deletion = operation({ target: cluster, verb: "delete" });
  assert.equal(matchOperation(deletion, byCluster), "deletesTarget");
  assert.equal(matchOperation(deletion, instance), "deletesTarget");
  assert.equal(
    matchOperation(operation({ target: cluster, verb: "DELETE_CLUSTER" }), byCluster),
    "deletesTarget",
  );
  assert.equal(matchOperation(operation({ target: cluster, verb: "export" }), instance), "other");
  const ofInstance = operation({ target: `${cluster}/instances/i`, verb: "delete" });
  assert.equal(matchOperation(ofInstance, byCluster), "selected", "the delete of something below");
  assert.equal(
    matchOperation(deletion, { parent: cluster }),
    "deletesTarget",
    "the parent is the selected resource",
  );
});

test("the type of the metadata shows a delete where no verb is reported", () => {
  const metadata = {
    "@type": "type.googleapis.com/google.cloud.discoveryengine.v1alpha.DeleteEngineMetadata",
  };
  assert.equal(matchOperation(operation(metadata, cluster), byCluster), "deletesTarget");
  assert.equal(matchOperation(operation({ ...metadata, verb: "export" }, cluster), byCluster), "selected");
});

const segments = fc
  .array(fc.constantFrom("a", "b"), { maxLength: 3 })
  .map((ids) => ids.map((id) => `/x/${id}`).join(""));
const below = segments.map((path) => `${parent}${path}`);
const metadata = fc.record(
  { target: fc.oneof(below, fc.constant("a")), verb: fc.constantFrom("export", "delete") },
  { requiredKeys: [] },
);

test("nothing is selected unless its target or its own name lies in the selection", () => {
  fc.assert(
    fc.property(below, metadata, below, (at, reported, target) => {
      const match = matchOperation(operation(reported, at), { parent, targets: [target] });
      const isInTarget = (name: string | undefined) =>
        name === target || name?.startsWith(`${target}/`) === true;
      if (match === "selected") {
        assert.ok(isInTarget(reported.target) || isInTarget(at));
      }
      if (match === "unidentified") {
        assert.ok(reported.target === undefined || reported.target === "a");
      }
      if (match === "deletesTarget") {
        assert.equal(reported.verb, "delete");
      }
      if (isInTarget(reported.target)) {
        assert.ok(match === "selected" || (match === "deletesTarget" && reported.target === target));
      }
    }),
  );
});

test("more targets never select less", () => {
  const rank = { other: 0, unidentified: 1, selected: 2, deletesTarget: 3 };
  fc.assert(
    fc.property(below, metadata, below, below, (at, reported, target, another) => {
      const listed = operation(reported, at);
      const narrow = matchOperation(listed, { parent, targets: [target] });
      const wide = matchOperation(listed, { parent, targets: [target, another] });
      assert.ok(rank[wide] >= rank[narrow], `${narrow} became ${wide}`);
    }),
  );
});

test("edge case 44: only a resource in the own project is selected, in whatever form the names have it", () => {
  const form = fc.constantFrom("shop", "111");
  const anyForm = fc.constantFrom("shop", "111", "office", "999");
  fc.assert(
    fc.property(form, form, form, anyForm, (inParent, inTarget, inName, reported) => {
      const at = (project: string) => parent.replace("shop", project);
      const target = `${at(reported)}/clusters/orders`;
      const match = matchOperation(operation({ target, verb: "export" }, at(inName)), {
        parent: at(inParent),
        targets: [`${at(inTarget)}/clusters/orders`],
      });
      const isOwn = reported === "shop" || reported === "111";
      const isKnown = new Set([inParent, inName]).size === 2;
      const isExact = reported === inTarget;
      if (isOwn) {
        assert.ok(match === "selected" || (match === "unidentified" && !isKnown && !isExact));
      } else {
        // The number of a project that is known by its ID alone may be any.
        assert.ok(match !== "selected" || (!isKnown && inParent === "shop" && reported === "999"), match);
      }
    }),
  );
});
