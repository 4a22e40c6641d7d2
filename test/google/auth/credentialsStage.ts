import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ServiceConnection } from "#src/google/connection.js";
import { connectService } from "#src/google/connectionPool.js";
import { readSettings } from "#src/google/settings/settings.js";
import { type Answering, json, type LoopbackServer, startServer } from "../../support/loopbackServer.js";

export const name = "projects/p/locations/us-central1/operations/operation-1";

/** A service account's key pair; making one takes longer than the rest of a test. */
export const keyPair = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** A folder for credentials, gone after the test. */
export async function folder(test: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "credentials-"));
  test.after(() => rm(made, { recursive: true }));
  return made;
}

/** Writes a file into a folder and answers its path. */
export async function file(into: string, called: string, content: unknown): Promise<string> {
  const path = join(into, called);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** A token endpoint that numbers the tokens it gives: `token-1`, `token-2`, … */
export function numbered(): Answering {
  let count = 0;
  return (_request, response) => {
    count += 1;
    json(response, 200, {
      access_token: `token-${count}`,
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: 3600,
    });
  };
}

/** The service account credentials API, which numbers the tokens it gives: `impersonated-1`, … */
export function impersonating(): Answering {
  let count = 0;
  return (_request, response) => {
    count += 1;
    const expireTime = new Date(Date.now() + 3_600_000).toISOString();
    json(response, 200, { accessToken: `impersonated-${count}`, expireTime });
  };
}

/** A service that demands a bearer token, and refuses those that it is told to. */
export function demanding(...refused: string[]): Answering {
  return ({ headers }, response) => {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
    if (token === undefined || refused.includes(token)) {
      json(response, 401, { error: { code: 401, message: "expired", status: "UNAUTHENTICATED" } });
    } else {
      json(response, 200, { name });
    }
  };
}

/** A connection to a service behind an explicit endpoint, with these settings alone. */
export function connectTo(
  service: LoopbackServer,
  config: Record<string, string>,
  environment: Record<string, string> = {},
): ServiceConnection {
  const settings = readSettings((key) => config[key], environment);
  return connectService({ service: "alloydb", endpoint: service.url, settings, resourceName: name });
}

/** The description of an external account with a token from a file. */
export async function externalAccount(into: string, tokenUrl: string): Promise<Record<string, unknown>> {
  return {
    type: "external_account",
    audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${tokenUrl}/token`,
    credential_source: { file: await file(into, "subject", "subject-token") },
    quota_project_id: "from-the-file",
  };
}

export function authorizations(server: LoopbackServer): (string | undefined)[] {
  return server.arrived.map(({ headers }) => headers.authorization);
}

export { type LoopbackServer, startServer };
