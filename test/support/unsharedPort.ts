/**
 * A port that the system gives to no other server, because it is below the range of the ports it gives out.
 * For a server that stops while its address is still in use.
 */
export function unsharedPort(): number {
  return 10_000 + Math.floor(Math.random() * 20_000);
}
