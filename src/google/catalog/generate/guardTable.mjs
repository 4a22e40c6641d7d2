/**
 * Makes ../../../services/guardTable.json, the resources of @pulumi/gcp whose operations `guard` can select, and their list
 * in docs/groups-and-conflicts.md.
 *
 *   npm run guard-table                 makes both anew
 *   npm run guard-table -- --check      fails where a committed file is not what this script makes
 *
 * It reads ../catalog.json, the `googleapis` package, and the @pulumi/gcp that test/gcp pins. What has to change here when
 * those do: the constants below.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { readGcpClasses } from "./readGcpClasses.mjs";
import { readStarts } from "./readPackage.mjs";

/** The services of modules of @pulumi/gcp that aren't called like their one service. */
const SERVICES_OF_MODULE = {
  activedirectory: ["managedidentities"],
  backupdisasterrecovery: ["backupdr"],
  bigquery: ["bigqueryreservation"],
  bigtable: ["bigtableadmin"],
  certificateauthority: ["privateca"],
  cloudbuildv2: ["cloudbuild"],
  cloudids: ["ids"],
  colab: ["aiplatform"],
  configdeployment: ["config"],
  container: ["container", "gkemulticloud"],
  databasemigrationservice: ["datamigration"],
  dataproc: ["dataproc", "metastore", "dataprocgdc"],
  diagflow: ["dialogflow"],
  filestore: ["file"],
  firebase: ["firebaseapphosting", "firebasedataconnect", "firebasehosting"],
  gemini: ["cloudaicompanion"],
  integrationconnectors: ["connectors"],
  pubsub: ["pubsublite"],
  saasruntime: ["saasservicemgmt"],
  sql: ["sqladmin"],
  storage: ["storage", "storageinsights", "storagebatchoperations", "storagetransfer"],
  vertex: ["aiplatform"],
  workbench: ["notebooks"],
};

/**
 * The resources with operations of services that the `googleapis` package doesn't have, or whose operations have a form of
 * their own there. Sources: the protos of googleapis/googleapis at f8291d2b; of cloudaicompanion, the REST client
 * that gcloud generates; of container and sqladmin, the `targetLink` in their operations.
 */
const STARTS = {
  cloudaicompanion: { collections: ["codeRepositoryIndexes", "codeRepositoryIndexes/repositoryGroups"] },
  cloudsecuritycompliance: { collections: ["frameworkDeployments"] },
  container: { collections: ["clusters", "clusters/nodePools"] },
  edgecontainer: { collections: ["clusters", "clusters/nodePools", "vpnConnections"] },
  edgenetwork: { collections: ["zones/networks", "zones/subnets", "zones/interconnectAttachments"] },
  gkemulticloud: {
    collections: [
      "attachedClusters",
      "awsClusters",
      "awsClusters/awsNodePools",
      "azureClients",
      "azureClusters",
      "azureClusters/azureNodePools",
    ],
  },
  licensemanager: { collections: ["configurations"] },
  lustre: { collections: ["instances"] },
  memorystore: { collections: ["instances"] },
  sqladmin: { collections: ["instances"] },
  storage: { collections: ["buckets"], reportsTarget: false },
  storageinsights: { collections: ["datasetConfigs"] },
  vectorsearch: { collections: ["collections", "collections/indexes"] },
};

/** The names of resources whose ID is another text, with their outputs in braces. `id_format` in magic-modules, mmv1. */
const NAMES = {
  "spanner/Database": "projects/{project}/instances/{instance}/databases/{name}",
  "spanner/Instance": "projects/{project}/instances/{name}",
  "spanner/InstanceConfig": "projects/{project}/instanceConfigs/{name}",
  "sql/DatabaseInstance": "projects/{project}/instances/{name}",
  "storage/Bucket": "projects/_/buckets/{name}",
};

/** Classes that documentation shows no collections for, or wrong ones. */
const COLLECTIONS = {
  "container/NodePool": "projects/locations/clusters/nodePools",
  "edgenetwork/InterconnectAttachment": "projects/locations/zones/interconnectAttachments",
  "storage/Bucket": "projects/buckets",
  "vertex/AiEndpointWithModelGardenDeployment": "projects/locations/endpoints",
};

const catalog = JSON.parse(readFileSync(new URL("../catalog.json", import.meta.url), "utf8"));
const testPackage = createRequire(new URL("../../../../test/gcp/package.json", import.meta.url));
const classes = readGcpClasses(path.dirname(testPackage.resolve("@pulumi/gcp/package.json")));
const operationsOfService = new Map();

function operationsOf(service) {
  if (!operationsOfService.has(service)) {
    operationsOfService.set(service, readOperations(service));
  }
  return operationsOfService.get(service);
}

/** Undefined for a service that can't cancel. */
function readOperations(service) {
  const versions = Object.values(catalog[service]?.versions ?? {}).filter((one) => typeof one !== "string");
  const patterns = versions.flatMap(({ names }) => Object.entries(names));
  const parentsWith = (letter) =>
    new Set(patterns.filter(([, letters]) => letters.includes(letter)).map(([pattern]) => parentOf(pattern)));
  const cancelled = parentsWith("c");
  const listed = parentsWith("l");
  if (cancelled.size === 0) {
    return undefined;
  }
  const { collections, reportsTarget = true } = STARTS[service] ?? readStarts(service) ?? { collections: [] };
  return { cancelled, listed, reportsTarget, started: new Set(collections.map(belowProject)) };
}

/** The collections above operations: "projects/locations" of `projects/*\/locations/*\/operations/*`. */
function parentOf(pattern) {
  return pattern
    .replace(/(?:^|\/)[^/]+\/\*\*?$/, "")
    .replace("locations/global", "locations/*")
    .split("/")
    .filter((_, index) => index % 2 === 0)
    .join("/");
}

function belowProject(collections) {
  return collections.replace(
    /^(?:admin\/)?(?:(?:projects|organizations|folders|billingAccounts)\/)?(?:locations\/)?(?:global\/)?/,
    "",
  );
}

/** The way to select operations by a resource (`below` it, or by their reported target), or the reason why there is none. */
function selectionOf(service, collections) {
  const { cancelled, listed, reportsTarget, started } = operationsOf(service);
  const above = collections.split("/").map((_, index, all) => all.slice(0, index).join("/"));
  if (![...cancelled].some((parent) => listed.has(parent) || isBelowListed(parent, listed))) {
    return "unlisted";
  }
  if (reportsTarget) {
    const isListed = above.some((parent) => parent !== "" && listed.has(parent) && cancelled.has(parent));
    return isListed && started.has(belowProject(collections)) ? "target" : "noOperations";
  }
  const lists = cancelledBelow(service, collections);
  if (!listed.has(collections) || lists.length === 0 || collections === "") {
    return "noTarget";
  }
  return lists.length === 1 ? "below" : "severalLists";
}

/** The collections, relative to a resource's, whose operations can be cancelled: "" are the resource's own. */
function cancelledBelow(service, collections) {
  return [...operationsOf(service).cancelled]
    .filter((parent) => `${parent}/`.startsWith(`${collections}/`))
    .map((parent) => parent.slice(collections.length + 1))
    .sort();
}

function isBelowListed(parent, listed) {
  return [...listed].some((one) => one !== "" && parent.startsWith(`${one}/`));
}

function makeTable() {
  const resources = {};
  const severalLists = {};
  const unmatched = { unlisted: new Set(), noTarget: new Set() };
  for (const { module, name, collections: documented } of classes) {
    const key = `${module}/${name}`;
    const services = (SERVICES_OF_MODULE[module] ?? [module]).filter((service) => operationsOf(service));
    const collections = COLLECTIONS[key] ?? documented;
    const selections = services.map((service) => ({ service, selection: selectionOf(service, collections) }));
    const found = selections.find(({ selection }) => selection === "target" || selection === "below");
    if (found === undefined || /I(?:am|AM)(?:Member|Binding|Policy)$/.test(name)) {
      for (const { service, selection } of selections) {
        unmatched[selection]?.add(module);
        if (selection === "severalLists") {
          severalLists[key] = cancelledBelow(service, collections);
        }
      }
      continue;
    }
    resources[found.service] ??= { ...(found.selection === "below" && { below: true }), classes: {} };
    resources[found.service].classes[module] ??= [];
    resources[found.service].classes[module].push(name);
  }
  return {
    services: inOrder(resources),
    names: NAMES,
    severalLists,
    unlisted: [...unmatched.unlisted].sort(),
    noTarget: [...unmatched.noTarget].sort(),
  };
}

function inOrder(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The page's list of the resources: one row for each service. */
function resourcesTable({ services }) {
  const rows = Object.entries(services).map(([service, { below, classes: modules }]) => {
    const names = Object.entries(modules).map(([module, own]) => `gcp.${module}: ${own.join(", ")}`);
    return `| ${service}${below ? " \\*" : ""} | ${names.join("; ")} |`;
  });
  return ["| service | resources |", "|---|---|", ...rows].join("\n");
}

function pageText(page, table) {
  const [begin, end] = ["<!-- guard: npm run guard-table -->", "<!-- /guard -->"];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) {
    throw new Error(`docs/groups-and-conflicts.md lacks ${begin} or ${end}.`);
  }
  return `${before}${begin}\n${resourcesTable(table)}\n${end}${after}`;
}

/** One line for each service, so that changes read well. */
function tableText({ services, ...rest }) {
  const line = ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  const rows = Object.entries(services).map((entry) => `    ${line(entry)}`);
  const others = Object.entries(rest).map((entry) => `  ${line(entry)}`);
  return `{\n  "services": {\n${rows.join(",\n")}\n  },\n${others.join(",\n")}\n}\n`;
}

const { values: flags } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const table = makeTable();
const pageFile = new URL("../../../../docs/groups-and-conflicts.md", import.meta.url);
const outputs = new Map([
  [new URL("../../../services/guardTable.json", import.meta.url), tableText(table)],
  [pageFile, pageText(readFileSync(pageFile, "utf8"), table)],
]);
for (const [file, text] of outputs) {
  if (!flags.check) {
    writeFileSync(file, text);
  } else if (readFileSync(file, "utf8") !== text) {
    console.error(
      `${file.pathname} is not what guardTable.mjs makes. Run \`npm run guard-table\` and commit.`,
    );
    process.exitCode = 1;
  }
}
const count = Object.values(table.services)
  .flatMap(({ classes: modules }) => Object.values(modules))
  .flat().length;
console.log(`${count} of ${classes.length} resources, of ${Object.keys(table.services).length} services.`);
