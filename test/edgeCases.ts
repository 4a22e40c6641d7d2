/** One of the ways in which Google's operations behave that a client has to get right, and what this one does. */
export type EdgeCase = EdgeCaseInScope | EdgeCaseOutOfScope;

export interface EdgeCaseInScope {
  number: number;
  /** What happens. The name of at least one test begins with `edge case <number>: <title>`. */
  title: string;
  /** What the product does about it. */
  does: string;
}

export interface EdgeCaseOutOfScope {
  number: number;
  title: string;
  /** Why the product does nothing about it. */
  outOfScope: string;
}

/** All of them, in order. */
export const edgeCases: readonly EdgeCase[] = [
  {
    number: 1,
    title: "operation already done before delete",
    does: "One GET; no cancel is sent, and how it ended is told.",
  },
  {
    number: 2,
    title: "done between GET and cancel",
    does: "A cancel answered FAILED_PRECONDITION is followed by a GET: done is success, still running is a failure with that answer.",
  },
  {
    number: 3,
    title: "400 INVALID_ARGUMENT on cancel is no race",
    does: "Fails with the service's text, unless a GET says that the operation has ended.",
  },
  {
    number: 4,
    title: "cancel 200, the operation ends with code 1",
    does: "Outcome cancelled, once GetOperation says so; the 200 counts for nothing.",
  },
  {
    number: 5,
    title: "completed despite cancel",
    does: "Outcome completed; delete succeeds with a warning, fails, or undoes it, as whenCompletedDespiteCancel says.",
  },
  {
    number: 6,
    title: "cancel 200, ends with another error",
    does: "Outcome failed, with code and message; it has ended, so delete succeeds.",
  },
  {
    number: 7,
    title: "done with neither error nor response",
    does: "Completed without a result; it is not looked at again.",
  },
  { number: 8, title: "done absent is running", does: "Only `done: true` ends an operation." },
  {
    number: 9,
    title: "done false is running, whatever metadata",
    does: "End times and final states in the metadata are shown, and decide nothing.",
  },
  {
    number: 10,
    title: "cancelled by somebody else already",
    does: "Sends its own cancel as well, which does no harm, and waits. Outputs show CANCELLING.",
  },
  {
    number: 11,
    title: "the metadata never shows the cancellation",
    does: "Waits on: metadata confirm nothing. A time-out tells when the cancel was accepted.",
  },
  {
    number: 12,
    title: "501 UNIMPLEMENTED",
    does: "Not sent again; waits for the natural end, fails, or leaves it running with a warning, as whenCancelUnsupported says.",
  },
  {
    number: 13,
    title: "name pattern without cancel route",
    does: "Known from the catalog: preview warns, no cancel is sent, and delete goes by whenCancelUnsupported.",
  },
  {
    number: 14,
    title: "a 404 that isn't Google's",
    does: "A hard error with the URL: it tells about the way to the service, never that the operation is gone.",
  },
  {
    number: 15,
    title: "404 on cancel while GET works",
    does: "Sent again a few times, with a GET before each; then it is dealt with as one that can't be cancelled.",
  },
  {
    number: 16,
    title: "404 on GET right after start",
    does: "Not visible yet: looked for again until it is 60 s old.",
  },
  {
    number: 17,
    title: "404 on GET of an operation once seen",
    does: "Believed once a GET at least 5 s later repeats it, if the operation was in flight. Then delete succeeds, refresh says GONE; how it ended is unknown.",
  },
  {
    number: 18,
    title: "404 for an adopted name never seen",
    does: "Create fails and saves nothing. On delete, success.",
  },
  {
    number: 19,
    title: "a service that is switched off",
    does: "Fails with the link that enables it; delete says how to give the operation up instead.",
  },
  {
    number: 20,
    title: "403 on cancel",
    does: "Fails and names the permission that lacks; nothing is waited for in silence.",
  },
  {
    number: 21,
    title: "403 on GET after 200 on cancel",
    does: "Fails: cancellation was requested, and its outcome can't be verified.",
  },
  {
    number: 22,
    title: "a 403 that means slower",
    does: "Per-minute quotas and CONCURRENT_OPERATIONS_QUOTA_EXCEEDED are waited out like a 429.",
  },
  {
    number: 23,
    title: "a 429",
    does: "Retry-After and RetryInfo are obeyed, the longer of both, up to five minutes and never past the limit of the wait.",
  },
  {
    number: 24,
    title: "after a 401 the token is fetched anew",
    does: "Once for each request; a second 401 fails. Where nothing can renew the token, it fails at once and says so.",
  },
  {
    number: 25,
    title: "an hour of trouble decides nothing",
    does: "5xx, resets and names that don't resolve are retried to the limit; the last good look stays the truth.",
  },
  {
    number: 26,
    title: "a lost answer to cancel",
    does: "Looks, and sends the cancel again where the operation still runs.",
  },
  {
    number: 27,
    title: "a start whose answer is lost",
    does: "Sent again only with a request id. Without one, create fails and names the operations that the service lists, the list request and how to adopt; nothing is adopted by resemblance.",
  },
  { number: 28, title: "a cancel says its length", does: "Zero bytes, with `Content-Length: 0`." },
  { number: 29, title: "an empty 200 to cancel", does: "Success: nobody insists on `{}`." },
  {
    number: 30,
    title: "a success that is HTML, truncated, empty",
    does: "Passing trouble; the tenth in a row fails with a short excerpt.",
  },
  {
    number: 31,
    title: "start answers done at once",
    does: "Nothing is polled. Without a name there is nothing to cancel either.",
  },
  {
    number: 32,
    title: "a start that answers no usable operation",
    does: "An error, treated like a lost answer; no resource is saved without a name.",
  },
  {
    number: 33,
    title: "interrupted after the start",
    does: "The name is printed and saved at once, whatever comes after the start. A killed run's start is in the local journal: the next `up` adopts the operation by its name, or repeats the start with its request id, or fails once and names the candidates.",
  },
  {
    number: 34,
    title: "interrupted before the name is known",
    does: "The start's answer is waited for, and then the cancel is sent.",
  },
  {
    number: 35,
    title: "overall time-out while cancelling",
    does: "Fails, keeps the state, and says when cancellation was requested; the next run goes on.",
  },
  {
    number: 36,
    title: "a time-out is not a cancellation",
    does: "Nothing says cancelled unless GetOperation did: the outcome is running.",
  },
  {
    number: 37,
    title: "the second delete after a time-out",
    does: "Begins again with a GET; a cancel is sent again only where it still runs.",
  },
  {
    number: 38,
    title: "replaced, delete first",
    does: "A replacement starts the new operation only once the old one has ended.",
  },
  {
    number: 39,
    title: "the resource is still busy",
    does: "A start that is refused for that reason is sent again, for five minutes at most.",
  },
  {
    number: 40,
    title: "done is all that is claimed",
    does: "The effects of an operation are neither looked at nor waited for; they may show or be cleaned up later.",
  },
  {
    number: 41,
    title: "what a cancelled operation leaves behind",
    does: "Never deleted; delete tells the output's place and the counters that the metadata have, and outputs keep the metadata.",
  },
  {
    number: 42,
    title: "pre-empted with ABORTED",
    does: "Outcome failed, with code 10; not cancelled.",
  },
  {
    number: 43,
    title: "error.code 1 though we never cancelled",
    does: "Outcome cancelled, told to be not by us.",
  },
  {
    number: 44,
    title: "name given with the project id",
    does: "Names are not compared as texts; the service's own form is used from the first answer on.",
  },
  {
    number: 45,
    title: "what is more or less than a name is refused",
    does: "With the way out: a URL, a leading slash, a method, a version, another host, a name of no known pattern. A full resource name is taken.",
  },
  {
    number: 46,
    title: "what would change the URL is refused",
    does: "`..`, `?`, `#`, `%`, control characters and empty segments, in names and in paths; nothing is sent.",
  },
  { number: 47, title: "(default), =, ~, +, @", does: "Stay literal in every URL." },
  {
    number: 48,
    title: "the location decides on the host",
    does: "Where the service demands it; an endpoint can be given. Preview warns where requests go to the host of another location.",
  },
  {
    number: 49,
    title: "another version that can cancel it is named",
    does: "By preview, where the chosen one can't; apiVersion is the resource's own.",
  },
  {
    number: 50,
    title: "credentials of another universe are not used",
    does: "Hosts are formed from universeDomain, and credentials of any other are refused before a request.",
  },
  {
    number: 51,
    title: "a redirect is a fault",
    does: "Never followed, so that no token goes anywhere else.",
  },
  {
    number: 52,
    title: "passes metadata on as it came",
    does: "Whatever its type; a few fields are read under all of their names, and of other types overlooked.",
  },
  {
    number: 53,
    title: "int64 as strings stay strings",
    does: "Counted as big integers; percentages stay within 0 to 100, and an estimate of nought tells nothing.",
  },
  {
    number: 54,
    title: "what a service's list does otherwise",
    does: "Is in the catalog: filters that would be ignored are not sent. Pages are followed behind empty ones; absence proves nothing.",
  },
  {
    number: 55,
    title: "an operation that nobody started",
    does: "Datastore's migration to Firestore is refused as something to cancel; it may be watched and waited for. Nothing sends it a cancel.",
  },
  {
    number: 56,
    title: "an operation that ended long ago is adopted",
    does: "With its end in the state; destroy then sends nothing.",
  },
  {
    number: 57,
    title: "operations.delete after cancel",
    outOfScope:
      "It removes the record, cancels nothing, and the record is the only proof of how the operation ended; records expire by themselves, and common roles lack the permission.",
  },
  {
    number: 58,
    title: "later runs of a schedule",
    does: "Preview warns that the cancel ends one run of a Storage Transfer job alone.",
  },
  {
    number: 59,
    title: "the resource vanishes before the operation ends",
    does: "Only GetOperation counts: Spanner's cancelled instance is not looked at, and the operation is waited for.",
  },
  {
    number: 60,
    title: "an upgrade past cancelling",
    does: "AlloyDB's `cancellable` is read: no cancel is sent, and whenCancelUnsupported decides.",
  },
  {
    number: 61,
    title: "only status DONE ends an operation",
    does: "Of container and sqladmin, whose operations have no `done`; one that appears all the same is not read.",
  },
  {
    number: 62,
    title: "method and path come from the catalog",
    does: "Of get, cancel and list: datalabeling cancels by GET, storage and sqladmin by `/cancel`.",
  },
  {
    number: 63,
    title: "looks once when the machine slept through the deadline",
    does: "Limits are counted on a monotonic clock, and a time-out is declared only after a look since waking.",
  },
  {
    number: 64,
    title: "many at once",
    does: "Share 32 connections and places in a queue; pauses are spread by chance.",
  },
  {
    number: 65,
    title: "a message holds neither query nor token",
    does: "Requests are told without query and headers, and what others' texts echo of credentials is struck out.",
  },
];
