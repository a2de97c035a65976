/** What the pages about plug-ins say, and how they say figures and dates. */
import type { Num } from '../contract.js';
import { isKnown } from '../words.js';
import type { Job, Wish } from './documents.js';

export const TABS = [
  ['discover', 'Discover'],
  ['installed', 'Installed'],
  ['updates', 'Updates'],
  ['generations', 'Generations'],
  ['sources', 'Sources and keys'],
  ['archive', 'Offline'],
] as const;

export const TIERS: Readonly<Record<string, string>> = {
  core: 'made by the project',
  verified: 'reviewed by the project',
  community: 'made by others, not reviewed',
  private: 'from a catalogue of your own',
};

export const STATES: Readonly<Record<string, string>> = {
  running: 'running',
  trial: 'tried out beside its predecessor',
  watched: 'watched: goes back by itself where it does no good',
  quarantined: 'in quarantine',
  failed: 'failed',
};

const JOB_STATES: Readonly<Record<string, string>> = {
  WAITS_FOR_CONFIRMATION: 'Waits for a confirmation at the gateway',
  RUNNING: 'Is being done',
  WATCHED: 'Done, and watched',
  DONE: 'Done',
  REFUSED: 'Refused: nothing was changed',
  ROLLED_BACK: 'Went back: everything is as before',
  CANCELLED: 'Cancelled: nothing was changed',
};

export function jobState(job: Job): string {
  return JOB_STATES[job.state] ?? job.state;
}

/** What a wish is, as a heading. */
export function wishText(wish: Partial<Record<keyof Wish, unknown>>): string {
  const version = wish.version ? ` ${String(wish.version)}` : '';
  switch (wish.wish) {
    case 'install':
      return `Install ${String(wish.id)}${version}`;
    case 'update':
      return `Update ${String(wish.id)}${version}`;
    case 'remove':
      return `Remove ${String(wish.id)}`;
    case 'back':
      return wish.generation ? `Go back to generation ${String(wish.generation)}` : 'Go back to the generation before';
    case 'add-source':
      return `Believe the catalogue ${String(wish.name)}`;
    case 'remove-source':
      return `Believe the catalogue ${String(wish.name)} no longer`;
    default:
      return 'A wish';
  }
}

/** Whether a plug-in runs on this gateway. */
export function fitsWord(offer: { readonly fits: boolean }): string {
  return offer.fits ? 'fits this gateway' : 'needs another version of Busbar';
}

/** What happens to a wish that was consented to. */
export function whatFollows(wish: Wish): string {
  return ['install', 'update', 'add-source'].includes(wish.wish)
    ? 'It then waits for a confirmation typed at the gateway.'
    : 'It is done at once.';
}

export function bytes(size: Num | undefined): string {
  if (!isKnown(size)) return 'unknown';
  if (size < 1000) return `${size} B`;
  if (size < 1e6) return `${(size / 1e3).toFixed(0)} kB`;
  return `${(size / 1e6).toFixed(1)} MB`;
}

export function gap(ms: Num): string {
  if (!isKnown(ms)) return 'unknown';
  return ms === 0 ? 'none' : ms < 10 ? `${ms.toFixed(1)} ms` : `${ms.toFixed(0)} ms`;
}

/** Date and time as the person's browser writes them. */
export function moment(iso: string | null): string {
  return iso === null ? 'never' : new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

export function list(words: readonly string[]): string {
  return words.length > 0 ? words.join(', ') : 'none named';
}

/** The address of a view. */
export function address(view: string, fields: Readonly<Record<string, unknown>> = {}): string {
  const query = new URLSearchParams({ plugins: view });
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return `#${query}`;
}
