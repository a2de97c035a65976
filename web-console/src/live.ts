/**
 * The live interface of the gateway: a WebSocket that pushes what changes. It comes again by itself and resumes
 * behind the last number it has; while it is away, or where there is none, polling does its work.
 */
import type { Decision, Point, Site, SiteEvent } from './contract.js';

const PATH = '/api/v1/live';
/** A decision comes at least once a second, so longer silence is none. */
const FRESH_MS = 1500;
/** A connection that is silent for this long is given up. */
const DEAD_MS = 5000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/** What there is to tell; each is called with what is new. */
export interface LiveNews {
  /** `whole`: these are all points there are. */
  points(points: Point[], whole: boolean): void;
  site(site: Site): void;
  decision(decision: Decision): void;
  event(event: SiteEvent): void;
  /** Events may have been missed; `anew`: those known are of a life of the site that is over. */
  eventsMissed(anew: boolean): void;
  /** Something was heard, and all that is shown is up to date. */
  beat(): void;
}

type Message = { type: string; sequence: number } & Record<string, unknown>;

export class LiveLink {
  private socket: WebSocket | null = null;
  private wanted = false;
  private heardAt = -Infinity;
  private retryMs = FIRST_RETRY_MS;
  /** The numbers to resume behind; they hold for one run of the site only. */
  private after: { run?: string; events?: number } = {};
  private hasPoints = false;
  private hasSite = false;

  constructor(private readonly news: LiveNews) {}

  /** Whether all that is shown came from here a moment ago. */
  get isFresh(): boolean {
    return this.hasPoints && this.hasSite && performance.now() - this.heardAt < FRESH_MS;
  }

  start(): void {
    if (this.wanted || !('WebSocket' in globalThis)) return;
    this.wanted = true;
    this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.socket?.close();
  }

  /** Gives a connection up that says nothing any more; to be called now and then. */
  watch(): void {
    if (this.socket && performance.now() - this.heardAt > DEAD_MS) this.socket.close();
  }

  private connect(): void {
    if (!this.wanted || this.socket) return;
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${PATH}`);
    this.socket = socket;
    this.hasPoints = this.hasSite = false;
    this.heardAt = performance.now();
    socket.onopen = () => {
      const wish = { devices: ['*'], site: true, events: true, decisions: true, after: this.after };
      socket.send(JSON.stringify({ type: 'subscribe', ...wish }));
    };
    socket.onmessage = (message) => this.heard(JSON.parse(String(message.data)) as Message);
    socket.onclose = () => {
      this.socket = null;
      this.hasPoints = this.hasSite = false;
      setTimeout(() => this.connect(), this.retryMs);
      this.retryMs = Math.min(LONGEST_RETRY_MS, this.retryMs * 2);
    };
  }

  private heard(message: Message): void {
    this.heardAt = performance.now();
    switch (message.type) {
      case 'subscribed':
        if (message.run !== this.after.run) this.news.eventsMissed(this.after.run !== undefined);
        this.after = { run: String(message.run), events: Number(message.events) };
        this.retryMs = FIRST_RETRY_MS;
        break;
      case 'values':
        this.news.points(message.values as Point[], !this.hasPoints);
        this.hasPoints = true;
        break;
      case 'site':
        this.news.site(message as unknown as Site);
        this.hasSite = true;
        break;
      case 'decision':
        this.news.decision(message as unknown as Decision);
        break;
      case 'event':
        this.after.events = message.sequence;
        this.news.event(message as unknown as SiteEvent);
        break;
      case 'gap':
        this.news.eventsMissed(false);
        break;
    }
    if (this.isFresh) this.news.beat();
  }
}
