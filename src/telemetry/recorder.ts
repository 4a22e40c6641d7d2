import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  context,
  type MeterProvider,
  metrics,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import type { CallMessage } from "../core/callChannel.js";
import type { Reply } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import { PACKAGE_VERSION } from "../google/http/headers.js";
import type { RequestMessage } from "../google/requestChannel.js";
import type { StepMessage } from "../pulumi/stepChannel.js";
import {
  ARTIFACT,
  callAttributes,
  callEndAttributes,
  clientAttributes,
  errorAttributes,
  noticeLag,
  pollAttributes,
  replyAttributes,
  requestAttributes,
  requestName,
  resourceAttributes,
  serviceAttributes,
} from "./attributes.js";
import { flushOnSignal } from "./flushOnSignal.js";
import { createMetrics, type Metrics } from "./metrics.js";

/** The OpenTelemetry SDK that receives spans and metrics. */
export interface TelemetryOptions {
  /** Default: the global provider, which an OpenTelemetry SDK registers. */
  tracerProvider?: TracerProvider;
  /** Default: the global provider, which an OpenTelemetry SDK registers. */
  meterProvider?: MeterProvider;
}

/** A span that has begun, and the context of its children. */
interface Scope {
  span: Span;
  context: Context;
}

interface StepScope extends Scope {
  isNameSecret: boolean;
}

interface CallScope extends Scope {
  step: StepScope | undefined;
  /** Milliseconds since the epoch. */
  begin: number;
  polls: number;
  /** Empty until the first request. */
  service: Attributes;
}

interface RequestScope extends Scope {
  /** Milliseconds on a clock that never jumps. */
  begin: number;
  attributes: Attributes;
}

/** The most starts that later calls can link to. */
const MAX_STARTS = 1_000;

/** Makes spans and metrics of the channels' messages. Throws nothing: an error of a subscriber ends the process. */
export class Recorder {
  /** The step that the current code belongs to. */
  readonly steps = new AsyncLocalStorage<unknown>();
  readonly #options: TelemetryOptions;
  readonly #steps = new WeakMap<StepMessage, StepScope>();
  readonly #calls = new WeakMap<CallMessage, CallScope>();
  readonly #requests = new WeakMap<RequestMessage, RequestScope>();
  /** The calls under way, by operation. A poll may be sent by the timer of another call. */
  readonly #callsByName = new Map<string, CallScope>();
  /** The spans of starts, by operation. */
  readonly #starts = new Map<string, SpanContext>();
  #metrics: Metrics | undefined;
  #stopFlushing: (() => void) | undefined;

  constructor(options: TelemetryOptions) {
    this.#options = options;
  }

  beginStep(message: StepMessage): StepScope {
    // Only in a process that the engine ends are there steps.
    this.#stopFlushing ??= flushOnSignal(() => this.#flush());
    const { method, urn, isNameSecret } = message;
    const attributes = { "pulumi.urn": urn };
    const step = { ...this.#begin(`Resource ${method}`, { attributes }), isNameSecret };
    this.#steps.set(message, step);
    return step;
  }

  endStep(message: StepMessage): void {
    const { error } = message;
    end(this.#steps.get(message), error === undefined ? {} : errorAttributes(error));
  }

  beginCall(message: CallMessage): void {
    const { call, name, clock } = message;
    const step = this.#currentStep;
    const start = this.#starts.get(name);
    this.#starts.delete(name);
    const { title, attributes } = callAttributes(call);
    const options = {
      attributes: { ...attributes, ...resourceAttributes(name, step?.isNameSecret) },
      links: start === undefined ? [] : [{ context: start }],
    };
    const begun = this.#begin(title, options, step);
    const scope = { ...begun, step, begin: clock.wall(), polls: 0, service: {} };
    this.#calls.set(message, scope);
    this.#callsByName.set(name, scope);
  }

  endCall(message: CallMessage): void {
    const scope = this.#calls.get(message);
    if (scope === undefined) {
      return;
    }
    const { call, name, clock, result } = message;
    if (this.#callsByName.get(name) === scope) {
      this.#callsByName.delete(name);
    }
    const now = clock.wall();
    const lag = noticeLag(result, scope.begin, now);
    const { shared, ofSpan } = callEndAttributes(message);
    end(scope, {
      ...scope.service,
      ...shared,
      ...ofSpan,
      ...(lag !== undefined && { "gcp_lro.notice_lag": lag }),
    });
    const dimensions = { ...scope.service, ...callAttributes(call).attributes, ...shared };
    const { callDuration, noticeLag: lags } = this.#openMetrics();
    callDuration.record(Math.max(0, now - scope.begin) / 1_000, dimensions);
    if (lag !== undefined) {
      lags.record(lag, dimensions);
    }
  }

  beginRequest(message: RequestMessage): void {
    const { kind, name, host } = message;
    const call = this.#callsByName.get(name);
    const step = call === undefined ? this.#currentStep : call.step;
    let polls: Attributes = {};
    if (call !== undefined) {
      call.service = serviceAttributes(host);
      call.polls += kind === "get" ? 1 : 0;
      polls = kind === "get" ? { "gcp.longrunning.poll_attempt_count": call.polls } : {};
    }
    const attributes = requestAttributes(message);
    const options = {
      kind: SpanKind.CLIENT,
      attributes: { ...attributes, ...resourceAttributes(name, step?.isNameSecret), ...polls },
    };
    const begun = this.#begin(requestName(message), options, call ?? step);
    this.#requests.set(message, { ...begun, begin: performance.now(), attributes });
  }

  endRequest(message: RequestMessage): void {
    const scope = this.#requests.get(message);
    if (scope === undefined) {
      return;
    }
    const { kind, result } = message;
    const attributes = replyAttributes(result);
    const operation = kind === "get" || kind === "start" ? operationIn(result) : undefined;
    if (kind === "start" && operation !== undefined) {
      this.#recordStart(operation.name, scope.span.spanContext());
    }
    end(scope, { ...attributes, ...(operation !== undefined && pollAttributes(operation)) });
    const dimensions = { ...scope.attributes, ...attributes };
    this.#openMetrics().requestDuration.record((performance.now() - scope.begin) / 1_000, dimensions);
  }

  /** Leaves the signals of the process alone from now on. */
  close(): void {
    this.#stopFlushing?.();
  }

  get #currentStep(): StepScope | undefined {
    return this.steps.getStore() as StepScope | undefined;
  }

  #begin(name: string, { attributes, ...options }: SpanOptions, parent?: Scope): Scope {
    const parentContext = parent?.context ?? context.active();
    const tracer = this.#tracerProvider.getTracer(ARTIFACT, PACKAGE_VERSION);
    const complete = { ...options, attributes: { ...clientAttributes, ...attributes } };
    const span = tracer.startSpan(name, complete, parentContext);
    return { span, context: trace.setSpan(parentContext, span) };
  }

  #recordStart(name: string, span: SpanContext): void {
    const [oldest] = this.#starts.size < MAX_STARTS ? [] : this.#starts.keys();
    if (oldest !== undefined) {
      this.#starts.delete(oldest);
    }
    this.#starts.set(name, span);
  }

  get #tracerProvider(): TracerProvider {
    return this.#options.tracerProvider ?? trace.getTracerProvider();
  }

  get #meterProvider(): MeterProvider {
    return this.#options.meterProvider ?? metrics.getMeterProvider();
  }

  /** Creates the metrics at their first use: the SDK may register its provider after the subscription. */
  #openMetrics(): Metrics {
    this.#metrics ??= createMetrics(this.#meterProvider);
    return this.#metrics;
  }

  async #flush(): Promise<void> {
    const tracerProvider = this.#tracerProvider as SdkProvider;
    const providers = [tracerProvider.getDelegate?.() ?? tracerProvider, this.#meterProvider as SdkProvider];
    await Promise.allSettled(providers.map((provider) => provider.forceFlush?.()));
  }
}

/** The part of an SDK's providers that the API doesn't know. The API's own provider delegates to the SDK's. */
interface SdkProvider {
  forceFlush?(): Promise<void>;
  getDelegate?(): SdkProvider;
}

function operationIn(reply: Reply<unknown> | undefined): Operation | undefined {
  return reply?.ok ? (reply.value as Operation) : undefined;
}

/** Ends a span. It has failed if the attributes have an `error.type`. */
function end(scope: Scope | undefined, attributes: Attributes): void {
  scope?.span.setAttributes(attributes);
  if ("error.type" in attributes) {
    scope?.span.setStatus({ code: SpanStatusCode.ERROR });
  }
  scope?.span.end();
}
