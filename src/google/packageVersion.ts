const { version } = require("../../package.json") as { version: string };

/** This package's version. */
export const PACKAGE_VERSION = version;
