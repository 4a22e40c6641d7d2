const EXIT_CODES_TEXT = `
Exit codes: 0 every operation ended as asked; 2 usage; 3 completed despite the
cancel; 4 failed; 5 can't be cancelled; 6 still running at the time limit; 130
interrupted; 1 anything else. If operations end differently, the exit code is
the first of 130, 6, 5, 4, 3, 1 that applies.
`;

export const program = `
Examples:
  gcp-lro list --project my-project
  gcp-lro cancel --project my-project --older-than 6h
  gcp-lro wait //alloydb.googleapis.com/projects/p/locations/l/operations/o

Names are full names, as list prints them with --format names, or plain names
with --service. Run gcp-lro help <command> for options and more examples.
${EXIT_CODES_TEXT}`;

export const list = {
  description:
    "Prints the operations of each service when its response arrives. With --project, it asks every service that is enabled in the project.",
  timeout: "limit for each service (default: 5m; with --project, default and maximum: 30s)",
  examples: `
Examples:
  What runs anywhere in a project:
    gcp-lro list --project my-project
  Operations that have run for at least 6 hours, in a table that stays current:
    gcp-lro list --project my-project --older-than 6h --watch
  Everything on one cluster, also what has ended:
    gcp-lro list --service alloydb --parent projects/p/locations/europe-west1 \\
      --target projects/p/locations/europe-west1/clusters/orders --state all
  Names for another command:
    gcp-lro list --project my-project --verb export --format names |
      gcp-lro cancel -

--verb matches whole verbs, in upper or lower case. Services differ: AlloyDB
reports export, Datastore EXPORT_ENTITIES. Datastore lists no operations that
have ended, whatever --state is.

Exit codes: 0 the list is complete; 1 a part is missing, as stderr says;
2 usage; 130 interrupted. --watch ends at Ctrl-C with the code of its last
search, 0 or 1.
`,
};

export const describe = {
  description: "Prints state, metadata and result of operations, as the service returns them.",
  examples: `
Examples:
  gcp-lro describe //alloydb.googleapis.com/projects/p/locations/l/operations/o
  gcp-lro describe --service datastore projects/p/operations/ASA0ODU2NDI0NTY
  gcp-lro describe --service redis --parent projects/p/locations/l --json

Exit codes: 0 every operation was found; 1 one was not found (named on stderr);
2 usage; 130 interrupted.
`,
};

export const wait = {
  description: "Waits until operations have ended by themselves.",
  timeout: "limit of the wait (default: 60m)",
  examples: `
Examples:
  gcp-lro wait --service alloydb projects/p/locations/l/operations/o
  gcp-lro wait --service redis --parent projects/p/locations/l --timeout 2h
  Cancel the operation if the job is aborted:
    gcp-lro wait --on-interrupt cancel //spanner.googleapis.com/projects/p/…
${EXIT_CODES_TEXT}For wait, an operation that was cancelled counts as failed.
`,
};

export const cancel = {
  description:
    "Cancels operations, and waits until the service reports that they have ended. If some operations can't be cancelled, the others still are.",
  examples: `
Examples:
  gcp-lro cancel //alloydb.googleapis.com/projects/p/locations/l/operations/o
  See first, then cancel everything that a team has forgotten:
    gcp-lro cancel --project my-project --older-than 6h --dry-run
    gcp-lro cancel --project my-project --older-than 6h --yes
  Clear the way before a cluster is deleted:
    gcp-lro cancel --service alloydb --parent projects/p/locations/l \\
      --target projects/p/locations/l/clusters/orders

With --parent or --project, cancel asks for confirmation on a terminal, and
needs --yes elsewhere. It does not cancel operations that a service started by
itself. It does not cancel those that delete a selected resource either, but
waits until they end.
${EXIT_CODES_TEXT}`,
};

export const services = {
  description: "Prints the services whose operations this package knows.",
  examples: `
Columns: CANCEL has yes, some or no. LIST tells how operations are found:
project (with --project), resource (with a resource as --parent), both (some
with one, some with the other), - (they can't be listed).

Examples:
  gcp-lro services
  gcp-lro services alloydb spanner
`,
};

export const emulator = {
  description:
    "Emulates Google's long-running operations on 127.0.0.1 until Ctrl-C. The first line on stdout is GCP_LRO_EMULATOR_HOST=127.0.0.1:N. Set this environment variable to send this package's requests to the emulator, without credentials. Each request writes a line to stderr: time, request, HTTP status, and the operation with its state.",
  service:
    "also emulate this service, such as redis: each POST, PATCH or DELETE of a resource starts an operation. May be repeated. Always emulated: alloydb, cloudaicompanion, datafusion, datastore, discoveryengine. Service Usage, also emulated, lists all of them as enabled",
  exitCodes: `
Example:
  gcp-lro emulator --port 8085 --service redis --operation-time 10m

Exit codes: 0 after Ctrl-C or SIGTERM; 1 the port is not available; 2 usage.
`,
};

export const demo = {
  description:
    "Runs the example program with the installed Pulumi CLI against the emulator: pulumi up, an up that replaces an operation, pulumi destroy. Prints the requests with their responses, and the result of each check. Needs the Pulumi CLI 3.146 or newer on PATH or in ~/.pulumi/versions, @pulumi/pulumi installed beside this package, and no Google account. Your own Pulumi stacks and settings are neither read nor changed.",
  exitCodes: `
Exit codes: 0 every check passed; 1 a check failed; 2 usage; 130 interrupted.
`,
};
