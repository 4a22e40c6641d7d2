/** A user's project that exports an AlloyDB cluster: the files of `pulumi new`, with this package's resource. */
export interface Project {
  /** The manifest, without dependencies on Pulumi's SDK and this package. */
  manifest: { type?: "module"; main: string; devDependencies?: Record<string, string> };
  /** The options of the runtime in Pulumi.yaml. */
  options: Record<string, string | boolean>;
  files: Record<string, string>;
}

const exported = `new LongRunningOperation("main", {
  ...alloydb.exportCluster({
    cluster: "projects/p/locations/europe-west1/clusters/main",
    database: "orders",
    gcsDestination: { uri: "gs://bucket/orders.sql" },
    sqlExportOptions: {},
  }),
});
`;

const imported = `import { alloydb, LongRunningOperation } from "pulumi-gcp-lro";\n`;

/** `pulumi new javascript` */
export const commonJs: Project = {
  manifest: { main: "index.js" },
  options: { typescript: false },
  files: {
    "index.js": `const { alloydb, LongRunningOperation } = require("pulumi-gcp-lro");\n${exported}`,
  },
};

/** The same with ES modules. */
export const esModule: Project = {
  manifest: { type: "module", main: "index.js" },
  options: { typescript: false },
  files: { "index.js": `${imported}export const { state } = ${exported}` },
};

/** `pulumi new typescript` */
export const typeScript: Project = {
  manifest: { main: "index.ts", devDependencies: { "@types/node": "^18", typescript: "^5.0.0" } },
  options: {},
  files: {
    "index.ts": `${imported}export const { state } = ${exported}`,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "nodenext",
        moduleResolution: "nodenext",
        sourceMap: true,
        experimentalDecorators: true,
        pretty: true,
        noFallthroughCasesInSwitch: true,
        noImplicitReturns: true,
        forceConsistentCasingInFileNames: true,
      },
      files: ["index.ts"],
    }),
  },
};
