import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "../core/json.js";
import { isJsonText } from "./credentialsSettings.js";
import { CredentialsError } from "./errors/credentialsError.js";
import { parseJson } from "./settingsSource.js";

// Messages here name the setting and never quote it: whatever is wrong with it, it is a secret or near one.

/** The access token itself; the setting may be the path of a file that holds it. */
export async function tokenOf({ token, from }: { token: string; from: string }): Promise<string> {
  const found = (await contentOf(token).catch(() => token)).trim();
  if (!/^[\x21-\x7e]+$/.test(found)) {
    const text = `${from} is neither an access token nor the path of a file with one. Give either.`;
    throw new CredentialsError(text);
  }
  return found;
}

/**
 * The identity token itself, a JWT that nothing here can renew.
 *
 * @param now milliseconds since the epoch
 */
export function identityTokenOf(
  { identityToken, from }: { identityToken: string; from: string },
  now: number,
): string {
  const payload = parseJson(Buffer.from(identityToken.split(".")[1] ?? "", "base64url").toString("utf8"));
  const expiry = isJsonObject(payload) && typeof payload.exp === "number" ? payload.exp * 1_000 : undefined;
  if (expiry !== undefined && expiry <= now) {
    const time = new Date(expiry).toISOString();
    throw new CredentialsError(
      `The identityToken of ${from} expired at ${time}, and nothing here can renew it. Set a fresh one and run again.`,
    );
  }
  return identityToken;
}

/** The credentials as JSON; the setting may be the path of a file that holds them. */
export async function keyOf({ key, from }: { key: string; from: string }): Promise<JsonObject> {
  const text = isJsonText(key) ? key : await contentOf(key).catch((error: unknown) => refuse(from, error));
  const value = parseJson(text);
  if (!isJsonObject(value)) {
    throw new CredentialsError(
      `The file that ${from} names holds no JSON object. Name the key's file as it was downloaded.`,
    );
  }
  return value;
}

function refuse(from: string, error: unknown): never {
  const code = (error as { code?: unknown }).code ?? "unknown error";
  throw new CredentialsError(
    `${from} is neither JSON nor the path of a file that can be read (${String(code)}). ` +
      "Give the key itself, or a path that is absolute or starts at the program's folder.",
  );
}

function contentOf(path: string): Promise<string> {
  return readFile(path.startsWith("~/") ? join(homedir(), path.slice(2)) : path, "utf8");
}
