/** From the gateway's documents to the five feeders of the flow picture. Pure. */
import type { Device, Num, Point, Quality, Setpoint, Site, SiteNode } from './contract.js';
import type { Picture } from './gateway.js';
import { ageOf, direction, flowKind, flowWord, isKnown, orderText, power, stateWords, valueText } from './words.js';
import type { Direction, FlowKind } from './words.js';

export type FeederKind = 'grid' | 'pv' | 'battery' | 'load' | 'charger';

export interface Feeder {
  readonly kind: FeederKind;
  readonly title: string;
  readonly watts: Num;
  readonly direction: Direction;
  /** "importing" */
  readonly word: string;
  /** "1.2 kW", or "" when the word says it all */
  readonly magnitude: string;
  /** Worst quality of what the value was made from; everything is STALE while the link is lost. */
  readonly quality: Quality;
  /** Age of the oldest measurement in it. */
  readonly ageMs: number | null;
  /** "setpoint: charge 800 W", or "" */
  readonly setpoint: string;
  /** State of charge in %, of a battery. */
  readonly stateOfChargePct: Num;
  /** 0 (nothing) to 1 (the largest flow on the picture or 5 kW, whichever is more). */
  readonly weight: number;
}

const TITLES: Record<FeederKind, string> = {
  grid: 'Grid',
  pv: 'PV',
  battery: 'Battery',
  load: 'Load',
  charger: 'Charger',
};

const FULL_WEIGHT_W = 5000;
const QUALITY_ORDER: readonly Quality[] = ['GOOD', 'SUBSTITUTED', 'STALE', 'INVALID'];

/** The feeders that this site has; grid and load are always shown. */
export function feeders(picture: Picture): Feeder[] {
  const { site } = picture;
  if (!site) return [];
  const flow = site.flow;
  const watts: Record<FeederKind, Num> = {
    grid: flow.gridW,
    pv: flow.pvW,
    battery: flow.batteryW,
    load: flow.loadW,
    charger: flow.chargerW,
  };
  const full = Math.max(FULL_WEIGHT_W, ...Object.values(watts).map((w) => Math.abs(w ?? 0)));
  return (Object.keys(TITLES) as FeederKind[])
    .map((kind) => ({ kind, members: membersOf(kind, site, picture.devices) }))
    .filter(({ kind, members }) => kind === 'grid' || kind === 'load' || members.length > 0 || isKnown(watts[kind]))
    .map(({ kind, members }) => feeder(kind, watts[kind], full, members, picture));
}

function feeder(kind: FeederKind, watts: Num, full: number, members: string[], picture: Picture): Feeder {
  const way = direction(watts);
  const measured = picture.points.filter((p) => p.point === 'activePowerW' && members.includes(lastName(p.device)));
  return {
    kind,
    title: TITLES[kind],
    watts,
    direction: way,
    word: flowWord(kind, watts),
    magnitude: way === 'in' || way === 'out' ? power(watts) : '',
    quality: worst(measured, picture),
    ageMs: oldest(measured, picture.nowMs),
    setpoint: kind === 'load' ? '' : setpointText(kind, members, picture),
    stateOfChargePct: kind === 'battery' ? meanCharge(members, picture.points) : null,
    weight: isKnown(watts) ? Math.sqrt(Math.min(1, Math.abs(watts) / full)) : 0,
  };
}

/** Ids of the devices and terminals that measure this point for a flow. */
export function measuredBy(kind: FeederKind, point: string, picture: Picture): string[] {
  const members = picture.site ? membersOf(kind, picture.site, picture.devices) : [];
  return picture.points.filter((p) => p.point === point && members.includes(lastName(p.device))).map((p) => p.device);
}

/** Devices and terminals whose active power makes up this flow; the load is the rest of the balance. */
function membersOf(kind: FeederKind, site: Site, devices: readonly Device[]): string[] {
  const ids = new Set([
    ...site.nodes.filter((n) => n.kind === 'device' || n.kind === 'terminal').map((n) => n.path),
    ...devices.map((d) => d.id),
  ]);
  return [...ids]
    .filter((id) => {
      const own = kindOf(id, site.nodes, devices);
      return kind === 'load' ? own !== 'load' && own !== 'other' : own === kind;
    })
    .map(lastName);
}

/** What kind of flow a node has; what the site file says of it goes before what the device says. */
export function kindOf(id: string, nodes: readonly SiteNode[], devices: readonly Device[]): FlowKind {
  const node = nodes.find((n) => lastName(n.path) === lastName(id));
  if (node?.measures === 'pcc') return 'grid';
  if (node?.kind === 'group') return groupKind(node, nodes, devices);
  const nature = node?.nature ?? devices.find((d) => lastName(d.id) === lastName(id))?.nature;
  // A meter that is not the site's own sees consumers.
  return nature === 'meter' ? 'load' : node?.kind === 'site' ? 'grid' : flowKind(nature);
}

/** A group whose devices are all of one kind is of that kind. */
function groupKind(group: SiteNode, nodes: readonly SiteNode[], devices: readonly Device[]): FlowKind {
  const kinds = new Set(nodes.filter((n) => n.parent === group.path).map((n) => kindOf(n.path, nodes, devices)));
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'other';
}

/** Device ids are paths (`site/device`); their last part tells them apart within a site. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function worst(points: Point[], picture: Picture): Quality {
  let rank = picture.link === 'live' ? 0 : QUALITY_ORDER.indexOf('STALE');
  for (const point of points) rank = Math.max(rank, QUALITY_ORDER.indexOf(point.quality));
  return QUALITY_ORDER[rank] ?? 'INVALID';
}

function oldest(points: Point[], nowMs: number): number | null {
  const ages = points.map((p) => ageOf(p.measuredAt, nowMs)).filter((a) => a !== null);
  return ages.length > 0 ? Math.max(...ages) : null;
}

function meanCharge(members: string[], points: readonly Point[]): Num {
  const known = points
    .filter((p) => p.point === 'stateOfChargePct' && members.includes(lastName(p.device)))
    .map((p) => p.value)
    .filter(isKnown);
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null;
}

function setpointText(kind: FlowKind, members: string[], picture: Picture): string {
  const own = (picture.decision?.setpoints ?? []).filter((s) => members.includes(lastName(s.device)));
  const only = own.length === 1 ? own[0] : undefined;
  if (!only || !isKnown(only.value)) return '';
  return notWritten(only, picture.site, picture.devices)
    ? 'setpoint not written'
    : `setpoint: ${setpointWords(only, kind)}`;
}

/** Why what was decided is not on the wire; "" while it is. */
export function notWritten(setpoint: Setpoint, site: Site | null, devices: readonly Device[]): string {
  const owner = lastName(setpoint.device).replace(/\..*/, '');
  if (devices.find((d) => lastName(d.id) === owner)?.gate?.cause) return 'the gate is closed, the safe value is held';
  if (site && site.state !== 'RUNNING') return `the site is in state ${stateWords(site.state).word.toLowerCase()}`;
  return '';
}

/** A setpoint in words: "charge 800 W", "at most 3.0 kW", "60.0 %". */
export function setpointWords(setpoint: Setpoint, kind: FlowKind): string {
  if (!isKnown(setpoint.value)) return 'released';
  const limit = /limit/i.test(setpoint.point);
  if (setpoint.unit !== 'W') return `${limit ? 'at most ' : ''}${valueText(setpoint.value, setpoint.unit, kind)}`;
  return limit ? `at most ${power(setpoint.value)}` : orderText(kind, setpoint.value);
}
