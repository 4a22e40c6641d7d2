import { wildcardsOf } from "../pathPattern.js";
import type { DescribedStart, ServiceDescription } from "../serviceDescription.js";
import { operationForms } from "./operationForms.js";
import type { NewOperationFacts, ServiceDefinition, StartDefinition } from "./serviceDefinition.js";
import { emptyResponse, standardMetadata, standardOperationId } from "./standardOperation.js";

/** A service that the emulator plays from its description alone. */
export function describedService(description: ServiceDescription): ServiceDefinition {
  const { service, versions, routes, starts = [], form = "longrunning", names = {} } = description;
  const named = new Map(starts.map((start) => [start.method, start]));
  return {
    service,
    host: description.host ?? (service.includes(".") ? service : `${service}.googleapis.com`),
    versions,
    bases: description.bases ?? {},
    routes,
    starts: starts.map(startDefinition),
    seededStart: (method) => startDefinition({ method, http: "POST", path: "", name: "" }),
    dialect: {
      operationName: (facts) => nameOf(facts, named.get(facts.start.method)),
      canonicalName: (name) => canonicalName(name, names),
      metadata: (look) => ({
        "@type": "type.googleapis.com/google.cloud.common.OperationMetadata",
        ...standardMetadata(look),
      }),
      writesDoneFalse: false,
      metadataAtStart: true,
      lists: "all",
      listOptions: "obeyed",
      deletesInFlight: true,
      cancelAnswer: description.cancelAnswer ?? "{}",
      ...(form !== "longrunning" && { form: operationForms[form] }),
    },
  };
}

function startDefinition({ method, http, path, query }: DescribedStart): StartDefinition {
  return {
    method,
    http,
    path,
    ...(query !== undefined && { query }),
    body: "any",
    verb: method,
    response: emptyResponse,
  };
}

/** As the start says; a seeded operation without a name is one of its target's. */
function nameOf(facts: NewOperationFacts, start: DescribedStart | undefined): string {
  const id = standardOperationId(facts);
  return start === undefined
    ? `${facts.target}/operations/${id}`
    : fill(start.name, wildcardsOf(facts.target, withoutMethod(start.path)) ?? []).replace("{id}", id);
}

/** `clusters/*:upgrade` works on `clusters/*`. */
function withoutMethod(path: string): string {
  return path.replace(/:[^/:*]+$/, "");
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
