import assert from "node:assert/strict";
import { test } from "node:test";
import type { datafusion, datastore, LongRunningOperationArgs } from "pulumi-gcp-lro";

/** Checks at compile time that arguments are accepted. */
type Accepted<Given, Args> = Given extends Args ? true : false;

interface Start {
  service: "alloydb";
  start: { path: string };
}
interface Adoption {
  service: "alloydb";
  operationName: string;
}
interface Instance {
  instanceId: string;
}
interface Undo {
  whenCompletedDespiteCancel: "undo";
}

const accepted: {
  start: Accepted<Start & { triggers: number[] }, LongRunningOperationArgs>;
  adoption: Accepted<Adoption, LongRunningOperationArgs>;
  undo: Accepted<Start & Undo & { undo: { path: string } }, LongRunningOperationArgs>;
  undoBesideAnotherPolicy: Accepted<Start & { undo: { path: string } }, LongRunningOperationArgs>;
  instance: Accepted<Instance & { type: "BASIC" }, datafusion.CreateInstanceArgs>;
  projectOfDatastore: Accepted<{ project: string; indexId: string }, datastore.DeleteIndexArgs>;
  databaseOfDatastore: Accepted<{ database: string; indexId: string }, datastore.DeleteIndexArgs>;
} = {
  start: true,
  adoption: true,
  undo: true,
  undoBesideAnotherPolicy: true,
  instance: true,
  projectOfDatastore: true,
  databaseOfDatastore: true,
};

const refused: {
  neitherStartNorName: Accepted<{ service: string }, LongRunningOperationArgs>;
  bothStartAndName: Accepted<Start & Adoption, LongRunningOperationArgs>;
  triggersOfAdopted: Accepted<Adoption & { triggers: number[] }, LongRunningOperationArgs>;
  undoWithoutRequest: Accepted<Start & Undo, LongRunningOperationArgs>;
  misspeltWord: Accepted<Instance & { type: "BASC" }, datafusion.CreateInstanceArgs>;
  bothProjectAndDatabase: Accepted<
    { project: string; database: string; indexId: string },
    datastore.DeleteIndexArgs
  >;
} = {
  neitherStartNorName: false,
  bothStartAndName: false,
  triggersOfAdopted: false,
  undoWithoutRequest: false,
  misspeltWord: false,
  bothProjectAndDatabase: false,
};

for (const [what, isAccepted] of Object.entries({ ...accepted, ...refused })) {
  test(`the types ${isAccepted ? "accept" : "refuse"}: ${what}`, () => {
    assert.equal(isAccepted, what in accepted);
  });
}
