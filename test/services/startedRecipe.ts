import assert from "node:assert/strict";
import { type Input, type Output, output } from "@pulumi/pulumi";
import type { Recipe } from "pulumi-gcp-lro";
import { type EmulatedOperation, type RecordedRequest, startEmulator } from "pulumi-gcp-lro/emulator";
import { type JsonObject, toPlainJson } from "#src/core/json.js";
import { emulatedService } from "#src/emulator/services/emulatedServices.js";
import { connectService } from "#src/google/connectionPool.js";
import { type StartRequest, withRequestId } from "#src/google/startRequest.js";
import { checkOperation } from "#src/pulumi/checks/checkOperation.js";

const requestId = "6f1f3c1e-5a43-4a3c-9a58-0d4f9e2a7b10";

interface StartedRecipe {
  recorded: RecordedRequest;
  operation: EmulatedOperation;
}

/** The value of an input, resources and outputs within it resolved. */
export function resolved<Value>(input: Input<Value>): Promise<Value> {
  return (output(input) as unknown as { promise(): Promise<Value> }).promise();
}

/** The reasons for which the check at preview refuses a resource with this recipe. */
export async function refusals(recipe: Recipe): Promise<string[]> {
  const inputs = toPlainJson(await resolved(recipe as never)) as JsonObject;
  return checkOperation(inputs).failures.map(
    ({ property, reason }) => `${property}${property && ": "}${reason}`,
  );
}

/** Resolves a recipe as Pulumi does, and checks and sends its request as the provider does. */
async function startRecipe(recipe: Recipe): Promise<StartedRecipe> {
  const request = await resolved(recipe.start as unknown as Output<StartRequest>);
  assert.deepEqual(checkOperation(toPlainJson({ ...recipe, start: request }) as JsonObject).failures, []);
  await using emulator = await startEmulator();
  const { service, apiVersion } = recipe;
  const environment = { GCP_LRO_EMULATOR_HOST: emulator.host };
  const connection = connectService({ service, apiVersion, resourceName: request.path, environment });
  const reply = await connection.start(withRequestId(request, requestId));
  assert.ok(reply.ok, JSON.stringify(reply));
  const [recorded] = emulator.requests;
  const [operation] = emulator.operations;
  assert.ok(recorded !== undefined && operation !== undefined);
  return { recorded, operation };
}

/** The part of a start in which the emulated service accepts a request ID. */
function requestIdPlace(service: string, method: string): "query" | "body" | undefined {
  return emulatedService(service).starts.find((start) => start.method === method)?.requestId;
}

/** A recipe and what its request has to be. */
export interface RecipeCase {
  recipe: Recipe;
  /** Method and path below the version. */
  request: string;
  query?: Record<string, string>;
  body?: unknown;
  /** The operation's target, as the service reports it. */
  target: string | RegExp;
}

/** Checks a recipe's request by its text on the wire, and that the emulated service takes it for what it is. */
export async function checkRecipe(name: string, expected: RecipeCase): Promise<void> {
  const { service, apiVersion } = expected.recipe;
  const { recorded, operation } = await startRecipe(expected.recipe);
  const place = requestIdPlace(service, name);
  const withId = (where: "query" | "body") => (place === where ? { requestId } : {});
  const hasBody = expected.body !== undefined;
  const { target } = expected;
  if (typeof target === "string") {
    assert.equal(operation.target, target);
  } else {
    assert.match(operation.target, target);
  }
  assert.deepEqual(
    {
      operation: `${operation.service}.${operation.method}`,
      request: `${recorded.method} ${recorded.path}`,
      query: recorded.query,
      body: recorded.body === "" ? undefined : JSON.parse(recorded.body),
    },
    {
      operation: `${service}.${name}`,
      request: expected.request.replace(" ", ` /${service}/${apiVersion}/`),
      query: { ...withId("query"), ...expected.query },
      body: hasBody ? { ...withId("body"), ...(expected.body as object) } : undefined,
    },
  );
}
