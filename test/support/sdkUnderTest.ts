import path from "node:path";

/**
 * The folder of the Pulumi SDK whose dynamic-provider server runs the provider: this package's own, unless
 * `npm run test:skew` runs the same tests once more with another one.
 */
export const sdkUnderTest: string =
  process.env.GCP_LRO_TEST_SDK ?? path.dirname(require.resolve("@pulumi/pulumi/package.json"));
