import { type Arrived, always, type LoopbackServer, startServer } from "../support/loopbackServer.js";
import type { Ending } from "../support/teardown.js";

type Values = Record<string, string | number | boolean>;

export interface ReceivedSpan {
  name: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Values;
  isError: boolean;
  /** The IDs of the spans that it links to. */
  links: string[];
}

/** The values of a histogram with the same attributes. */
export interface ReceivedPoint {
  metric: string;
  attributes: Values;
  count: number;
  sum: number;
}

/** OTLP's JSON, as far as the tests read it. */
interface OtlpValue {
  stringValue?: string;
  boolValue?: boolean;
  doubleValue?: number;
  intValue?: number | string;
}

interface OtlpAttributes {
  attributes: { key: string; value: OtlpValue }[];
}

interface OtlpSpan extends OtlpAttributes {
  name: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number };
  links: { spanId: string }[];
}

interface OtlpMetric {
  name: string;
  histogram: { dataPoints: (OtlpAttributes & { count: number; sum: number })[] };
}

interface OtlpBody {
  resourceSpans?: { scopeSpans: { spans: OtlpSpan[] }[] }[];
  resourceMetrics?: { scopeMetrics: { metrics: OtlpMetric[] }[] }[];
}

/** The code of an error in OTLP's status. */
const ERROR = 2;

/** A collector on loopback that takes OTLP in JSON over HTTP. It ends with the test. */
export class OtlpReceiver {
  readonly url: string;
  readonly #arrived: readonly Arrived[];

  private constructor({ url, arrived }: LoopbackServer) {
    this.url = url;
    this.#arrived = arrived;
  }

  static async start(test: Ending): Promise<OtlpReceiver> {
    return new OtlpReceiver(await startServer(test, always(200, {})));
  }

  /** Every body as it arrived. */
  get bodies(): string[] {
    return this.#arrived.map(({ body }) => body);
  }

  /** The spans so far, in the order of their ends. */
  get spans(): ReceivedSpan[] {
    return this.#parsed
      .flatMap(({ resourceSpans = [] }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
      .map(({ name, spanId, parentSpanId, status, links, ...rest }) => ({
        name,
        spanId,
        ...(parentSpanId !== undefined && { parentSpanId }),
        attributes: valuesOf(rest),
        isError: status.code === ERROR,
        links: links.map((link) => link.spanId),
      }));
  }

  /** The points of the last export of metrics, which hold everything since the start. */
  get points(): ReceivedPoint[] {
    const last = this.#parsed.findLast(({ resourceMetrics }) => resourceMetrics !== undefined);
    return (last?.resourceMetrics ?? [])
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
      .flatMap(({ name: metric, histogram }) =>
        histogram.dataPoints.map(({ count, sum, ...rest }) => ({
          metric,
          attributes: valuesOf(rest),
          count: Number(count),
          sum,
        })),
      );
  }

  get #parsed(): OtlpBody[] {
    return this.bodies.map((body) => JSON.parse(body) as OtlpBody);
  }
}

function valuesOf({ attributes }: OtlpAttributes): Values {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, boolValue, doubleValue, intValue } }) => [
      key,
      stringValue ?? boolValue ?? doubleValue ?? Number(intValue),
    ]),
  );
}
