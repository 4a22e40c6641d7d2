import { GoogleAuth } from "google-auth-library";

/** Removes the objects of a bucket whose names begin with a prefix, and returns their number. */
export async function removeFiles(bucket: string, prefix: string): Promise<number> {
  const call = storageCalls();
  const objects = `storage/v1/b/${encodeURIComponent(bucket)}/o`;
  let removed = 0;
  let pageToken: string | undefined;
  do {
    const query = new URLSearchParams({ prefix, ...(pageToken !== undefined && { pageToken }) });
    const response = await call("GET", `${objects}?${query}`);
    const page = (await response.json()) as { items?: { name: string }[]; nextPageToken?: string };
    for (const { name } of page.items ?? []) {
      await call("DELETE", `${objects}/${encodeURIComponent(name)}`);
      removed++;
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return removed;
}

/** Calls Cloud Storage with Application Default Credentials, or the server of STORAGE_EMULATOR_HOST without any. */
function storageCalls(): (method: string, path: string) => Promise<Response> {
  const emulator = process.env.STORAGE_EMULATOR_HOST;
  const base = emulator ?? "https://storage.googleapis.com";
  const auth = new GoogleAuth({ scopes: "https://www.googleapis.com/auth/devstorage.read_write" });
  return async (method, path) => {
    const url = `${base}/${path}`;
    const headers = emulator === undefined ? await auth.getRequestHeaders(url) : {};
    const response = await fetch(url, { method, headers });
    if (!response.ok) {
      throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
    }
    return response;
  };
}
