import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * The resource classes of @pulumi/gcp, each with the collections in its name ("projects/locations/clusters"), as the
 * formats for its import or the link to its REST resource show them.
 *
 * @param {string} folder the package's folder
 * @returns {{ module: string, name: string, collections: string }[]}
 */
export function readGcpClasses(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [...classesIn(path.join(folder, name))]);
}

function* classesIn(folder) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
    const code = readFileSync(path.join(folder, file), "utf8");
    const [, token, module, name] = /__pulumiType = '(gcp:(\w+)\/\w+:(\w+))'/.exec(code) ?? [];
    if (token !== undefined) {
      if (token !== tokenOf(module, name)) {
        throw new Error(
          `${token} is not ${tokenOf(module, name)}: src/services/guardTable.ts can't find it.`,
        );
      }
      const declarations = readFileSync(path.join(folder, file.replace(/\.js$/, ".d.ts")), "utf8");
      yield { module, name, collections: collectionsOf(declarations.split("\nexport declare class ")[0]) };
    }
  }
}

function tokenOf(module, name) {
  return `gcp:${module}/${name[0].toLowerCase()}${name.slice(1)}:${name}`;
}

/** A format for imports is a full name, unless it is a single variable. The link is missing in some classes. */
function collectionsOf(documentation) {
  const imports = documentation.slice(documentation.lastIndexOf("## Import"));
  const [, format = ""] = /^ \* \* `([^`]+)`/m.exec(imports) ?? [];
  const name = format
    .replace(/\{\{[^}]+\}\}/g, "*")
    .replace(/^\*\/(?=locations\/)/, "organizations/*/")
    .replace(/\/locations\/global\/(?=\w)/, "/locations/*/");
  if (/^\w+\/\*\//.test(name)) {
    return name
      .split("/")
      .filter((_, index) => index % 2 === 0)
      .join("/");
  }
  const [, resource = ""] = /\[API documentation\]\([^)]*\/rest\/v\w+\/([\w.]+)/.exec(documentation) ?? [];
  return resource.replaceAll(".global.", ".").replaceAll(".", "/");
}
