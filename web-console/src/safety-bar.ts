import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { CommandEvent } from './command-dialog.js';
import type { Limit, Site } from './contract.js';
import { lastName } from './flow-model.js';
import type { Gateway, Picture, StopOutcome } from './gateway.js';
import { shared } from './styles.js';
import { clock, humane, stateWords } from './words.js';

/** Always visible: state, what limits the site now, start and idle, emergency stop. */
export class SafetyBar extends LitElement {
  static override properties = {
    picture: { attribute: false },
    gateway: { attribute: false },
    stop: { attribute: false },
  };
  declare picture: Picture;
  declare gateway: Gateway;
  declare stop: StopOutcome | null;

  override render(): TemplateResult {
    const { site, nowMs, link } = this.picture;
    const state = stateWords(site?.state);
    const since = site?.since ? `since ${clock(site.since, nowMs)}` : '';
    return html`
      <header class=${link === 'live' ? '' : 'old'}>
        <div class="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M3 16h26" />
            <path class="thin" d="M9 5v10M23 5v10M9 17v10M23 17v10" />
          </svg>
          <div>
            <h1>Busbar</h1>
            <p class="small quiet">${site?.name ?? site?.site ?? nothing}</p>
          </div>
        </div>
        <div class="state ${site?.state ?? ''}" role="status" aria-live="polite">
          <p class="label">Site state</p>
          <p class="big" data-state=${site?.state ?? 'unknown'}>${state.word}</p>
          <p class="small">${state.meaning}</p>
          <p class="small quiet why" title=${site?.reason ?? ''}>
            ${since}${site?.reason ? `: ${site.reason}` : nothing}
          </p>
        </div>
        <div class="limit" aria-live="polite">
          <p class="label">Binding limit</p>
          ${site ? this.limits(site) : html`<p class="quiet">unknown</p>`}
        </div>
        <div class="orders">${site ? this.orders(site) : nothing}</div>
        <button class="stop" aria-keyshortcuts="Shift+F8" title="Shift + F8 on any page" @click=${() => this.pressStop()}>
          <span>Emergency stop</span>
        </button>
      </header>
    `;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.onKey, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.onKey, true);
  }

  /** Before any page of a bundle hears of it. */
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'F8' || !event.shiftKey || event.repeat) return;
    event.preventDefault();
    this.pressStop();
  };

  private limits(site: Site): TemplateResult | TemplateResult[] {
    const active = [...new Set(site.limits.filter((limit) => limit.active).map(limitText))];
    if (active.length === 0) return html`<p class="quiet">none: no limit holds the site back</p>`;
    const shown = active.slice(0, 2).map((limit) => html`<p class="binding">${limit}</p>`);
    return active.length > 2 ? [...shown, html`<p class="small quiet">and ${active.length - 2} more</p>`] : shown;
  }

  private orders(site: Site): TemplateResult {
    const live = this.picture.link === 'live';
    return html`
      <button ?disabled=${!live || site.state !== 'IDLE'} @click=${() => this.askStart()}>Start</button>
      <button
        ?disabled=${!live || (site.state !== 'RUNNING' && site.state !== 'STOPPED')}
        @click=${() => this.askIdle()}
      >
        Idle
      </button>
    `;
  }

  private askStart(): void {
    this.dispatchEvent(
      new CommandEvent({
        title: 'Start control',
        consequence: 'The enabled modes take authority over their devices and setpoints are written.',
        verb: 'Start',
        send: (reason) => this.gateway.setSiteState('RUNNING', reason),
      }),
    );
  }

  private askIdle(): void {
    this.dispatchEvent(
      new CommandEvent({
        title: 'Go to idle',
        consequence: 'Each device is released to its own control. Measuring goes on, nothing is written.',
        verb: 'Go to idle',
        send: (reason) => this.gateway.setSiteState('IDLE', reason),
      }),
    );
  }

  /** One press stops: nothing is asked first. */
  private pressStop(): void {
    this.dispatchEvent(new CustomEvent('busbar-stop', { bubbles: true, composed: true }));
  }

  static override styles = [
    shared,
    css`
      header {
        display: grid;
        grid-template-columns: auto minmax(220px, 1.1fr) minmax(220px, 1.3fr) auto auto;
        align-items: center;
        gap: 0 28px;
        padding: 10px 20px;
        background: var(--panel);
        border-bottom: 1px solid var(--line);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 10px;
      }
      .brand svg {
        width: 34px;
        height: 34px;
        stroke: var(--ink);
        stroke-width: 4;
        stroke-linecap: round;
        fill: none;
      }
      .brand .thin {
        stroke-width: 2.6;
      }
      h1 {
        margin: 0;
        font-size: 19px;
        font-weight: 650;
        line-height: 1.15;
        letter-spacing: -0.01em;
      }
      .label {
        font-size: 12.5px;
        color: var(--ink-3);
        line-height: 1.3;
      }
      .big {
        font-size: 22px;
        font-weight: 650;
        line-height: 1.15;
        letter-spacing: -0.01em;
      }
      .small {
        line-height: 1.3;
      }
      .state.ERROR .big {
        color: var(--alarm-red);
      }
      .state.ERROR .big::before {
        content: '';
        display: inline-block;
        width: 16px;
        height: 16px;
        margin-right: 7px;
        background: var(--alarm-red);
        clip-path: polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%);
      }
      .why {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        max-width: 340px;
      }
      .binding {
        font-weight: 600;
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      .orders {
        display: flex;
        gap: 8px;
      }
      .stop {
        position: relative;
        min-height: 60px;
        min-width: 176px;
        padding: 6px 20px;
        border: 5px solid var(--stop-ring);
        border-radius: 12px;
        background: var(--stop);
        color: #fff;
        font-size: 17px;
        font-weight: 700;
        line-height: 1.1;
      }
      .stop:hover:not(:disabled) {
        border-color: var(--stop-ring);
        filter: brightness(1.08);
      }
      .stop:active {
        transform: translateY(1px);
        filter: brightness(0.9);
      }
      @media (max-width: 1080px) {
        header {
          grid-template-columns: minmax(0, 1fr) auto auto;
          gap: 6px 16px;
          padding: 8px 12px;
        }
        .brand {
          position: absolute;
          clip-path: inset(50%);
        }
        .limit {
          grid-column: 1 / -1;
          grid-row: 2;
          display: flex;
          flex-wrap: wrap;
          gap: 0 8px;
          align-items: baseline;
        }
      }
      @media (max-width: 640px) {
        header {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .stop {
          min-width: 128px;
          min-height: 64px;
          padding: 6px 12px;
          font-size: 16px;
          grid-column: 2;
          grid-row: 1;
        }
        .stop span {
          display: block;
          max-width: 92px;
          margin: 0 auto;
        }
        .why {
          display: none;
        }
        .limit {
          grid-column: 1;
          display: block;
        }
        .orders {
          grid-column: 2;
          grid-row: 2;
          justify-content: end;
          gap: 6px;
        }
        .orders button {
          padding: 6px 10px;
        }
      }
    `,
  ];
}

function limitText(limit: Limit): string {
  const device = lastName(limit.device);
  const text = humane(limit.text);
  return text.includes(device) ? text : `${device}: ${text}`;
}
