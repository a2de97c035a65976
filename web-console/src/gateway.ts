/**
 * The one way between this page and the gateway: hears what changes, polls where nothing is pushed, sends commands,
 * knows whether the link lives. Everything else sees immutable pictures.
 */
import type {
  Decision,
  Device,
  DeviceCommand,
  DeviceRequest,
  DeviceType,
  Health,
  HistoryDocument,
  Mode,
  PageEntry,
  Point,
  Problem,
  Site,
  SiteEvent,
  Trial,
} from './contract.js';
import { LiveLink } from './live.js';

export const API = '/api/v1';
const FAST_MS = 500;
const SLOW_MS = 2000;
const ANSWER_WITHIN_MS = 1500;
/** A day of a point may be read from the disk. */
const HISTORY_WITHIN_MS = 10_000;
const VIEW_WITHIN_MS = 30_000;
/** Site or points older than this: the link counts as lost. Banner and marks follow within 3 s. */
const LOST_AFTER_MS = 2000;
const STOP_RETRIES_FOR_MS = 5_000;
const STOP_RETRY_MS = 400;
const MOST_EVENTS = 50;

export type Link = 'connecting' | 'live' | 'lost' | 'signed-out';

export interface Failing {
  readonly document: string;
  readonly problem: Problem;
}

/** Everything the page shows, at one moment. */
export interface Picture {
  readonly link: Link;
  /** Gateway time in ms since 1970; ages are measured against it, so the two clocks need not agree. */
  readonly nowMs: number;
  /** How long ago the last full answer came; `null` before the first. */
  readonly silentMs: number | null;
  /** Why the last sign-in was refused. */
  readonly refusal: Problem | null;
  /** Documents that could not be read last time, with the reason. */
  readonly failing: readonly Failing[];
  readonly site: Site | null;
  readonly points: readonly Point[];
  readonly decision: Decision | null;
  readonly devices: readonly Device[];
  readonly events: readonly SiteEvent[];
  readonly modes: readonly Mode[];
  readonly pages: readonly PageEntry[];
}

/** A request that was not granted, with what the gateway said about it. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** The outcome of pressing emergency stop. */
export interface StopOutcome {
  readonly state: 'sending' | 'accepted' | 'failed';
  readonly pressedAtMs: number;
  readonly attempts: number;
  readonly problem: Problem | null;
}

export class Gateway {
  private picture: Picture = {
    link: 'connecting',
    nowMs: Date.now(),
    silentMs: null,
    refusal: null,
    failing: [],
    site: null,
    points: [],
    decision: null,
    devices: [],
    events: [],
    modes: [],
    pages: [],
  };
  private readonly answeredAt = { site: 0, points: 0 };
  private clockOffsetMs = 0;
  private bestRoundTripMs = Infinity;
  private polling = false;
  private readonly live = new LiveLink({
    points: (points, whole) => this.change({ points: whole ? points : merged(this.picture.points, points) }),
    site: (site) => this.change({ site }),
    decision: (decision) => this.change({ decision }),
    event: (event) => {
      this.change({ events: newest([...this.picture.events, event]) });
      // An event tells of a device or a mode more often than not.
      void this.fetchRest();
    },
    eventsMissed: (anew) => {
      if (anew) this.change({ events: [] });
      void this.fetchEvents();
    },
    beat: () => {
      for (const document of ['site', 'points', 'decisions/latest']) this.note(document, null);
      this.answeredAt.site = this.answeredAt.points = performance.now();
      this.watchLink();
    },
  });

  constructor(private readonly show: (picture: Picture) => void) {}

  /** What is known now. */
  get current(): Picture {
    return this.picture;
  }

  /** Trades a one-time code in the address for a session, then polls until signed out. */
  async start(): Promise<void> {
    const code = new URLSearchParams(location.hash.slice(1)).get('code');
    if (code) {
      history.replaceState(null, '', location.pathname + location.search);
      try {
        await this.signIn({ code });
        return;
      } catch (cause) {
        // An older session of this browser may still be good, so polling decides.
        this.change({ refusal: problemOf(cause) });
      }
    }
    this.poll();
  }

  /** Opens a session by one-time code or token. Throws {@link Refused}. */
  async signIn(secret: { code: string } | { token: string }): Promise<void> {
    await this.request('POST', 'session', secret);
    this.change({ link: 'connecting', refusal: null, failing: [] });
    this.poll();
  }

  /** Says that these points leave as a file, for the audit. Throws {@link Refused}. */
  async exported(points: readonly string[], fromMs: number, toMs: number): Promise<void> {
    await this.request('POST', 'history/exports', { points, from: iso(fromMs), to: iso(toMs) });
  }

  /**
   * A point from `fromMs` to `toMs` in steps of a `resolution`, or in at most `width` of them; no rows where nothing
   * was ever recorded. Throws {@link Refused}.
   */
  async history(
    device: string,
    point: string,
    fromMs: number,
    toMs: number,
    how: Readonly<Record<string, string>>,
  ): Promise<HistoryDocument> {
    const query = new URLSearchParams({ device, point, from: iso(fromMs), to: iso(toMs), ...how });
    try {
      return (await this.request('GET', `history?${query}`, undefined, HISTORY_WITHIN_MS)) as HistoryDocument;
    } catch (cause) {
      if (cause instanceof Refused && cause.problem.status === 404) {
        return { unit: '', resolution: how['resolution'] ?? '1s', rows: [] };
      }
      throw cause;
    }
  }

  /** The decision that held in the second of `atMs`; `null`: none is kept. Throws {@link Refused}. */
  async decisionAt(atMs: number): Promise<Decision | null> {
    const second = Math.floor(atMs / 1000) * 1000;
    // At least one a second is kept, but not at its begin.
    const query = new URLSearchParams({ from: iso(second - 1000), to: iso(second + 1000), limit: '1000' });
    const kept = (await this.request('GET', `decisions?${query}`, undefined, HISTORY_WITHIN_MS)) as Decision[];
    return kept.at(-1) ?? null;
  }

  setSiteState(state: 'RUNNING' | 'IDLE' | 'STOPPED', reason: string): Promise<void> {
    return this.command('PUT', 'site/state', { state, reason });
  }

  setMode(id: string, enabled: boolean, reason: string): Promise<void> {
    return this.command('PUT', `modes/${encodeURIComponent(id)}`, { enabled, reason });
  }

  resetEmergencyStop(reason: string): Promise<void> {
    return this.command('POST', 'emergency-stop/reset', { reason });
  }

  /** Sends the stop at once, and again until it is acknowledged or 5 s have passed. */
  async emergencyStop(told: (outcome: StopOutcome) => void): Promise<void> {
    const pressedAtMs = this.nowMs();
    const giveUpAt = performance.now() + STOP_RETRIES_FOR_MS;
    let attempts = 0;
    told({ state: 'sending', pressedAtMs, attempts, problem: null });
    for (;;) {
      attempts += 1;
      try {
        await this.request('POST', 'emergency-stop', { reason: 'button pressed on the page' });
        told({ state: 'accepted', pressedAtMs, attempts, problem: null });
        await this.fetchAll();
        return;
      } catch (cause) {
        const given = performance.now() > giveUpAt || (cause instanceof Refused && cause.problem.status === 401);
        told({ state: given ? 'failed' : 'sending', pressedAtMs, attempts, problem: problemOf(cause) });
        if (given) return;
        await pause(STOP_RETRY_MS);
      }
    }
  }

  /** Kinds of devices that can be made now. */
  async deviceTypes(): Promise<DeviceType[]> {
    return (await this.request('GET', 'device-types')) as DeviceType[];
  }

  /** Has a device read before it is added. */
  async tryDevice(device: DeviceRequest): Promise<Trial> {
    return (await this.request('POST', 'device-tests', device)) as Trial;
  }

  async trial(id: string): Promise<Trial> {
    return (await this.request('GET', `device-tests/${id}`)) as Trial;
  }

  async endTrial(id: string): Promise<void> {
    await this.request('DELETE', `device-tests/${id}`);
  }

  /** The file is written and the site follows: that may take as long as a release. */
  async addDevice(device: DeviceRequest): Promise<void> {
    await this.request('POST', 'devices', device, HISTORY_WITHIN_MS);
    await this.fetchAll();
  }

  /** Gives a command to a device; what became of it so far. Throws {@link Refused}. */
  async commandDevice(id: string, command: string, reason: string): Promise<DeviceCommand> {
    const given = (await this.request('POST', `devices/${id}/commands`, { command, reason })) as DeviceCommand;
    await this.fetchAll();
    return given;
  }

  /** The newest commands to a device, newest first. */
  async deviceCommands(id: string): Promise<DeviceCommand[]> {
    return (await this.request('GET', `devices/${id}/commands`)) as DeviceCommand[];
  }

  /** Asks for what only one view needs; catalogues may take a while. Throws {@link Refused}. */
  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    return (await this.request(method, path, body, VIEW_WITHIN_MS)) as T;
  }

  /** Sends a file and tells how much of it is sent, from 0 to 1. Throws {@link Refused}. */
  send<T>(path: string, file: Blob, sent: (share: number) => void): Promise<T> {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${API}/${path}`);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.upload.onprogress = (event) => sent(event.loaded / event.total);
      request.onerror = () => failed(new TypeError('no answer'));
      request.onload = () =>
        request.status < 300
          ? done(JSON.parse(request.responseText) as T)
          : failed(new Refused(parseProblem(request.responseText, request.status)));
      request.send(file);
    });
  }

  private async command(method: string, path: string, body: object): Promise<void> {
    await this.request(method, path, body);
    await this.fetchAll();
  }

  /** Shows at once what a command did. */
  private async fetchAll(): Promise<void> {
    await Promise.all([this.fetchFast(), this.fetchSlow()]);
  }

  private poll(): void {
    if (this.polling) return;
    this.polling = true;
    const now = performance.now();
    this.answeredAt.site = this.answeredAt.points = now;
    // What is pushed needs no asking; asking begins where the pushing stays away.
    void this.repeat(FAST_MS, () => (this.live.isFresh ? Promise.resolve() : this.fetchFast()));
    void this.repeat(SLOW_MS, () => (this.live.isFresh ? this.fetchRest() : this.fetchSlow()));
    void this.repeat(250, () => Promise.resolve(this.watchLink()));
    this.live.start();
  }

  private async repeat(periodMs: number, work: () => Promise<void>): Promise<void> {
    while (this.polling) {
      const begun = performance.now();
      await work();
      await pause(Math.max(50, periodMs - (performance.now() - begun)));
    }
  }

  private async fetchFast(): Promise<void> {
    await Promise.all([
      this.take<Site>('site', (site) => this.answered('site', { site })),
      this.take<Point[]>('points', (points) => this.answered('points', { points })),
      this.take<Decision>('decisions/latest', (decision) => this.change({ decision })),
    ]);
  }

  private async fetchSlow(): Promise<void> {
    await Promise.all([this.fetchRest(), this.fetchEvents()]);
  }

  /** What nobody pushes. */
  private async fetchRest(): Promise<void> {
    const asked = performance.now();
    await Promise.all([
      this.take<Health>('health', (health) => this.setClock(health, asked)),
      this.take<Device[]>('devices', (devices) => this.change({ devices })),
      this.take<Mode[]>('modes', (modes) => this.change({ modes })),
      this.take<PageEntry[]>('pages', (pages) => this.change({ pages })),
    ]);
  }

  private fetchEvents(): Promise<void> {
    return this.take<SiteEvent[]>(`events?limit=${MOST_EVENTS}`, (read) => {
      // Meanwhile another may have been pushed.
      const known = this.live.isFresh ? this.picture.events : [];
      this.change({ events: newest([...known, ...read]) });
    });
  }

  /** Reads one document; a failure is shown with its name and never stops the others. */
  private async take<T>(path: string, use: (document: T) => void): Promise<void> {
    try {
      const document = (await this.request('GET', path)) as T;
      if (!this.polling) return;
      this.note(path, null);
      use(document);
    } catch (cause) {
      const problem = problemOf(cause);
      if (problem.status === 401) {
        this.polling = false;
        this.live.stop();
        this.change({ link: 'signed-out' });
      } else if (this.polling) {
        this.note(path, problem);
      }
    }
  }

  private note(path: string, problem: Problem | null): void {
    const document = path.replace(/\?.*/, '');
    const others = this.picture.failing.filter((f) => f.document !== document);
    if (problem || others.length < this.picture.failing.length) {
      this.change({ failing: problem ? [...others, { document, problem }] : others });
    }
  }

  private answered(document: 'site' | 'points', part: Partial<Picture>): void {
    this.answeredAt[document] = performance.now();
    this.change(part);
    this.watchLink();
  }

  private watchLink(): void {
    if (!this.polling) return;
    this.live.watch();
    const silentMs = performance.now() - Math.min(this.answeredAt.site, this.answeredAt.points);
    const link: Link = silentMs > LOST_AFTER_MS ? 'lost' : this.picture.site ? 'live' : 'connecting';
    this.change({ link, silentMs });
  }

  private setClock(health: Health, askedAt: number): void {
    const roundTripMs = performance.now() - askedAt;
    const then = Date.parse(health.timestamp);
    if (Number.isNaN(then)) return;
    const offsetMs = then + roundTripMs / 2 - Date.now();
    // The quickest answer tells the time best; a large step means one of the clocks was set.
    if (roundTripMs <= this.bestRoundTripMs * 1.5 || Math.abs(offsetMs - this.clockOffsetMs) > 2000) {
      this.bestRoundTripMs = Math.min(this.bestRoundTripMs, roundTripMs);
      this.clockOffsetMs = offsetMs;
    }
  }

  private nowMs(): number {
    return Date.now() + this.clockOffsetMs;
  }

  private change(part: Partial<Picture>): void {
    this.picture = { ...this.picture, ...part, nowMs: this.nowMs() };
    this.show(this.picture);
  }

  private async request(
    method: string,
    path: string,
    body?: object,
    answerWithinMs = ANSWER_WITHIN_MS,
  ): Promise<unknown> {
    const answer = await fetch(`${API}/${path}`, {
      method,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(answerWithinMs),
      headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Refused(parseProblem(text, answer.status));
    return text ? JSON.parse(text) : null;
  }
}

/** Points with those that changed in their places. */
function merged(points: readonly Point[], changed: readonly Point[]): Point[] {
  const byName = new Map(points.map((point) => [`${point.device}/${point.point}`, point]));
  for (const point of changed) byName.set(`${point.device}/${point.point}`, point);
  return [...byName.values()];
}

/** The newest events, each once, newest last. */
function newest(events: readonly SiteEvent[]): SiteEvent[] {
  const bySequence = new Map(events.map((event) => [event.sequence, event]));
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence).slice(-MOST_EVENTS);
}

function parseProblem(text: string, status: number): Problem {
  const fallback: Problem = { title: 'Refused', status, detail: `The gateway answered with status ${status}.` };
  try {
    return { ...fallback, ...(JSON.parse(text) as Partial<Problem>), status };
  } catch {
    return fallback;
  }
}

/** What went wrong, as a problem a person can read. */
export function problemOf(cause: unknown): Problem {
  if (cause instanceof Refused) return cause.problem;
  const slow = cause instanceof DOMException && cause.name === 'TimeoutError';
  return {
    title: 'No answer',
    status: 0,
    detail: slow ? 'The gateway did not answer in time.' : 'The gateway cannot be reached.',
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
