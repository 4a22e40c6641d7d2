import path from "node:path";
import { isOwnSdk } from "./sdkUnderTest.js";

/** How a Node.js process loads Pulumi's SDK: all of it, as a user's does, or some only on use: {@link ./lazySdk.ts}. */
export type SdkLoading = "asShipped" | "onUse";

/** The SDK of another version, which `npm run test:skew` brings, is always taken as it is. */
export const usualLoading: SdkLoading = isOwnSdk ? "onUse" : "asShipped";

/** Loading the SDK is most of what a short process does: every one but the first finds it compiled here. */
export const compileCache: string =
  process.env.NODE_COMPILE_CACHE ?? path.resolve(__dirname, "..", "..", "compile-cache");

/** Options of Node.js for a way of loading. */
export function loadingOptions(loading: SdkLoading): string[] {
  return loading === "onUse" ? [`--require=${path.join(__dirname, "lazySdk.js")}`] : [];
}
