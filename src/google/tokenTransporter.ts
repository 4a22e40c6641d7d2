import { gaxios } from "google-auth-library";
import { TOKEN_REQUESTS } from "./authClientOptions.js";

/** Where the auth library asks for tokens. */
const TOKEN_URL = "https://oauth2.googleapis.com/token";

/**
 * Asks for tokens where a service account's key says. The auth library takes no notice of `token_uri`, unlike
 * Google's Go libraries, which pulumi-gcp uses.
 */
export class TokenTransporter extends gaxios.Gaxios {
  readonly #tokenUri: string;

  constructor(tokenUri: string) {
    super(TOKEN_REQUESTS);
    this.#tokenUri = tokenUri;
  }

  override request<T>(options: gaxios.GaxiosOptions = {}): gaxios.GaxiosPromise<T> {
    return super.request<T>(
      String(options.url) === TOKEN_URL ? { ...options, url: new URL(this.#tokenUri) } : options,
    );
  }
}
