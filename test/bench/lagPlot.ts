import type { PeerName } from "./table.js";

/** The notice of an end by one client, for one duration. */
export interface LagPoint {
  client: "ours" | PeerName;
  /** Seconds that the operation takes. */
  seconds: number;
  gets: number;
  /** Mean lag in seconds. */
  lag: number;
}

const size = { width: 720, height: 480, left: 70, right: 20, top: 36, bottom: 60 };

const legend = { x: 580, y: 52 };

/** The ends of the axes: powers of ten. */
const axes = { gets: { from: 1, to: 10_000 }, lag: { from: 0.01, to: 100 } };

const series: Readonly<Record<LagPoint["client"], { label: string; color: string }>> = {
  ours: { label: "pulumi-gcp-lro", color: "#1a7f37" },
  googleGax: { label: "google-gax", color: "#cf222e" },
  coreLro: { label: "core-lro", color: "#0969da" },
};

/** The color of axes and texts: readable on white and on black. */
const GRAY = "#848d97";

/**
 * Draws mean lag against GETs, both logarithmic. A dashed line for each duration shows the least lag that polling without a
 * hint can have: lag × GETs is at least half the duration.
 */
export function drawLagPlot(points: readonly LagPoint[]): string {
  const durations = [...new Set(points.map(({ seconds }) => seconds))];
  const parts = [
    ...powersOfTen(axes.gets).flatMap((gets) => [
      line(x(gets), y(axes.lag.from), x(gets), y(axes.lag.to), GRAY, 'stroke-opacity="0.3"'),
      text(x(gets), y(axes.lag.from) + 18, gets.toLocaleString("en-US"), "middle"),
    ]),
    ...powersOfTen(axes.lag).flatMap((lag) => [
      line(x(axes.gets.from), y(lag), x(axes.gets.to), y(lag), GRAY, 'stroke-opacity="0.3"'),
      text(x(axes.gets.from) - 8, y(lag) + 4, `${lag} s`, "end"),
    ]),
    text((x(axes.gets.from) + x(axes.gets.to)) / 2, size.height - 14, "GETs for each operation", "middle"),
    text(size.left, size.top - 16, "mean lag", "middle"),
    ...durations.map(drawLeastLag),
    ...Object.entries(series).flatMap(([client, style], index) => [
      drawSeries(
        points.filter((point) => point.client === client),
        style.color,
      ),
      `<circle cx="${legend.x}" cy="${legend.y + 18 * index}" r="4" fill="${style.color}"/>`,
      text(legend.x + 10, legend.y + 4 + 18 * index, style.label, "start"),
    ]),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    "<title>Mean lag against GETs, by duration of the operation</title>",
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function drawLeastLag(seconds: number): string {
  const from = Math.max(axes.gets.from, seconds / 2 / axes.lag.to);
  const to = Math.min(axes.gets.to, seconds / 2 / axes.lag.from);
  const [x1, y1] = [x(from), y(seconds / 2 / from)];
  const [x2, y2] = [x(to), y(seconds / 2 / to)];
  return [
    line(x1, y1, x2, y2, GRAY, 'stroke-dasharray="4 4"'),
    text(x2 - 16, y2 - 4, durationText(seconds), "end"),
  ].join("\n");
}

function drawSeries(points: readonly LagPoint[], color: string): string {
  const corners = points.map(({ gets, lag }) => `${x(gets)},${y(lag)}`).join(" ");
  const dots = points.flatMap(({ gets, lag, seconds }) => [
    `<circle cx="${x(gets)}" cy="${y(lag)}" r="4" fill="${color}"/>`,
    text(x(gets) + 6, y(lag) - 6, durationText(seconds), "start", color),
  ]);
  return [`<polyline points="${corners}" fill="none" stroke="${color}"/>`, ...dots].join("\n");
}

function durationText(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : seconds < 3_600 ? `${seconds / 60} min` : `${seconds / 3_600} h`;
}

function x(gets: number): number {
  return Math.round(size.left + share(axes.gets, gets) * (size.width - size.left - size.right));
}

function y(lag: number): number {
  return Math.round(
    size.height - size.bottom - share(axes.lag, lag) * (size.height - size.top - size.bottom),
  );
}

/** The place of a value on a logarithmic axis: 0 at its beginning, 1 at its end. */
function share({ from, to }: { from: number; to: number }, value: number): number {
  return Math.log(Math.max(from, value) / from) / Math.log(to / from);
}

function powersOfTen({ from, to }: { from: number; to: number }): number[] {
  const count = Math.round(Math.log10(to / from));
  return Array.from({ length: count + 1 }, (_, index) => Number((from * 10 ** index).toPrecision(1)));
}

function line(x1: number, y1: number, x2: number, y2: number, color: string, style: string): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" ${style}/>`;
}

function text(atX: number, atY: number, content: string, anchor: string, color = GRAY): string {
  return `<text x="${atX}" y="${atY}" text-anchor="${anchor}" fill="${color}">${content}</text>`;
}
