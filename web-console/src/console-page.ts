import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Command, CommandDialog } from './command-dialog.js';
import { Gateway } from './gateway.js';
import type { Picture, StopOutcome } from './gateway.js';
import { shared } from './styles.js';
import { age, stateWords } from './words.js';

/** The page: one picture from the gateway, handed down to every part. */
export class ConsolePage extends LitElement {
  static override properties = { picture: { state: true }, stop: { state: true } };
  declare private picture: Picture | null;
  declare private stop: StopOutcome | null;

  private readonly gateway = new Gateway((picture) => {
    this.picture = picture;
  });

  constructor() {
    super();
    this.picture = null;
    this.stop = null;
    this.addEventListener('busbar-command', (event) => this.dialog?.open((event as CustomEvent<Command>).detail));
    this.addEventListener('busbar-stop', () => {
      // What happened is told at the top of the page.
      scrollTo({ top: 0 });
      void this.gateway.emergencyStop((outcome) => (this.stop = outcome));
    });
    this.addEventListener('busbar-stop-over', () => (this.stop = null));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.gateway.start();
  }

  protected override updated(): void {
    const site = this.picture?.site;
    document.title = site ? `${stateWords(site.state).word} · ${site.name ?? site.site} · Busbar` : 'Busbar';
  }

  override render(): TemplateResult {
    const picture = this.picture;
    if (!picture) return html``;
    if (picture.link === 'signed-out') {
      return html`<main><session-card .gateway=${this.gateway} .problem=${picture.problem}></session-card></main>`;
    }
    return html`
      <div class="top">
        <safety-bar .picture=${picture} .gateway=${this.gateway} .stop=${this.stop}></safety-bar>
        <div role="alert">${picture.link === 'lost' ? this.banner(picture) : nothing}</div>
      </div>
      <main>
        <stop-panel .picture=${picture} .gateway=${this.gateway} .stop=${this.stop}></stop-panel>
        <div class="grid">
          <flow-picture class="wide" .picture=${picture}></flow-picture>
          <why-view class="side" .picture=${picture}></why-view>
          <div class="wide stack">
            <trend-view .picture=${picture}></trend-view>
            <device-table .picture=${picture}></device-table>
          </div>
          <div class="side stack">
            <mode-list .picture=${picture} .gateway=${this.gateway}></mode-list>
            <event-list .picture=${picture}></event-list>
          </div>
        </div>
      </main>
      <command-dialog></command-dialog>
    `;
  }

  private banner(picture: Picture): TemplateResult {
    return html`<p class="lost">
      <strong>Link to the gateway lost.</strong>
      ${picture.problem?.detail ?? 'No answer.'} All values are stale; the last came ${age(picture.silentMs)} ago.
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
