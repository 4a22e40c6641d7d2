/**
 * A program that runs another one, its only parameter, under Pulumi's mocks, with this package's provider behind
 * them: every resource is checked, created, and deleted at the end.
 */
export const underMocks = `
const pulumi = require("@pulumi/pulumi");
const { longRunningOperation, operationGroup } = require("pulumi-gcp-lro/provider");
const created = [];
pulumi.runtime.setMocks({
  async newResource({ type, inputs }) {
    const provider = type.endsWith(":Group") ? operationGroup : longRunningOperation;
    const { failures } = await provider.check({}, inputs);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    const { id, outs } = await provider.create(inputs);
    created.push({ provider, id, outs });
    return { id, state: outs };
  },
  call: ({ inputs }) => inputs,
});
pulumi.runtime.setAllConfig({ "gcp:project": "my-project", "gcp:region": "europe-west1" });
process.once("beforeExit", async () => {
  await Promise.all(created.map(({ provider, id, outs }) => provider.delete(id, outs)));
});
require(process.argv[2]);
`;
