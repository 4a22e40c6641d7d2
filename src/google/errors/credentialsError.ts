/** Credentials that can't be used as they are configured: trying again won't help, changing a setting will. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}
