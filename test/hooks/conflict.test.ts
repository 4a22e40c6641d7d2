import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isConflict } from "#src/hooks/conflict.js";

const conflicts = {
  "ABORTED with a reason":
    "1 error occurred:\n\t* Error updating Cluster: googleapi: Error 409: The cluster is busy, aborted",
  "ABORTED without one": "googleapi: Error 409: Another operation is in progress on projects/p/clusters/c.",
  "an ABORTED status in JSON": '{"error":{"code": 409, "status": "ABORTED", "message": "busy"}}',
  "the message of a queue":
    "Error creating RepositoryGroup: googleapi: Error 409: unable to queue the operation",
  "a parent that isn't ready": "googleapi: Error 409: parent resource not in ready state",
  "operationInProgress with 409":
    "googleapi: Error 409: Operation failed because another operation was already in progress., operationInProgress",
  "operationInProgress with 403":
    "googleapi: Error 403: Operation failed because another operation was already in progress., operationInProgress",
  "FAILED_PRECONDITION of GKE":
    "googleapi: Error 400: Operation operation-1-2 is currently upgrading cluster c. Please wait and try again once it is done., failedPrecondition",
  "FAILED_PRECONDITION without its name": "googleapi: Error 400: Cluster is currently being created.",
  "a lock": "googleapi: Error 400: the resource is locked by another operation",
  "FAILED_PRECONDITION of GKE, an operation that does not go with the request":
    "googleapi: Error 400: Cluster is running incompatible operation operation-1595352021284-b6b1f6d7., failedPrecondition",
  "an ongoing operation": "googleapi: Error 409: There is an ongoing operation on the instance",
  "pending operations": "googleapi: Error 409: The instance has pending operations.",
  "an operation that is named": "googleapi: Error 400: Operation projects/p/operations/o is still running.",
  "an ID like ALREADY_EXISTS":
    "googleapi: Error 409: Another operation is in progress on projects/p/locations/l/clusters/alreadyexists-1",
  "a gRPC client": "rpc error: code = Aborted desc = concurrent change",
};

for (const [title, text] of Object.entries(conflicts)) {
  test(`a conflict: ${title}`, () => assert.ok(isConflict(text)));
}

const others = {
  "ALREADY_EXISTS with a reason": "googleapi: Error 409: Resource 'c' already exists, alreadyExists",
  "ALREADY_EXISTS without one": "googleapi: Error 409: Cluster c already exists",
  "ALREADY_EXISTS that names an operation":
    "Error 409: ALREADY_EXISTS: another operation is in progress that creates c",
  "another 409": "googleapi: Error 409: The bucket you tried to delete is not empty., conflict",
  "another FAILED_PRECONDITION": "googleapi: Error 400: Precondition check failed., failedPrecondition",
  "an operation that the state of the resource forbids":
    "googleapi: Error 400: This operation is not allowed while the secondary cluster is running., failedPrecondition",
  "an operation that a pending resource forbids":
    "googleapi: Error 400: Operation is not permitted: the backup is pending., failedPrecondition",
  "an operation that the current state forbids":
    "googleapi: Error 409: The operation can't be performed: the instance is currently stopped., conflict",
  "an ID like ABORTED": "googleapi: Error 409: projects/p/buckets/aborted is not empty., conflict",
  "an operation that ended with ABORTED":
    "Error waiting for Creating Cluster: Error code 10, message: The operation was aborted",
  "an aborted call": "Error updating Cluster: context canceled: request aborted",
  "a name with the number": "googleapi: Error 400: projects/p/clusters/code-409: aborted",
  "a missing permission":
    "googleapi: Error 403: Permission 'alloydb.operations.list' denied on projects/p/locations/l",
  "a limit of operations": "googleapi: Error 429: Quota exceeded for running operations",
};

for (const [title, text] of Object.entries(others)) {
  test(`no conflict: ${title}`, () => assert.ok(!isConflict(text)));
}

test("no text with ALREADY_EXISTS is a conflict, whatever else it says", () => {
  const marks = fc.constantFrom("ALREADY_EXISTS", "alreadyExists", "already exists");
  const texts = fc.oneof(fc.string(), fc.constantFrom(...Object.values(conflicts)));
  fc.assert(
    fc.property(texts, marks, texts, (before, mark, after) => !isConflict(`${before} ${mark} ${after}`)),
  );
});
