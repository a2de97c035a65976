/** From a decision record to the rows of "why this setpoint". Pure. */
import type { Decision, Device, EnvelopeLevel, Num, Proposal, Setpoint, Site, SiteNode } from './contract.js';
import { kindOf, lastName, notWritten, setpointWords } from './flow-model.js';
import { humane, intervalText, isKnown, orderText, plain, UNKNOWN, valueText } from './words.js';
import type { FlowKind } from './words.js';

export const LEVELS = ['SAFETY', 'GRID_OBLIGATION', 'RESERVE', 'CONTRACTED_SERVICE', 'ECONOMIC'] as const;

/** A bar on the axis of its setpoint; a bound that is `null` reaches the edge. */
export interface Bar {
  readonly from: number | null;
  readonly to: number | null;
  readonly mark: number | null;
}

export interface WhyRow {
  readonly stage: 'proposal' | 'envelope' | 'point';
  readonly title: string;
  readonly text: string;
  readonly note: string;
  /** `null`: this proposal is about a node with more in it, so it has no place on this axis. */
  readonly bar: Bar | null;
  /** This row is what bound the setpoint. */
  readonly limits: boolean;
}

export interface Why {
  readonly device: string;
  readonly result: string;
  /** Why it is not on the wire; "" while it is. */
  readonly notWritten: string;
  readonly limitedBy: string;
  readonly reason: string;
  readonly rows: WhyRow[];
  readonly low: number;
  readonly high: number;
  readonly lowWord: string;
  readonly highWord: string;
}

/** What a decision did; gates and the site's state are those of now, so nothing is said of them for the past. */
export function explain(
  decision: Decision,
  devices: readonly Device[],
  site: Site | null,
  when: 'now' | 'past' = 'now',
): Why[] {
  return decision.setpoints.map((setpoint) => ({
    ...explainOne(setpoint, decision, devices, site?.nodes ?? []),
    notWritten: when === 'now' ? notWritten(setpoint, site, devices) : '',
  }));
}

function explainOne(
  setpoint: Setpoint,
  decision: Decision,
  devices: readonly Device[],
  nodes: readonly SiteNode[],
): Omit<Why, 'notWritten'> {
  const id = lastName(setpoint.device);
  const kind = kindOf(id, nodes, devices);
  const lineage = lineageOf(id, nodes);
  const proposals = decision.proposals
    .filter((p) => lineage.includes(lastName(p.node)) && sameQuantity(p.quantity, setpoint.point))
    .sort((a, b) => rank(a.level) - rank(b.level));
  const rows = [
    ...proposals.map((p) => proposalRow(p, id, nodes, kindOf(p.node, nodes, devices), dropReason(p, decision))),
    ...envelopeRows(setpoint, kind, bindingLevel(setpoint)),
    pointRow(setpoint, kind),
  ];
  const [low, high] = axis(rows);
  return {
    device: setpoint.device,
    result: setpointWords(setpoint, kind),
    limitedBy: setpoint.limitedBy ? limitWords(setpoint.limitedBy) : '',
    reason: humane(setpoint.reason ?? ''),
    rows,
    low,
    high,
    lowWord: low < 0 ? quantityText(kind, low, setpoint.unit) : '',
    highWord: high > 0 ? quantityText(kind, high, setpoint.unit) : '',
  };
}

/** The device's own name and those of the nodes above it. */
function lineageOf(id: string, nodes: readonly SiteNode[]): string[] {
  const names = [id];
  let node = nodes.find((n) => lastName(n.path) === id);
  for (let depth = 0; node && depth < nodes.length; depth++) {
    names.push(lastName(node.path));
    const parent: string | null = node.parent;
    node = parent === null ? undefined : nodes.find((n) => n.path === parent);
  }
  return names;
}

/** `activePowerW` is what `activePowerSetpointW` and `activePowerLimitPct` act on. */
function sameQuantity(quantity: string, point: string): boolean {
  const stem = (id: string) => id.replace(/(Setpoint|Limit)?(W|Var|Pct|A)$/, '');
  return quantity === point || stem(quantity) === stem(point);
}

function rank(level: string): number {
  const index = LEVELS.indexOf(level as (typeof LEVELS)[number]);
  return index < 0 ? LEVELS.length : index;
}

function dropReason(p: Proposal, decision: Decision): string {
  const same = (d: Proposal) =>
    d.source === p.source && d.node === p.node && d.quantity === p.quantity && d.phase === p.phase;
  const against = decision.dropped?.find((d) => same(d.proposal))?.against;
  return against ? `Dropped. Against it: ${limitWords(against)}. ` : '';
}

function proposalRow(p: Proposal, id: string, nodes: readonly SiteNode[], kind: FlowKind, dropped: string): WhyRow {
  const own = lastName(p.node) === id;
  const phase = p.phase && !/^(all|total|sum)$/i.test(p.phase) ? ` on ${p.phase}` : '';
  return {
    stage: 'proposal',
    title: p.source,
    text: `${own ? '' : `${lastName(p.node)}: `}${proposalText(p, kind)}${phase}`,
    note: `${dropped}${plain(p.level)}${p.reason ? `: ${humane(p.reason)}` : ''}`,
    bar: isOnly(id, p.node, nodes) ? { from: p.min, to: p.max, mark: p.target } : null,
    limits: false,
  };
}

/** Whether this device is the node, or all there is in it: then what holds for one holds for the other. */
function isOnly(id: string, path: string, nodes: readonly SiteNode[]): boolean {
  if (lastName(path) === id) return true;
  const node = nodes.find((n) => n.path === path);
  const [child, ...others] = nodes.filter((n) => n.parent === path);
  return (
    node?.kind === 'group' && !node.meter && child !== undefined && others.length === 0 && isOnly(id, child.path, nodes)
  );
}

function proposalText(p: Proposal, kind: FlowKind): string {
  const bounded = isKnown(p.min) || isKnown(p.max);
  const target = isKnown(p.target) ? `target ${quantityText(kind, p.target, p.unit)}` : '';
  const within = bounded ? rangeText(kind, p.min, p.max, p.unit) : '';
  return [target, within].filter(Boolean).join(', ') || 'no bound';
}

function envelopeRows(setpoint: Setpoint, kind: FlowKind, binding: string | null): WhyRow[] {
  return byLevel(setpoint.envelope).map((e, i, all) => {
    const before = all[i - 1];
    const same = before !== undefined && before.min === e.min && before.max === e.max;
    return {
      stage: 'envelope',
      title: plain(e.level),
      text: same ? 'leaves it so' : rangeText(kind, e.min, e.max, setpoint.unit),
      note: '',
      bar: { from: e.min, to: e.max, mark: null },
      limits: e.level === binding,
    };
  });
}

function byLevel(envelope: readonly EnvelopeLevel[]): EnvelopeLevel[] {
  return [...envelope].sort((a, b) => rank(a.level) - rank(b.level));
}

/** The level that bound the setpoint: the one that is named, else the first whose edge it lies on. */
function bindingLevel(setpoint: Setpoint): string | null {
  if (!setpoint.limitedBy) return null;
  const levels = byLevel(setpoint.envelope);
  const at = (bound: Num) => isKnown(bound) && isKnown(setpoint.value) && Math.abs(bound - setpoint.value) < 0.5;
  const found = levels.find((e) => names(setpoint.limitedBy, e.level)) ?? levels.find((e) => at(e.min) || at(e.max));
  return found?.level ?? null;
}

function pointRow(setpoint: Setpoint, kind: FlowKind): WhyRow {
  return {
    stage: 'point',
    title: 'Setpoint',
    text: setpointWords(setpoint, kind),
    note: '',
    bar: { from: setpoint.value, to: setpoint.value, mark: setpoint.value },
    limits: false,
  };
}

/** Whether `limitedBy` names this level: "SAFETY", "safety: cell 7 at 2.98 V". */
function names(limitedBy: string | null, level: string): boolean {
  if (!limitedBy) return false;
  const plainText = limitedBy.replaceAll('_', ' ').toLowerCase();
  return new RegExp(`\\b${level.replaceAll('_', ' ').toLowerCase()}\\b`).test(plainText);
}

function limitWords(limitedBy: string): string {
  return /^[A-Z_]+$/.test(limitedBy) ? plain(limitedBy) : humane(limitedBy.replace(/\b[A-Z]+(_[A-Z]+)+\b/g, plain));
}

function quantityText(kind: FlowKind, value: Num, unit: string): string {
  return unit === 'W' ? orderText(kind, value) : valueText(value, unit, kind);
}

function rangeText(kind: FlowKind, min: Num, max: Num, unit: string): string {
  if (unit === 'W') return intervalText(kind, min, max);
  if (!isKnown(min) && !isKnown(max)) return 'no bound';
  const bound = (v: Num) => (isKnown(v) ? valueText(v, unit, kind) : UNKNOWN);
  if (!isKnown(min)) return `at most ${bound(max)}`;
  if (!isKnown(max)) return `at least ${bound(min)}`;
  return min === max ? `only ${bound(min)}` : `${bound(min)} to ${bound(max)}`;
}

/** The axis spans every finite value and zero. */
function axis(rows: WhyRow[]): [number, number] {
  const values = rows
    .flatMap((r) => (r.bar ? [r.bar.from, r.bar.to, r.bar.mark] : []))
    .filter(isKnown)
    .concat(0);
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low === high ? [low, low + 1] : [low, high];
}
