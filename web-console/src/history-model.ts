/** From the gateway's history to the lines, bands and words of the chart. Pure. */
import type { HistoryDocument, Num } from './contract.js';
import { feeders, measuredBy } from './flow-model.js';
import type { FeederKind } from './flow-model.js';
import type { Picture } from './gateway.js';
import { flowText, isKnown, share, UNKNOWN } from './words.js';

export const RANGES = [
  { hours: 1, title: '1 h' },
  { hours: 6, title: '6 h' },
  { hours: 24, title: '24 h' },
] as const;

export const HOUR_MS = 3_600_000;
/** A gateway that has just started fills the width from here on. */
const SHORTEST_MS = 60_000;
const MOST_ROWS = 720;
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const TICKS_S = [10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600];

/** A point whose history the chart needs. */
export interface Source {
  readonly kind: FeederKind | 'charge';
  readonly device: string;
  readonly point: string;
}

export interface Answer {
  readonly source: Source;
  readonly document: HistoryDocument;
}

/** What held from `atMs` for one step. */
export interface Bucket {
  readonly atMs: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface Series {
  readonly kind: FeederKind | 'charge';
  readonly title: string;
  readonly buckets: readonly Bucket[];
}

export interface HistoryChart {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly flows: readonly Series[];
  /** `null`: no battery. */
  readonly charge: Series | null;
}

/** The points to ask for, each once; the load is the rest of the balance and is not asked for. */
export function sources(picture: Picture): Source[] {
  return feeders(picture)
    .filter(({ kind }) => kind !== 'load')
    .flatMap(({ kind }): Source[] => [
      ...measuredBy(kind, 'activePowerW', picture).map((device) => ({ kind, device, point: 'activePowerW' })),
      ...(kind === 'battery'
        ? measuredBy(kind, 'stateOfChargePct', picture).map((device) => ({
            kind: 'charge' as const,
            device,
            point: 'stateOfChargePct',
          }))
        : []),
    ]);
}

/** The finest step in seconds that shows a span in no more rows than the chart has use for. */
export function stepFor(spanMs: number): number {
  return STEPS_S.find((s) => spanMs <= s * 1000 * MOST_ROWS) ?? 900;
}

/** When the first of these answers begins; `null`: nothing is known. */
export function beginning(answers: readonly Answer[]): number | null {
  const firsts = answers.map(({ document }) => Date.parse(document.rows[0]?.[0] ?? '')).filter(isKnown);
  return firsts.length > 0 ? Math.min(...firsts) : null;
}

export function chart(answers: readonly Answer[], picture: Picture, fromMs: number, toMs: number): HistoryChart {
  const stepMs = Math.max(1000, ...answers.map(({ document }) => lengthOf(document.resolution)));
  const of = (kind: Source['kind']) => answers.filter((a) => a.source.kind === kind).map((a) => bucketsOf(a.document));
  const all = answers.filter((a) => a.source.kind !== 'charge').map((a) => bucketsOf(a.document));
  const flows = feeders(picture).map(({ kind, title }) => ({
    kind,
    title,
    buckets: kind === 'load' ? rest(all) : together(of(kind), 1),
  }));
  const batteries = of('charge');
  const charge =
    batteries.length > 0
      ? { kind: 'charge' as const, title: 'State of charge', buckets: together(batteries, batteries.length) }
      : null;
  return { fromMs: Math.min(fromMs, toMs - SHORTEST_MS), toMs, stepMs, flows, charge };
}

/** "raw", "30s", "2min", "1h", "1d" in ms. */
function lengthOf(resolution: string): number {
  const [, count, unit] = /^(\d+)(s|min|h|d)$/.exec(resolution) ?? [];
  const units: Record<string, number> = { s: 1000, min: 60_000, h: HOUR_MS, d: 24 * HOUR_MS };
  return Number(count ?? 1) * (units[unit ?? 's'] ?? 1000);
}

function bucketsOf(document: HistoryDocument): Map<number, Bucket> {
  const found = new Map<number, Bucket>();
  for (const [at, mean, min, max] of document.rows) {
    const atMs = Date.parse(at);
    if (isKnown(mean)) found.set(atMs, { atMs, mean, min: min ?? mean, max: max ?? mean });
  }
  return found;
}

/**
 * The sum where all parts are known, divided by `divisor`. Their extremes need not have come at one moment, so the
 * band of a sum is the widest it can have been.
 */
function together(parts: ReadonlyArray<Map<number, Bucket>>, divisor: number): Bucket[] {
  const [first, ...others] = parts;
  if (!first) return [];
  const sums: Bucket[] = [];
  for (const own of first.values()) {
    const all = [own, ...others.map((part) => part.get(own.atMs)).filter((b) => b !== undefined)];
    if (all.length < parts.length) continue;
    const sum = (pick: (b: Bucket) => number) => all.reduce((total, b) => total + pick(b), 0) / divisor;
    sums.push({ atMs: own.atMs, mean: sum((b) => b.mean), min: sum((b) => b.min), max: sum((b) => b.max) });
  }
  return sums;
}

/** What the busbar's balance leaves for the load. Its band would be mere width, so it has none. */
function rest(parts: ReadonlyArray<Map<number, Bucket>>): Bucket[] {
  return together(parts, 1).map(({ atMs, mean }) => ({ atMs, mean: -mean, min: -mean, max: -mean }));
}

export interface Plane {
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
}

/** Lowest and highest value of the axis: whole kW outwards, so that it keeps still. */
export function bounds(flows: readonly Series[]): { lowW: number; highW: number } {
  let low = 0;
  let high = 0;
  for (const { buckets } of flows) {
    for (const b of buckets) {
      low = Math.min(low, b.min);
      high = Math.max(high, b.max);
    }
  }
  const outwards = (watts: number) => Math.sign(watts) * Math.ceil((Math.abs(watts) * 1.02) / 1000) * 1000;
  return { lowW: outwards(low), highW: outwards(high) || (low === 0 ? 1000 : 0) };
}

/** The means as a line, broken where a bucket is missing. */
export function linePath({ buckets }: Pick<Series, 'buckets'>, stepMs: number, { x, y }: Plane): string {
  let path = '';
  for (const run of runs(buckets, stepMs)) {
    run.forEach((b, i) => (path += `${i === 0 ? 'M' : 'L'}${at(x(b.atMs + stepMs / 2), y(b.mean))}`));
    // A bucket alone is a dot.
    if (run.length === 1) path += 'h.01';
  }
  return path;
}

/** From least to greatest value, broken like the line. */
export function bandPath({ buckets }: Pick<Series, 'buckets'>, stepMs: number, { x, y }: Plane): string {
  return runs(buckets, stepMs)
    .filter((run) => run.length > 1 && run.some((b) => b.max > b.min))
    .map((run) => {
      const there = run.map((b) => at(x(b.atMs + stepMs / 2), y(b.max)));
      const back = run.map((b) => at(x(b.atMs + stepMs / 2), y(b.min))).reverse();
      return `M${[...there, ...back].join('L')}Z`;
    })
    .join('');
}

function at(x: number, y: number): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function runs(buckets: readonly Bucket[], stepMs: number): Bucket[][] {
  const found: Bucket[][] = [];
  let lastMs = -Infinity;
  for (const bucket of buckets) {
    if (bucket.atMs - lastMs > 1.5 * stepMs) found.push([]);
    found.at(-1)?.push(bucket);
    lastMs = bucket.atMs;
  }
  return found;
}

/** Round clock times of this browser's zone within the range, at most `most`. */
export function ticks(fromMs: number, toMs: number, most: number): number[] {
  const everyMs = (TICKS_S.find((s) => (toMs - fromMs) / (s * 1000) <= most) ?? 43_200) * 1000;
  const zoneMs = new Date(toMs).getTimezoneOffset() * 60_000;
  const found: number[] = [];
  for (let t = Math.ceil((fromMs - zoneMs) / everyMs) * everyMs + zoneMs; t <= toMs; t += everyMs) found.push(t);
  return found;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The moment under the pointer, within the span that the element it is over shows. */
export function momentAt(event: MouseEvent, { fromMs, toMs }: Span): number {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return fromMs + Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * (toMs - fromMs);
}

/** Where a key moves the chosen moment: arrows by a step, pages by many; `null`: leaves it, `undefined`: none of its keys. */
export function momentBy(
  key: string,
  { from, stepMs, pageMs }: { from: number; stepMs: number; pageMs: number },
  { fromMs, toMs }: Span,
): number | null | undefined {
  const moves: Record<string, number | null> = {
    ArrowLeft: from - stepMs,
    ArrowDown: from - stepMs,
    ArrowRight: from + stepMs,
    ArrowUp: from + stepMs,
    PageDown: from - pageMs,
    PageUp: from + pageMs,
    Home: fromMs,
    End: toMs,
    Escape: null,
  };
  const to = moves[key];
  return typeof to === 'number' ? Math.min(toMs, Math.max(fromMs, to)) : to;
}

export interface Reading {
  readonly kind: Series['kind'];
  readonly title: string;
  /** "charging 3.4 kW" */
  readonly text: string;
  /** "charging 3.6 kW to charging 3.1 kW", or "" where it kept still. */
  readonly range: string;
}

/** What each line shows at a moment, in words; `null`: the newest that is known. */
export function readings({ flows, charge, stepMs }: HistoryChart, atMs: number | null): Reading[] {
  return [...flows, ...(charge ? [charge] : [])].map(({ kind, title, buckets }) => {
    const b =
      atMs === null ? buckets.at(-1) : buckets.find((bucket) => bucket.atMs <= atMs && atMs < bucket.atMs + stepMs);
    const words = (value: Num) => (kind === 'charge' ? share(value) : flowText(kind, value));
    if (!b) return { kind, title, text: UNKNOWN, range: '' };
    const [least, greatest] = Math.abs(b.min) > Math.abs(b.max) ? [b.max, b.min] : [b.min, b.max];
    const moved = words(least) !== words(greatest);
    return { kind, title, text: words(b.mean), range: moved ? `${words(least)} to ${words(greatest)}` : '' };
  });
}
