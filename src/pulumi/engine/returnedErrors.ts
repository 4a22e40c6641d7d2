/** The stack of an error that is returned to the engine: such errors are expected and have no stack trace. */
export const RETURNED_ERROR = "pulumi-gcp-lro: returned to the engine";

/**
 * Keeps Pulumi's dynamic-provider server from printing `${error}: ${error.stack}` for errors that it also returns:
 * the engine shows a returned error under its resource, and would show the printed one under the stack as well.
 */
export function silenceReturnedErrors(): void {
  const print = console.error;
  console.error = (...values: unknown[]) => {
    const [first] = values;
    if (typeof first !== "string" || !first.endsWith(`: ${RETURNED_ERROR}`)) {
      print.apply(console, values);
    }
  };
}
