import { wildcardsOf } from "../pathPattern.js";
import type { ServiceDescription } from "../serviceDescription.js";
import { operationForms } from "./operationForms.js";
import { standardRoutes } from "./operationsRoutes.js";
import { baseOf, type ServiceDefinition } from "./serviceDefinition.js";
import { emptyResponse, standardMetadata, standardOperationId } from "./standardOperation.js";

/** A service that the emulator plays from its description alone. */
export function describedService(description: ServiceDescription): ServiceDefinition {
  const { service, versions, bases = {}, form = "longrunning", names = {} } = description;
  const basesInUse = versions.map((version) => baseOf({ bases }, version));
  const routes =
    description.routes ??
    standardRoutes(basesInUse, ["projects/*/locations/*"], ["get", "list", "cancel", "delete", "wait"]);
  const patternsOf = (base: string): string[] => {
    const ofOperations = routes.filter(({ action }) => action !== "list");
    const ofBase = ofOperations.filter(({ template }) => template.startsWith(`/${base}/`));
    return (ofBase.length > 0 ? ofBase : ofOperations).map(({ pattern }) => pattern);
  };
  return {
    service,
    host: description.host ?? (service.includes(".") ? service : `${service}.googleapis.com`),
    versions,
    bases,
    routes,
    starts: [],
    otherStart: (method) => ({
      method,
      http: "POST",
      path: "**",
      query: "any",
      body: "any",
      requestId: "query",
      verb: method,
      response: emptyResponse,
    }),
    dialect: {
      operationName: (facts) =>
        nameNear(facts.target, patternsOf(baseOf({ bases }, facts.version)), standardOperationId(facts)),
      canonicalName: (name) => canonicalName(name, names),
      metadata: (look) => ({
        "@type": "type.googleapis.com/google.cloud.common.OperationMetadata",
        ...standardMetadata(look),
      }),
      writesDoneFalse: false,
      cancelAnswer: description.cancelAnswer ?? "{}",
      ...(form !== "longrunning" && { form: operationForms[form] }),
    },
  };
}

/** The name of an operation below the resource that is nearest to a target, of those that have operations. */
function nameNear(target: string, patterns: readonly string[], id: string): string {
  const segments = target.split("/");
  let nearest = { depth: -1, name: `${target}/operations/${id}` };
  for (const pattern of patterns) {
    const form = pattern.split("/");
    const collection = form.findLastIndex((segment) => !segment.startsWith("*"));
    const depth = form.lastIndexOf("*", Math.max(collection, 0)) + 1;
    const isAbove = form
      .slice(0, depth)
      .every((segment, index) => (segment === "*" ? index < segments.length : segment === segments[index]));
    if (isAbove && depth > nearest.depth) {
      const rest = form.slice(depth).map((segment) => (segment.startsWith("*") ? id : segment));
      nearest = { depth, name: [...segments.slice(0, depth), ...rest].join("/") };
    }
  }
  return nearest.name;
}

/** The name behind what stands in a path, and the parent of a list that asks for the collection itself. */
function canonicalName(name: string, names: Readonly<Record<string, string>>): string {
  for (const [pattern, form] of Object.entries(names)) {
    const values = wildcardsOf(name, pattern);
    if (values !== undefined) {
      return fill(form, values);
    }
  }
  return name;
}

function fill(form: string, values: readonly string[]): string {
  return form.replace(/\{(\d+)\}/g, (_, number: string) => values[Number(number) - 1] ?? "");
}
