/** The service account credentials API gave no token for a service account. */
export class ImpersonationError extends Error {
  override readonly name = "ImpersonationError";
  /** Of the answer: tells whether a later try may succeed. */
  readonly status: number;

  /** @param remedy what to do about it, one or more sentences, or nothing */
  constructor(serviceAccount: string, status: number, reason: string, remedy: string) {
    super(`${serviceAccount} can't be impersonated: ${reason}${remedy === "" ? "" : ` ${remedy}`}`);
    this.status = status;
  }
}
