/** Limits, safety events and what to do after a stop, in words. Pure. */
import type { Limit, SiteEvent, SiteState } from './contract.js';
import { kindOf, lastName } from './flow-model.js';
import type { Picture } from './gateway.js';
import { explain } from './why-model.js';
import type { Why } from './why-model.js';
import { humane, intervalText, isKnown, pointLabel, pointText, valueText } from './words.js';
import type { FlowKind } from './words.js';

/** Kinds of events that tell of safety also where they are no alarm. */
const SAFETY_KINDS = ['site-state', 'state', 'reset', 'trip', 'latched', 'emergency-stop', 'interlock', 'limit'];

export function isSafetyEvent({ severity, kind }: SiteEvent): boolean {
  return severity !== 'INFO' || SAFETY_KINDS.includes(kind.toLowerCase());
}

/** What is limited: "bat1 state of charge". */
export function limitName({ device, point }: Limit): string {
  return point ? `${lastName(device)} ${pointLabel(point).toLowerCase()}` : lastName(device);
}

/** The threshold in words: "charge 9.0 kW to discharge 9.0 kW", "10.0 % to 95.0 %". */
export function boundText({ text, unit = '', min = null, max = null }: Limit, kind: FlowKind): string {
  if (unit === 'W') return intervalText(kind, min, max);
  if (isKnown(min) && isKnown(max)) return `${valueText(min, unit)} to ${valueText(max, unit)}`;
  if (isKnown(max)) return `at most ${valueText(max, unit)}`;
  return isKnown(min) ? `at least ${valueText(min, unit)}` : humane(text);
}

/** A device that is held back now: by what, at what, from what on, and who asked for what. */
export interface Binding {
  readonly device: string;
  readonly limit: string;
  readonly value: string;
  readonly threshold: string;
  readonly requested: readonly { readonly by: string; readonly what: string }[];
}

/**
 * What binds now: setpoints that something held back, and limits of the site that are reached, since a mode may ask for
 * no more than it is left.
 */
export function bindings(picture: Pick<Picture, 'site' | 'decision' | 'devices'>): Binding[] {
  const { site, decision, devices } = picture;
  const nodes = site?.nodes ?? [];
  const whys = decision ? explain(decision, devices, site) : [];
  const bound = whys.filter((why) => why.limitedBy !== '').map((why) => {
    const binds = why.rows.find(({ stage, limits }) => stage === 'envelope' && limits);
    const threshold = binds ? `${binds.text} (${binds.title})` : 'not told by a level';
    return { device: why.device, limit: why.limitedBy, value: why.result, threshold, requested: requested(why) };
  });
  const reached = (site?.limits ?? [])
    .filter(({ reaction, active, device }) => reaction && active && !bound.some((b) => lastName(b.device) === lastName(device)))
    .map((limit) => {
      const kind = kindOf(limit.device, nodes, devices);
      const why = whys.find(({ device }) => lastName(device) === lastName(limit.device));
      return {
        device: limit.device,
        limit: `${limitName(limit)}: limit of the site`,
        value: pointText(limit.point ?? '', limit.value ?? null, limit.unit ?? '', kind),
        threshold: boundText(limit, kind),
        requested: why ? requested(why) : [],
      };
    });
  return [...bound, ...reached];
}

function requested(why: Why): Binding['requested'] {
  return why.rows
    .filter(({ stage }) => stage === 'proposal')
    .map(({ title, text, note }) => ({ by: title, what: note ? `${text} (${note})` : text }));
}

/** What a person does after a stop, one step after the other. */
export function recovery(state: SiteState | undefined, cause: string): string[] {
  return [
    'See that nobody is in danger. In a fire or an accident call the emergency services first and keep away from the batteries.',
    'If a device does not obey, use the hard-wired stop at the site: it needs neither this page nor a network.',
    'Call whom the list of contacts names.',
    cause === ''
      ? 'Find out what happened: Events and Safety on the page of the site tell what was stopped, when and why.'
      : `Find and remove the cause: ${cause}. While it stands a reset is refused.`,
    'Look at the devices on the spot before anything is switched on again.',
    state === 'ERROR'
      ? 'Reset, with a reason. The gates open and the site goes to idle; nothing is started.'
      : 'After a stop there is a Reset on every page. It goes to idle and starts nothing.',
    'Start, with a reason, when all is as it should be.',
  ];
}
