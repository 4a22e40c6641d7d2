import type { OperationsRoute, ServiceDescription } from "../../emulator/index.js";
import type { CatalogService, CatalogVersion } from "../../google/catalog/catalog.js";
import { parentPattern } from "../../google/catalog/namePattern.js";
import { standardRouteOf } from "../../google/catalog/operationRoutes.js";

/** Describes a service of the catalog for the emulator: each change of a resource starts an operation. */
export function describeService({
  key,
  host,
  operationFormat,
  versions,
}: CatalogService): ServiceDescription {
  const details = [...versions.values()];
  return {
    service: key,
    host,
    versions: [...versions.keys()],
    bases: Object.fromEntries([...versions].map(([version, { base }]) => [version, base])),
    routes: details.flatMap(routesOf),
    names: Object.fromEntries(
      details.flatMap(({ renamed }) => Object.entries(renamed ?? {}).flatMap(namesOf)),
    ),
    ...(operationFormat === "status" && { form: key === "sqladmin" ? "sqladmin" : "container" }),
    ...(key === "storage" && { cancelAnswer: "nothing" }),
  };
}

function routesOf({ base, names, templates, renamed = {} }: CatalogVersion): OperationsRoute[] {
  return names.flatMap(({ pattern: name, methods }) => {
    const pattern = wildcards(renamed[name] ?? name);
    return [...methods].map((action): OperationsRoute => {
      if (action === "list") {
        return { action, http: "GET", ...listRoute(base, pattern) };
      }
      const standard = standardRouteOf("{base}", "{name}")[action];
      const [http, path = ""] = (templates[action] ?? `${standard.method} ${standard.path}`).split(" ");
      const template = `/${path.replace("{base}", base).replace("{name}", "{+name}")}`;
      return { action, http: http as OperationsRoute["http"], template, pattern };
    });
  });
}

function listRoute(base: string, operation: string): Pick<OperationsRoute, "template" | "pattern"> {
  const collection = operation.split("/").at(-2);
  const parent = parentPattern(operation);
  return {
    template: parent === "" ? `/${base}/${collection}{+name}` : `/${base}/{+name}/${collection}`,
    pattern: parent,
  };
}

/** The names of an operation, and of the parent of a list, that differ from their paths. */
function namesOf([name, inPath]: [string, string]): [string, string][] {
  let count = 0;
  const form = name.replace(/\*/g, () => `{${++count}}`);
  const path = wildcards(inPath);
  return [
    [path, form],
    [parentPattern(path), parentPattern(form)],
  ];
}

function wildcards(form: string): string {
  return form.replace(/\{\d+\}/g, "*");
}
