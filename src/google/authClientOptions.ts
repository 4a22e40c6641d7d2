import type { AuthClient, gaxios } from "google-auth-library";
import { API_CLIENT, userAgent } from "./clientHeaders.js";
import { agentFor } from "./sockets.js";

/** How the auth library's clients ask for tokens. */
export const TOKEN_REQUESTS: gaxios.GaxiosOptions = {
  // What is asked with is as good as a token, and would be carried to wherever a redirect leads.
  redirect: "error",
  // Tells a proxy's refusal from an answer of the token endpoint.
  agent: agentFor,
  headers: new Headers({ "user-agent": userAgent({}), "x-goog-api-client": API_CLIENT }),
};

/**
 * Given to every client of the auth library that is made here. What the library would add to its requests comes
 * together with a log of their answers, tokens among them, for those who set GOOGLE_SDK_NODE_LOGGING.
 */
export const AUTH_CLIENT_OPTIONS = {
  transporterOptions: TOKEN_REQUESTS,
  useAuthRequestParameters: false,
};

/**
 * Sees to it that an external account's client doesn't follow redirects either: it exchanges its token by a
 * transporter of its own, which takes no options (google-auth-library, BaseExternalAccountClient).
 */
export function withoutRedirects<Client extends AuthClient>(client: Client): Client {
  const { stsCredential } = client as { stsCredential?: { transporter: gaxios.Gaxios } };
  const defaults = stsCredential?.transporter.defaults ?? {};
  // An identity that is proven by a client certificate has an agent for it.
  Object.assign(defaults, TOKEN_REQUESTS, defaults.agent && { agent: defaults.agent });
  return client;
}
