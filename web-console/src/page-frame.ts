import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { PageEntry, Point } from './contract.js';
import type { Picture } from './gateway.js';
import { API } from './gateway.js';
import { shared } from './styles.js';

type Listener = (point: Point) => void;

/** What a page is given; documented in docs/how-to/first-page.md. */
export interface PageContext {
  /** Where the REST interface is. */
  readonly api: string;
  /** What to send as `Authorization: Bearer`; `null` where the browser's session speaks for the page, as here. */
  token(): string | null;
  /** Tells of points ("pcc/activePowerW") now and whenever they change; the answer ends that. */
  subscribe(names: readonly string[], listener: Listener): () => void;
  /** Aborted when the page is left. */
  readonly signal: AbortSignal;
}

/** The default export of a page's module; may answer with what is to be done when the page is left. */
type Show = (container: HTMLElement, context: PageContext) => unknown;

/** A page on screen: its module, what it listens to, and the end of both. */
interface Stay {
  readonly module: string;
  readonly leaving: AbortController;
  readonly listeners: Map<Listener, Map<string, string>>;
  end?: unknown;
}

/** Holds one page that a bundle brings. Whatever that does wrong stays in here. */
export class PageFrame extends LitElement {
  static override properties = {
    page: { attribute: false },
    picture: { attribute: false },
    problem: { state: true },
  };
  declare page: PageEntry;
  declare picture: Picture;
  declare private problem: string | null;
  private stay: Stay | null = null;

  constructor() {
    super();
    this.problem = null;
  }

  override render(): TemplateResult {
    return html`
      <section class="panel" aria-labelledby="page-title">
        <h2 id="page-title">${this.page.title}</h2>
        ${
          this.problem === null
            ? nothing
            : html`<p class="problem" role="alert">
                This page does not work: ${this.problem} The rest of the console is not affected.
              </p>`
        }
        <div class="container"></div>
      </section>
    `;
  }

  protected override updated(): void {
    if (this.stay?.module !== this.page.module) this.enter();
    this.tell();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave();
  }

  private enter(): void {
    this.leave();
    const container = this.renderRoot.querySelector<HTMLElement>('.container');
    if (!container) return;
    container.replaceChildren();
    this.problem = null;
    const stay: Stay = { module: this.page.module, leaving: new AbortController(), listeners: new Map() };
    this.stay = stay;
    void this.run(stay, container);
  }

  private async run(stay: Stay, container: HTMLElement): Promise<void> {
    try {
      const module = (await import(/* @vite-ignore */ stay.module)) as { default?: Show };
      if (typeof module.default !== 'function') throw new Error('its module has no function as default export.');
      if (this.stay !== stay) return;
      stay.end = await module.default(container, this.context(stay));
      if (this.stay !== stay) this.finish(stay);
    } catch (cause) {
      this.fail(stay, cause);
    }
  }

  private context(stay: Stay): PageContext {
    return {
      api: API,
      token: () => null,
      subscribe: (names, listener) => {
        stay.listeners.set(listener, new Map(names.map((name) => [name, ''])));
        this.tell();
        return () => stay.listeners.delete(listener);
      },
      signal: stay.leaving.signal,
    };
  }

  /** Tells each listener what changed of its points; while the link is lost they are stale. */
  private tell(): void {
    const stay = this.stay;
    if (!stay) return;
    for (const [listener, told] of [...stay.listeners]) {
      for (const point of this.picture.points) {
        const name = `${point.device}/${point.point}`;
        if (!told.has(name)) continue;
        const now: Point = this.picture.link === 'live' ? point : { ...point, quality: 'STALE' };
        const text = JSON.stringify(now);
        if (told.get(name) === text) continue;
        told.set(name, text);
        try {
          listener(now);
        } catch (cause) {
          stay.listeners.delete(listener);
          this.fail(stay, cause);
          break;
        }
      }
    }
  }

  private fail(stay: Stay, cause: unknown): void {
    console.warn(`page ${stay.module}`, cause);
    if (this.stay === stay) this.problem = `${cause instanceof Error ? cause.message : String(cause)}`;
  }

  private leave(): void {
    const stay = this.stay;
    this.stay = null;
    if (stay) this.finish(stay);
  }

  private finish(stay: Stay): void {
    stay.listeners.clear();
    try {
      stay.leaving.abort();
      if (typeof stay.end === 'function') (stay.end as () => void)();
    } catch (cause) {
      console.warn(`page ${stay.module}`, cause);
    }
  }

  static override styles = [
    shared,
    css`
      .problem {
        border-left: 4px solid var(--alarm-amber);
        background: var(--caution-wash);
        padding: 8px 12px;
        margin: 8px 0;
      }
      .container {
        margin-top: 10px;
        min-height: 200px;
      }
    `,
  ];
}
