import type { CredentialsSource } from "./credentialsSettings.js";

/** What a user has to do once a service refused a token that nothing here can renew. */
export function renewalOf(source: CredentialsSource): string {
  const from = source.kind === "default" ? "" : ` from ${source.from}`;
  const sentences = [
    `The access token${from} was refused: it has expired or was never valid, and nothing here can renew it.`,
    "Set a fresh one and run again, or use credentials that renew themselves, such as a key or gcloud's.",
  ];
  if (source.kind === "token" && source.from.startsWith("gcp:")) {
    sentences.push(
      "`pulumi destroy` uses the copy that the last `pulumi up` kept in the state, unless `--run-program` is given.",
    );
  }
  return sentences.join(" ");
}
