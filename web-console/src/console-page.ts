import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Command, CommandDialog } from './command-dialog.js';
import type { PageEntry } from './contract.js';
import { Gateway, problemOf } from './gateway.js';
import type { Picture, StopOutcome } from './gateway.js';
import { shared } from './styles.js';
import type { Moment } from './why-view.js';
import { age, stateWords } from './words.js';

/** The keyboard moves the cursor faster than the gateway is to be asked. */
const ASK_AFTER_MS = 150;

/** The page: one picture from the gateway, handed down to every part. */
export class ConsolePage extends LitElement {
  static override properties = {
    picture: { state: true },
    stop: { state: true },
    moment: { state: true },
    pageId: { state: true },
    plugins: { state: true },
    own: { state: true },
  };
  declare private picture: Picture;
  declare private stop: StopOutcome | null;
  /** The second of the past whose decision is shown; `null`: now. */
  declare private moment: Moment | null;
  /** The page that was asked for; `null`: the site. */
  declare private pageId: string | null;
  /** What the address says of the pages about plug-ins; `null`: they are not shown. */
  declare private plugins: string | null;
  /** The page of this console that is shown instead of the site. */
  declare private own: 'history' | 'emergency' | null;
  private asking: ReturnType<typeof setTimeout> | undefined;

  private readonly gateway = new Gateway((picture) => this.show(picture));

  constructor() {
    super();
    this.picture = this.gateway.current;
    this.stop = null;
    this.moment = null;
    this.pageId = null;
    this.plugins = null;
    this.own = null;
    this.addEventListener('busbar-moment', (event) => this.look((event as CustomEvent<number | null>).detail));
    this.addEventListener('busbar-command', (event) => this.dialog?.open((event as CustomEvent<Command>).detail));
    this.addEventListener('busbar-stop', () => {
      // What happened is told at the top of the page.
      scrollTo({ top: 0 });
      this.dialog?.close();
      void this.gateway.emergencyStop((outcome) => (this.stop = outcome));
    });
  }

  private show(picture: Picture): void {
    const released = this.picture.site?.state === 'ERROR' && picture.site?.state !== 'ERROR';
    if (released && this.stop?.state !== 'sending') this.stop = null;
    this.picture = picture;
  }

  private look(atMs: number | null): void {
    clearTimeout(this.asking);
    this.moment = atMs === null ? null : { atMs, decision: undefined, problem: null };
    if (atMs !== null) this.asking = setTimeout(() => void this.ask(atMs), ASK_AFTER_MS);
  }

  private async ask(atMs: number): Promise<void> {
    const answer = await this.gateway.decisionAt(atMs).then(
      (decision) => ({ decision, problem: null }),
      (cause: unknown) => ({ decision: null, problem: problemOf(cause) }),
    );
    // Meanwhile another second may be looked at.
    if (this.moment?.atMs === atMs) this.moment = { atMs, ...answer };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const turn = () => {
      const query = new URLSearchParams(location.hash.slice(1));
      this.pageId = query.get('page');
      this.plugins = query.has('plugins') ? location.hash : null;
      this.own = query.has('history') ? 'history' : query.has('emergency') ? 'emergency' : null;
      // Few need them, so they are not part of what is loaded first.
      if (this.plugins !== null) void import('./plugins/plugins-page.js');
      if (this.own === 'history') void import('./history/page.js');
    };
    addEventListener('hashchange', turn);
    turn();
    void this.gateway.start();
  }

  protected override updated(): void {
    const site = this.picture.site;
    document.title = site ? `${stateWords(site.state).word} · ${site.name ?? site.site} · Busbar` : 'Busbar';
  }

  override render(): TemplateResult {
    const picture = this.picture;
    if (picture.link === 'signed-out') {
      return html`<main><session-card .gateway=${this.gateway} .problem=${picture.refusal}></session-card></main>`;
    }
    // A page whose bundle stopped is gone; who looked at it sees the site.
    const page = picture.pages.find((each) => each.id === this.pageId);
    return html`
      <div class="top">
        <safety-bar .picture=${picture} .gateway=${this.gateway} .stop=${this.stop}></safety-bar>
        ${this.navigation(picture, page)}
        <div role="alert">${this.banner(picture)}</div>
        <div role="status">${this.waiting(picture)}</div>
      </div>
      <main>
        <stop-panel .picture=${picture} .gateway=${this.gateway} .stop=${this.stop}></stop-panel>
        ${this.shown(picture, page)}
      </main>
      <command-dialog></command-dialog>
    `;
  }

  private shown(picture: Picture, page: PageEntry | undefined): TemplateResult {
    if (this.plugins !== null) {
      return html`<plugins-page .gateway=${this.gateway} .hash=${this.plugins}></plugins-page>`;
    }
    if (this.own === 'history') {
      return html`<history-page .picture=${picture} .gateway=${this.gateway}></history-page>`;
    }
    if (this.own === 'emergency') return html`<emergency-view .picture=${picture}></emergency-view>`;
    return page ? html`<page-frame .page=${page} .picture=${picture}></page-frame>` : this.site(picture);
  }

  private navigation(picture: Picture, shown: PageEntry | undefined): TemplateResult {
    const link = (address: string, title: string, current: boolean) =>
      html`<a href=${address} aria-current=${current ? 'page' : nothing}>${title}</a>`;
    return html`<nav aria-label="Pages">
      ${link('#', 'Site', !shown && this.plugins === null && this.own === null)}
      ${link('#history', 'History', this.own === 'history')}
      ${picture.pages.map((each) => link(`#page=${each.id}`, each.title, each === shown))}
      ${link('#plugins=discover', 'Plug-ins', this.plugins !== null)}
      ${link('#emergency', 'Emergency', this.own === 'emergency')}
    </nav>`;
  }

  private site(picture: Picture): TemplateResult {
    return html`
      <div class="grid">
        <flow-picture class="wide" .picture=${picture}></flow-picture>
        <why-view class="side" .picture=${picture} .moment=${this.moment}></why-view>
        <div class="wide stack">
          <history-view
            .picture=${picture}
            .gateway=${this.gateway}
            .momentMs=${this.moment?.atMs ?? null}
          ></history-view>
          <device-table .picture=${picture} .gateway=${this.gateway}></device-table>
        </div>
        <div class="side stack">
          <safety-panel .picture=${picture}></safety-panel>
          <mode-list .picture=${picture} .gateway=${this.gateway}></mode-list>
          <event-list .picture=${picture}></event-list>
        </div>
      </div>
    `;
  }

  /** What was added or changed while the site ran is not controlled, and that is easily overlooked. */
  private waiting({ devices }: Picture): TemplateResult | typeof nothing {
    const waiting = devices.filter(({ waitsForStart }) => waitsForStart).map(({ id }) => id);
    if (waiting.length === 0) return nothing;
    return html`<p class="lost waiting">
      <strong>Not controlled: ${waiting.join(', ')}.</strong> ${waiting.length === 1 ? 'It was' : 'They were'} added or changed while
      the site ran and ${waiting.length === 1 ? 'is' : 'are'} only observed until the next start: press Idle, then Start.
    </p>`;
  }

  private banner(picture: Picture): TemplateResult | typeof nothing {
    const [first] = picture.failing;
    if (picture.link === 'lost') {
      return html`<p class="lost">
        <strong>Link to the gateway lost.</strong>
        ${first?.problem.detail ?? 'No answer.'} All values are stale; the last came ${age(picture.silentMs)} ago.
      </p>`;
    }
    if (!first) return nothing;
    return html`<p class="lost">
      <strong>Not up to date: ${picture.failing.map((f) => f.document).join(', ')}.</strong>
      ${first.problem.detail} ${first.problem.remedy ?? nothing}
    </p>`;
  }

  private get dialog(): CommandDialog | null {
    return this.renderRoot.querySelector<CommandDialog>('command-dialog');
  }

  static override styles = [
    shared,
    css`
      .top {
        position: sticky;
        top: 0;
        z-index: 2;
      }
      nav {
        display: flex;
        overflow-x: auto;
        gap: 4px;
        padding: 0 20px;
        background: var(--panel);
        border-bottom: 1px solid var(--line);
      }
      nav a {
        padding: 8px 12px;
        color: var(--ink-2);
        text-decoration: none;
        white-space: nowrap;
        border-bottom: 3px solid transparent;
      }
      nav a[aria-current] {
        color: var(--ink);
        border-bottom-color: var(--bus);
      }
      .lost {
        background: var(--caution-wash);
        color: var(--ink);
        border-bottom: 2px solid var(--alarm-amber);
        padding: 9px 20px;
      }
      main {
        max-width: 1500px;
        margin: 0 auto;
        padding: 14px 20px 28px;
      }
      .grid {
        display: grid;
        grid-template-columns: minmax(0, 7fr) minmax(0, 5fr);
        gap: 14px;
      }
      .stack {
        display: flex;
        flex-direction: column;
        gap: 14px;
      }
      .stack > :last-child {
        flex: 1;
      }
      @media (max-width: 1000px) {
        .grid {
          grid-template-columns: minmax(0, 1fr);
          gap: 10px;
        }
        main {
          padding: 10px 10px 24px;
        }
        .lost {
          padding: 8px 12px;
        }
      }
    `,
  ];
}
