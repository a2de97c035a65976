/**
 * Numbers and words as people read them. A screen shows a magnitude and a word, never a bare sign.
 */
import type { Num, Quality, Severity, SiteState } from './contract.js';

export const UNKNOWN = 'unknown';

/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0';

/** Below this a flow counts as none: meters and inverters jitter by a few watts. */
export const QUIET_W = 10;

/** What a flow belongs to; it decides the words for its two directions. */
export type FlowKind = 'grid' | 'pv' | 'battery' | 'load' | 'charger' | 'other';

interface Words {
  /** What is happening: into the busbar, out of it, nothing. */
  into: string;
  out: string;
  none: string;
  /** What is asked for, as an order. */
  intoOrder: string;
  outOrder: string;
}

const FLOW_WORDS: Record<FlowKind, Words> = {
  grid: { into: 'importing', out: 'exporting', none: 'no exchange', intoOrder: 'import', outOrder: 'export' },
  pv: { into: 'producing', out: 'consuming', none: 'not producing', intoOrder: 'produce', outOrder: 'consume' },
  battery: { into: 'discharging', out: 'charging', none: 'at rest', intoOrder: 'discharge', outOrder: 'charge' },
  load: { into: 'feeding in', out: 'consuming', none: 'no consumption', intoOrder: 'feed in', outOrder: 'consume' },
  charger: { into: 'feeding in', out: 'charging', none: 'not charging', intoOrder: 'feed in', outOrder: 'charge' },
  other: { into: 'delivering', out: 'taking', none: 'no flow', intoOrder: 'deliver', outOrder: 'take' },
};

/** The kind of flow that a device of this nature has. */
export function flowKind(nature: string | null | undefined): FlowKind {
  switch (nature) {
    case 'pv':
    case 'battery':
    case 'charger':
    case 'load':
      return nature;
    case 'meter':
    case 'site':
    case 'pcc':
      return 'grid';
    default:
      return 'other';
  }
}

export function isKnown(value: Num | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function scaled(value: Num, unit: string, kilo: string): string {
  if (!isKnown(value)) return UNKNOWN;
  const size = Math.abs(value);
  return size < 999.5 ? `${Math.round(size)}${NBSP}${unit}` : `${(size / 1000).toFixed(1)}${NBSP}${kilo}`;
}

/** The size of a power: whole W below 1 kW, else kW with one decimal. */
export function power(watts: Num): string {
  return scaled(watts, 'W', 'kW');
}

export type Direction = 'in' | 'out' | 'none' | 'unknown';

export function direction(watts: Num): Direction {
  if (!isKnown(watts)) return 'unknown';
  if (Math.abs(watts) < QUIET_W) return 'none';
  return watts > 0 ? 'in' : 'out';
}

/** What a flow is doing, without its size: "importing". */
export function flowWord(kind: FlowKind, watts: Num): string {
  const words = FLOW_WORDS[kind];
  const way = direction(watts);
  return way === 'unknown' ? UNKNOWN : way === 'none' ? words.none : way === 'in' ? words.into : words.out;
}

/** What a flow is doing: "importing 1.2 kW", "no exchange", "unknown". */
export function flowText(kind: FlowKind, watts: Num): string {
  const way = direction(watts);
  return way === 'in' || way === 'out' ? `${flowWord(kind, watts)} ${power(watts)}` : flowWord(kind, watts);
}

/** A power that is asked for: "charge 800 W", "0 W". */
export function orderText(kind: FlowKind, watts: Num): string {
  if (!isKnown(watts)) return UNKNOWN;
  if (Math.abs(watts) < 0.5) return '0 W';
  return `${watts > 0 ? FLOW_WORDS[kind].intoOrder : FLOW_WORDS[kind].outOrder} ${power(watts)}`;
}

/** An interval of powers in words; a bound that is `null` is no bound. */
export function intervalText(kind: FlowKind, min: Num, max: Num): string {
  const low = isKnown(min);
  const high = isKnown(max);
  const words = FLOW_WORDS[kind];
  if (!low && !high) return 'no bound';
  if (low && high) {
    if (min > max) return 'empty';
    if (min === max) return `only ${orderText(kind, min)}`;
    if (min >= 0 && max > 0) return `${words.intoOrder} ${power(min)} to ${power(max)}`;
    if (max <= 0) return `${words.outOrder} ${power(max)} to ${power(min)}`;
    return `${orderText(kind, min)} to ${orderText(kind, max)}`;
  }
  if (high) return max >= 0 ? `${words.intoOrder} at most ${power(max)}` : `${words.outOrder} at least ${power(max)}`;
  const bound = min as number;
  return bound <= 0 ? `${words.outOrder} at most ${power(bound)}` : `${words.intoOrder} at least ${power(bound)}`;
}

function signedWord(value: number, into: string, out: string, size: string): string {
  return Math.abs(value) < 0.05 ? size : `${value > 0 ? into : out} ${size}`;
}

/** A value with its unit; a direction becomes a word. */
export function valueText(value: Num, unit: string, kind: FlowKind = 'other'): string {
  if (!isKnown(value)) return UNKNOWN;
  const size = Math.abs(value);
  switch (unit) {
    case 'W':
      return flowText(kind, value);
    case 'var':
      return signedWord(value, 'delivering', 'taking', scaled(value, 'var', 'kvar'));
    case 'VA':
      return scaled(value, 'VA', 'kVA');
    case 'Wh':
      return scaled(value, 'Wh', 'kWh');
    case 'A':
      return signedWord(value, FLOW_WORDS[kind].into, FLOW_WORDS[kind].out, `${size.toFixed(1)}${NBSP}A`);
    case 'V':
      return signedWord(value, '', 'negative', `${size.toFixed(size < 10 ? 3 : 1)}${NBSP}V`).trim();
    case 'Hz':
      return `${size.toFixed(2)}${NBSP}Hz`;
    case '%':
      return signedWord(value, '', 'negative', `${size.toFixed(1)}${NBSP}%`).trim();
    case 'degC':
    case '°C':
    case 'Cel':
    case 'C':
      return `${size.toFixed(1)}${NBSP}°C${value < -0.05 ? ' below zero' : ''}`;
    case '':
    case '1':
    case 'enum':
    case 'bool':
      return signedWord(value, '', 'negative', `${round(size)}`).trim();
    default:
      return signedWord(value, '', 'negative', `${round(size)}${NBSP}${unit}`).trim();
  }
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** A share in %, without decimals. */
export function share(pct: Num): string {
  return isKnown(pct) ? `${Math.round(pct)}${NBSP}%` : UNKNOWN;
}

/** How old something is: "<1 s", "12 s", "3 min", "2 h 5 min", "4 d". */
export function age(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return 'age unknown';
  const s = Math.max(0, ms) / 1000;
  if (s < 1) return '<1 s';
  if (s < 60) return `${Math.floor(s)} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 48) return min % 60 === 0 ? `${h} h` : `${h} h ${min % 60} min`;
  return `${Math.floor(h / 24)} d`;
}

/** Age of an ISO time at `nowMs`; `null` when there is no such time. */
export function ageOf(iso: string | null | undefined, nowMs: number): number | null {
  if (!iso) return null;
  const then = Date.parse(iso);
  return Number.isNaN(then) ? null : Math.max(0, nowMs - then);
}

/** Clock time of an ISO time, with the date when it is not today's. */
export function clock(iso: string | null | undefined, nowMs: number): string {
  const then = iso ? new Date(iso) : null;
  if (!then || Number.isNaN(then.getTime())) return 'time unknown';
  const time = then.toLocaleTimeString('en-GB');
  const day = then.toLocaleDateString('sv-SE');
  return day === new Date(nowMs).toLocaleDateString('sv-SE') ? time : `${day} ${time}`;
}

const QUALITY_WORDS: Record<Quality, string> = {
  GOOD: 'good',
  STALE: 'stale',
  INVALID: 'invalid',
  SUBSTITUTED: 'substituted',
};

export function qualityWord(quality: Quality): string {
  return QUALITY_WORDS[quality] ?? String(quality).toLowerCase();
}

const STATE_WORDS: Record<SiteState, { word: string; meaning: string }> = {
  BOOT: { word: 'Starting', meaning: 'self-test, nothing is written' },
  IDLE: { word: 'Idle', meaning: 'observing, nothing is written' },
  RUNNING: { word: 'Running', meaning: 'devices are under control' },
  ERROR: { word: 'Error', meaning: 'latched, safe values are held' },
  STOPPED: { word: 'Stopped', meaning: 'stopped in order, nothing is written' },
};

export function stateWords(state: SiteState | undefined): { word: string; meaning: string } {
  return (state && STATE_WORDS[state]) ?? { word: 'Unknown', meaning: 'no answer from the gateway yet' };
}

const SEVERITY_WORDS: Record<Severity, string> = {
  INFO: 'info',
  WARNING: 'warning',
  ALARM: 'alarm',
  CRITICAL: 'critical',
};

export function severityWord(severity: Severity): string {
  return SEVERITY_WORDS[severity] ?? String(severity).toLowerCase();
}

/** "GRID_OBLIGATION" becomes "Grid obligation", "WRONG_DEVICE" "Wrong device". */
export function plain(code: string): string {
  const text = code.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const UNIT_SUFFIX = /(PctPerS|WPerS|WPerM2|Wh|Varh|Ah|Var|Va|Hz|Pct|Ohm|Deg|Rpm|W|V|A|C|S)$/;

/** The words of a point id: "stateOfChargePct" becomes "State of charge". */
export function pointLabel(id: string): string {
  const [, name = id, index = ''] = /^(?:x-)?([^[./#]+)\.?(.*)$/.exec(id) ?? [];
  const bare = name.replace(UNIT_SUFFIX, '') || name;
  const text = bare
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^(dc|ac)\b/, (kind) => kind.toUpperCase())
    .replace(/\bl([nl])\b/, (_, to) => `line to ${to === 'n' ? 'neutral' : 'line'}`);
  return text.charAt(0).toUpperCase() + text.slice(1) + (index ? ` ${index}` : '');
}

/** A point's value: flows and setpoints with their direction, ratings and limits as sizes. */
export function pointText(id: string, value: Num, unit: string, kind: FlowKind): string {
  if (unit === 'W' && /^activePower(Setpoint|Target)/.test(id)) return orderText(kind, value);
  if (unit === 'W' && !id.startsWith('activePower')) return valueText(value, 'VA', kind).replace('VA', 'W');
  if (unit === 'A' && /limit|max|min|rated/i.test(id)) return isKnown(value) ? `${value.toFixed(1)}${NBSP}A` : UNKNOWN;
  return valueText(value, unit, kind);
}

/** A power in W with its side of the busbar: "3.5 kW out of the busbar". */
function sided(watts: number): string {
  return watts < 0 ? `${power(watts)} out of the busbar` : power(watts);
}

/** A text of the gateway with its point ids and signed powers turned into words. */
export function humane(text: string): string {
  return text
    .replace(/(^|\s)([\w-]+)\/([a-z]{4,}[A-Z])/g, '$1$2 $3')
    .replace(/\b[a-z]{4,}(?:[A-Z][a-z0-9]*)+\b/g, (id) => pointLabel(id).toLowerCase())
    .replace(/(?<![\w.])(-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?) W\b/g, (_, from, to) =>
      Number(from) < 0 && Number(to) > 0
        ? `${sided(Number(from))} to ${power(Number(to))} into it`
        : `${sided(Number(from))} to ${sided(Number(to))}`,
    )
    .replace(/(?<![\w.-])(-?\d+(?:\.\d+)?) W\b/g, (_, watts) => sided(Number(watts)));
}
