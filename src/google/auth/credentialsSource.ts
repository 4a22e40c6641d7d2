import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isJsonObject } from "../../core/json.js";
import {
  type CredentialsSettings,
  type CredentialsSource,
  isJsonText,
} from "../settings/credentialsSettings.js";
import { parseJson } from "../settings/settingsReader.js";
import { CredentialsError, type CredentialsKey, readKey } from "./keyFile.js";

// Messages here name the setting and never quote it: it is a secret, or was meant to be one.

/**
 * Returns a problem of the configured credentials that can be found without a request; `undefined` if there is none, or for
 * the emulator, which needs no credentials. Reads their file, and doesn't load the auth library.
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
  let text = token;
  try {
    text = readText(token);
  } catch {
    // It isn't a path, so it is the token itself.
  }
  text = text.trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new CredentialsError(
      `${from} is neither an access token nor the path of a file that contains one. A token is one line without spaces.`,
    );
  }
  return text;
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
      `The identityToken of ${from} expired at ${time}, and can't be renewed. Set a new one and run again.`,
    );
  }
  return identityToken;
}

/** Reads the key of a setting, or gcloud's; `undefined` if gcloud has none. */
export function keyOf(
  source: Extract<CredentialsSource, { kind: "key" | "default" }>,
): CredentialsKey | undefined {
  if (source.kind === "key") {
    return readKeySetting(source.key, source.from);
  }
  const file = gcloudFile();
  return file !== undefined && existsSync(file)
    ? readKeySetting(file, `gcloud (${file})`, "Run `gcloud auth application-default login`.")
    : undefined;
}

/** The file of `gcloud auth application-default login`. */
function gcloudFile(): string | undefined {
  const { APPDATA, HOME } = process.env;
  const parent = process.platform === "win32" ? APPDATA : HOME && join(HOME, ".config");
  const folder = process.env.CLOUDSDK_CONFIG || (parent && join(parent, "gcloud"));
  return folder && join(folder, "application_default_credentials.json");
}

/** Reads a key. @param text the credentials as JSON, or the path of a file that contains them */
function readKeySetting(
  text: string,
  from: string,
  remedy = "Use the key file as downloaded.",
): CredentialsKey {
  const value = parseJson(isJsonText(text) ? text : readKeyFile(text, from));
  if (!isJsonObject(value)) {
    throw new CredentialsError(`The credentials from ${from} are not a JSON object. ${remedy}`);
  }
  return readKey(value, from);
}

function readKeyFile(path: string, from: string): string {
  try {
    return readText(path);
  } catch (error) {
    const { code = "not a file" } = error as { code?: unknown };
    throw new CredentialsError(
      `${from} is neither JSON nor the path of a readable file (${String(code)}). ` +
        "Set it to the key itself or to a path, absolute or relative to the program's folder.",
    );
  }
}

/** Reads a regular file. Refuses others: a pipe could block the reader for ever. */
function readText(path: string): string {
  const fullPath = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
  if (!statSync(fullPath).isFile()) {
    throw new Error("The path is not a file.");
  }
  return readFileSync(fullPath, "utf8");
}
