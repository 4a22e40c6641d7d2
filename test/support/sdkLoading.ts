import path from "node:path";

/**
 * The way in which a Node.js process loads Pulumi's SDK: all of it, as a user's process does, or parts only on use (see
 * lazySdk.ts). Most tests use the latter. One test of each kind uses the former, as does `npm run test:skew`.
 */
export type SdkLoading = "asShipped" | "onUse";

/** Loading the SDK is most of what a short process does: every one but the first finds it compiled here. */
export const compileCache: string =
  process.env.NODE_COMPILE_CACHE ?? path.resolve(__dirname, "..", "..", "compile-cache");

/** Options of Node.js for a way of loading. */
export function loadingOptions(loading: SdkLoading): string[] {
  return loading === "onUse" ? [`--require=${path.join(__dirname, "lazySdk.js")}`] : [];
}

/**
 * The folder of the Pulumi SDK whose dynamic-provider server runs the provider: this package's own, unless
 * `npm run test:skew` runs the same tests once more with another one.
 */
export const sdkUnderTest: string =
  process.env.GCP_LRO_TEST_SDK ?? path.dirname(require.resolve("@pulumi/pulumi/package.json"));
