import { requirePeer } from "./peers/requirePeer.js";
import { answerOnce } from "./programs.js";

/** Packages to load, from this package or from the benchmark's folder. */
export interface LoadOrder {
  packages: string[];
}

/** The cost of loading them. */
export interface LoadFigures {
  /** Milliseconds of CPU time. */
  cpu: number;
  /** Growth of the resident memory, in bytes. */
  memory: number;
  /** True if the credentials' library was loaded with them. */
  loadsAuth: boolean;
}

answerOnce(({ packages }: LoadOrder): LoadFigures => {
  const memory = process.memoryUsage.rss();
  const before = process.cpuUsage();
  for (const name of packages) {
    (name.startsWith("pulumi-gcp-lro") ? require : requirePeer)(name);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    cpu: (user + system) / 1_000,
    memory: process.memoryUsage.rss() - memory,
    loadsAuth: Object.keys(require.cache).some((file) => file.includes("/google-auth-library/")),
  };
});
