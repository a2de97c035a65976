/** The last minutes of the flows, kept while the page is open. Pure. */
import type { Num } from './contract.js';
import { feeders } from './flow-model.js';
import type { FeederKind } from './flow-model.js';
import type { Picture } from './gateway.js';
import { isKnown } from './words.js';

const EVERY_MS = 1000;
const SHORTEST_MS = 60_000;
export const LONGEST_MS = 600_000;
/** Without a sample for this long the line is broken: gaps are shown as gaps. */
const GAP_MS = 3 * EVERY_MS;

export interface TrendSample {
  readonly atMs: number;
  readonly watts: Readonly<Partial<Record<FeederKind, Num>>>;
}

export interface Trend {
  readonly windowMs: number;
  readonly lowW: number;
  readonly highW: number;
  readonly lines: ReadonlyArray<{ kind: FeederKind; title: string; path: string }>;
}

/** `samples` with the picture's flows added, at most one a second; old ones fall out. */
export function remember(samples: readonly TrendSample[], picture: Picture): readonly TrendSample[] {
  const last = samples.at(-1);
  if (picture.link !== 'live' || (last && picture.nowMs - last.atMs < EVERY_MS)) return samples;
  const watts: Partial<Record<FeederKind, Num>> = {};
  for (const f of feeders(picture))
    watts[f.kind] = f.quality === 'GOOD' || f.quality === 'SUBSTITUTED' ? f.watts : null;
  return [...samples.filter((s) => picture.nowMs - s.atMs <= LONGEST_MS), { atMs: picture.nowMs, watts }];
}

/** Lines over a plane of `width` by `height`, newest at the right edge. */
export function trend(samples: readonly TrendSample[], picture: Picture, width: number, height: number): Trend {
  const first = samples[0]?.atMs ?? picture.nowMs;
  const windowMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, picture.nowMs - first));
  const shown = samples.filter((s) => picture.nowMs - s.atMs <= windowMs);
  const values = shown.flatMap((s) => Object.values(s.watts)).filter(isKnown);
  const lowW = bound(Math.min(0, ...values));
  const highW = bound(Math.max(0, ...values, lowW === 0 ? 1000 : 0));
  const x = (atMs: number) => width * (1 - (picture.nowMs - atMs) / windowMs);
  const y = (watts: number) => (height * (highW - watts)) / (highW - lowW);
  const lines = feeders(picture).map(({ kind, title }) => ({ kind, title, path: pathOf(shown, kind, x, y) }));
  return { windowMs, lowW, highW, lines };
}

/** Next round kW outwards, so that the axis keeps still. */
function bound(watts: number): number {
  return Math.sign(watts) * Math.ceil((Math.abs(watts) * 1.04) / 1000) * 1000;
}

function pathOf(
  samples: readonly TrendSample[],
  kind: FeederKind,
  x: (t: number) => number,
  y: (w: number) => number,
): string {
  let path = '';
  let lastMs = -Infinity;
  for (const sample of samples) {
    const watts = sample.watts[kind];
    if (!isKnown(watts)) {
      lastMs = -Infinity;
      continue;
    }
    path += `${sample.atMs - lastMs > GAP_MS ? 'M' : 'L'}${x(sample.atMs).toFixed(1)} ${y(watts).toFixed(1)}`;
    lastMs = sample.atMs;
  }
  return path;
}
