/**
 * What Pulumi keeps in the state as `__provider` and evaluates in the dynamic-provider process: it loads the
 * installed package from the program's folder. Deletion runs the text of the day the resource was made, so
 * these texts and the specifier in them never change: with a constant text the code that runs is whatever
 * version is installed, and fixes reach old resources.
 *
 * `createRequire` from the working directory also resolves the package from within its own repository, which
 * a plain `require` in that process can't.
 */
function providerText(member: string): string {
  return `exports.handler = () => require("module").createRequire(process.cwd() + "/x.js")("pulumi-gcp-lro/provider").${member};`;
}

export const longRunningOperationProviderText = providerText("longRunningOperation");
