/** From the gateway's history of some points to one table: what the chart draws is what the file holds. Pure. */
import type { HistoryDocument, Num } from '../contract.js';
import { ticks } from '../history-model.js';
import type { Bucket } from '../history-model.js';
import { isKnown } from '../words.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: HOUR_MS, d: DAY_MS };
/** A gateway that never heard of a point says nothing of a resolution either. */
const SHORTEST_MS = 1000;

export const PERIODS = [
  { id: 'day', title: 'Day', ms: DAY_MS },
  { id: 'week', title: 'Week', ms: 7 * DAY_MS },
  { id: 'month', title: 'Month', ms: 30 * DAY_MS },
  { id: 'year', title: 'Year', ms: 365 * DAY_MS },
] as const;

/** A point by its name, "pcc/activePowerW", and what the gateway says of its past. */
export interface Answer {
  readonly name: string;
  readonly document: HistoryDocument;
}

/** A point in the table; what is unknown has no bucket. */
export interface Column {
  readonly name: string;
  readonly unit: string;
  readonly buckets: ReadonlyMap<number, Bucket>;
}

/** Points over a range, all in steps of one length; `starts` has every step, known or not. */
export interface Table {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly starts: readonly number[];
  readonly columns: readonly Column[];
}

/** "raw", "30s", "2min", "1h", "1d" in ms. */
export function lengthOf(resolution: string): number {
  const [, count, unit] = /^(\d+)(s|min|h|d)$/.exec(resolution) ?? [];
  return Number(count ?? 1) * (UNITS_MS[unit ?? 's'] ?? SHORTEST_MS);
}

/** The longest step of these answers: what is no longer kept finer decides for all. `null`: nothing is known. */
export function commonResolution(answers: readonly Answer[]): string | null {
  const known = answers.filter(({ document }) => document.rows.length > 0).map(({ document }) => document.resolution);
  return known.length === 0 ? null : known.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
}

/** The table of answers that share a resolution. */
export function table(answers: readonly Answer[], fromMs: number, toMs: number): Table {
  const stepMs = lengthOf(commonResolution(answers) ?? '1s');
  const starts: number[] = [];
  const isEmpty = answers.every(({ document }) => document.rows.length === 0);
  for (let t = Math.floor(fromMs / stepMs) * stepMs; t < toMs && !isEmpty; t += stepMs) starts.push(t);
  const columns = answers.map(({ name, document }) => ({ name, unit: document.unit, buckets: bucketsOf(document) }));
  return { fromMs, toMs, stepMs, starts, columns };
}

function bucketsOf({ rows }: HistoryDocument): Map<number, Bucket> {
  const found = new Map<number, Bucket>();
  for (const [at, mean, min, max] of rows) {
    const atMs = Date.parse(at);
    if (isKnown(mean)) found.set(atMs, { atMs, mean, min: min ?? mean, max: max ?? mean });
  }
  return found;
}

/** The buckets of a column in the order of time. */
export function drawn({ starts }: Table, { buckets }: Column): Bucket[] {
  return starts.flatMap((start) => buckets.get(start) ?? []);
}

/** The bucket that holds a moment; `undefined`: unknown. */
export function at({ stepMs }: Table, { buckets }: Column, atMs: number): Bucket | undefined {
  return buckets.get(Math.floor(atMs / stepMs) * stepMs);
}

/** A row per step: its begin, then mean, min and max of each point; an empty cell is unknown. */
export function csv({ starts, columns }: Table): string {
  const unit = (column: Column) => (column.unit === '' ? '' : ` (${column.unit})`);
  const head = columns.flatMap((c) => ['mean', 'min', 'max'].map((what) => `${c.name} ${what}${unit(c)}`));
  const rows = starts.map((start) => [
    new Date(start).toISOString(),
    ...columns.flatMap((c) => {
      const bucket = c.buckets.get(start);
      return bucket ? [cell(bucket.mean), cell(bucket.min), cell(bucket.max)] : ['', '', ''];
    }),
  ]);
  return [['begin', ...head].map(quoted), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function cell(value: Num): string {
  return isKnown(value) ? String(value) : '';
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lowest and highest value of an axis: round numbers outwards; flows show their zero, shares all of it. */
export function axis(unit: string, values: readonly Bucket[]): { low: number; high: number } {
  const flows = ['W', 'var', 'VA', 'A', 'Wh'].includes(unit);
  let low = Math.min(...values.map((b) => b.min), flows ? 0 : Infinity);
  let high = Math.max(...values.map((b) => b.max), flows ? 0 : -Infinity);
  if (low > high) [low, high] = [0, 1];
  if (unit === '%' && low >= 0 && high <= 100) return { low: 0, high: 100 };
  const span = Math.max(high - low, Math.abs(high) / 1000, 1e-6);
  const step = 10 ** Math.floor(Math.log10(span)) / 5;
  low = Math.floor(low / step) * step;
  high = Math.ceil(high / step) * step;
  return high > low ? { low, high } : { low: low - step, high: high + step };
}

export interface Mark {
  readonly atMs: number;
  readonly text: string;
}

const DAYS = [1, 2, 7, 14];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];

/** Round times of this browser's calendar within a range, at most `most`. */
export function marks(fromMs: number, toMs: number, most: number): Mark[] {
  const days = (toMs - fromMs) / DAY_MS;
  if (days <= 2) return ticks(fromMs, toMs, most).map((t) => ({ atMs: t, text: clockText(t, toMs - fromMs) }));
  const everyDays = DAYS.find((n) => days / n <= most);
  const first = new Date(fromMs);
  const [year, month, day] = [first.getFullYear(), first.getMonth(), first.getDate()];
  const everyMonths = MONTHS.find((n) => days / (30 * n) <= most) ?? 120;
  const found: Mark[] = [];
  for (let i = 0; ; i++) {
    const t = everyDays
      ? new Date(year, month, day + i * everyDays)
      : new Date(year, month - (month % everyMonths) + i * everyMonths, 1);
    if (t.getTime() > toMs) return found;
    const how: Intl.DateTimeFormatOptions = everyDays
      ? { day: 'numeric', month: 'short' }
      : { month: 'short', year: '2-digit' };
    if (t.getTime() >= fromMs) found.push({ atMs: t.getTime(), text: t.toLocaleDateString('en-GB', how) });
  }
}

function clockText(atMs: number, spanMs: number): string {
  const text = new Date(atMs).toLocaleTimeString('en-GB');
  return spanMs < 300_000 ? text : text.slice(0, 5);
}

/** A moment as a field of a form takes it, in this browser's time. */
export function fieldText(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The length of a step in words: "2 min". */
export function stepText(stepMs: number): string {
  const [unit, ms] = Object.entries(UNITS_MS).findLast(([, each]) => stepMs % each === 0) ?? ['s', SHORTEST_MS];
  return `${stepMs / ms} ${unit}`;
}
