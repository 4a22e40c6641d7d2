import type { OperationsAction, OperationsRoute } from "./serviceDefinition.js";

const forms: Readonly<Record<OperationsAction, { http: OperationsRoute["http"]; suffix: string }>> = {
  get: { http: "GET", suffix: "" },
  list: { http: "GET", suffix: "/operations" },
  cancel: { http: "POST", suffix: ":cancel" },
  delete: { http: "DELETE", suffix: "" },
  wait: { http: "POST", suffix: ":wait" },
};

/**
 * The routes of google.longrunning.Operations in their usual form, for the operations below each parent
 * ("projects/*\/locations/*"), in every version.
 */
export function standardRoutes(
  versions: readonly string[],
  parents: readonly string[],
  actions: readonly OperationsAction[],
): OperationsRoute[] {
  return versions.flatMap((version) =>
    parents.flatMap((parent) =>
      actions.map((action) => ({
        action,
        http: forms[action].http,
        template: `/${version}/{+name}${forms[action].suffix}`,
        pattern: action === "list" ? parent : `${parent}/operations/*`,
      })),
    ),
  );
}
