import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isJsonObject } from "../../core/json.js";
import {
  type CredentialsSettings,
  type CredentialsSource,
  isJsonText,
} from "../settings/credentialsSettings.js";
import { parseJson } from "../settings/settingsSource.js";
import { CredentialsError, type CredentialsKey, readKey } from "./keyFile.js";

// Messages here name the setting and never quote it: it is a secret, or was meant to be one.

/**
 * Finds a problem of the configured credentials that this machine can see: reads their file, sends nothing, and doesn't
 * load the auth library. `undefined` if they may be right, or if the emulator needs none.
 */
export function credentialsProblem({
  endpoint,
  settings,
}: {
  endpoint: { credentials: "required" | "none" };
  settings: { credentials: CredentialsSettings };
}): string | undefined {
  const { source } = settings.credentials;
  if (endpoint.credentials === "none") {
    return undefined;
  }
  try {
    if (source.kind === "token") {
      tokenOf(source);
    } else if (source.kind !== "external") {
      keyOf(source);
    }
    return undefined;
  } catch (error) {
    if (error instanceof CredentialsError) {
      return error.message;
    }
    throw error;
  }
}

/** Reads the access token; the setting may be the path of a file that contains it. */
export function tokenOf({ token, from }: { token: string; from: string }): string {
  let found = token;
  try {
    found = readText(token);
  } catch {
    // Not a path, and so the token itself.
  }
  found = found.trim();
  if (!/^[\x21-\x7e]+$/.test(found)) {
    const text = `${from} is neither an access token nor the path of a file with one. Give either.`;
    throw new CredentialsError(text);
  }
  return found;
}

/**
 * Reads the identity token, a JWT that can't be renewed here.
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

/** Reads the key of a setting, or gcloud's; `undefined` if gcloud has none. */
export function keyOf(
  source: Extract<CredentialsSource, { kind: "key" | "default" }>,
): CredentialsKey | undefined {
  if (source.kind === "key") {
    return keyIn(source.key, source.from);
  }
  const file = gcloudFile();
  return file !== undefined && existsSync(file) ? keyIn(file, `gcloud (${file})`) : undefined;
}

/** The file of `gcloud auth application-default login`. */
function gcloudFile(): string | undefined {
  const { APPDATA, HOME } = process.env;
  const above = process.platform === "win32" ? APPDATA : HOME && join(HOME, ".config");
  const folder = process.env.CLOUDSDK_CONFIG || (above && join(above, "gcloud"));
  return folder && join(folder, "application_default_credentials.json");
}

/** @param text the credentials as JSON, or the path of a file that contains them */
function keyIn(text: string, from: string): CredentialsKey {
  const value = parseJson(isJsonText(text) ? text : contentOf(text, from));
  if (!isJsonObject(value)) {
    throw new CredentialsError(
      `The credentials from ${from} are no JSON object. Give the key's file as it was downloaded.`,
    );
  }
  return readKey(value, from);
}

function contentOf(path: string, from: string): string {
  try {
    return readText(path);
  } catch (error) {
    const { code = "not a file" } = error as { code?: unknown };
    throw new CredentialsError(
      `${from} is neither JSON nor the path of a file that can be read (${String(code)}). ` +
        "Give the key itself, or a path that is absolute or starts at the program's folder.",
    );
  }
}

/** Reads a regular file only: a pipe could block the reader for ever. */
function readText(path: string): string {
  const whole = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
  if (!statSync(whole).isFile()) {
    throw new Error("It is not a file.");
  }
  return readFileSync(whole, "utf8");
}
