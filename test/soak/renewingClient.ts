import { PassThroughClient } from "google-auth-library";

type Request = Parameters<PassThroughClient["request"]>[0];
type Answer<T> = ReturnType<typeof PassThroughClient.prototype.request<T>>;

/** An auth client that gets a new access token whenever the last one was refused. */
export class RenewingClient extends PassThroughClient {
  #tokens = 1;

  /** The number of tokens so far. */
  get tokens(): number {
    return this.#tokens;
  }

  override setCredentials(): void {
    this.#tokens += 1;
  }

  override async getRequestHeaders(): Promise<Headers> {
    return new Headers({ authorization: `Bearer token-${this.#tokens}` });
  }

  override async request<T>(request: Request): Answer<T> {
    const headers = new Headers(request.headers);
    const own = await this.getRequestHeaders();
    headers.set("authorization", own.get("authorization") ?? "");
    return super.request<T>({ ...request, headers });
  }
}
