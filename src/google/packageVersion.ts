const { version } = require("../../package.json") as { version: string };

/** How this package names itself to services. */
export const USER_AGENT = `pulumi-gcp-lro/${version}`;
