import type { ServiceTarget } from "./service.js";
import type { GoogleSettings } from "./settings/settings.js";

/**
 * The project that requests name for quota and billing (`X-Goog-User-Project`). Without one, Google counts
 * against the project of the credentials or of the resource. As with pulumi-gcp, `userProjectOverride` without
 * a `billingProject` means the project of the resource itself, and what gcloud wrote into a credentials file
 * does not count.
 */
export function quotaProjectFor(
  { userProjectOverride, billingProject, project, quotaProject }: GoogleSettings,
  target: Pick<ServiceTarget, "quotaProject" | "about">,
): string | undefined {
  const ofResource = /(?:^|\/)projects\/([A-Za-z0-9.:_-]+)/.exec(target.about ?? "")?.[1];
  const override = userProjectOverride ? (billingProject ?? ofResource ?? project) : undefined;
  return target.quotaProject ?? override ?? quotaProject;
}
