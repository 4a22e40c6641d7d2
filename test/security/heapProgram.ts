import { OperationsClient } from "pulumi-gcp-lro/client";

/**
 * Asks a service about many operations at once, with no more memory than NODE_OPTIONS allows, and prints how many
 * answers there were that weren't faults.
 */
async function main(): Promise<void> {
  const client = new OperationsClient({ service: "alloydb", requestTimeout: "60s" });
  const asked = Array.from({ length: 64 }, (_, index) =>
    client.get(`projects/p/locations/us-central1/operations/o${index}`, { timeout: "1s" }).then(
      () => true,
      () => false,
    ),
  );
  console.log((await Promise.all(asked)).filter(Boolean).length);
}

void main();
