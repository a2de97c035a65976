import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SiteEvent } from './contract.js';
import type { Picture } from './gateway.js';
import { shared } from './styles.js';
import { prioritySymbol } from './symbols.js';
import { clock, humane, severityWord } from './words.js';

const SHORT = 8;

/** The newest events first; priority by shape, word and colour. */
export class EventList extends LitElement {
  static override properties = { picture: { attribute: false }, long: { state: true } };
  declare picture: Picture;
  declare private long: boolean;

  constructor() {
    super();
    this.long = false;
  }

  override render(): TemplateResult {
    const events = [...this.picture.events].sort((a, b) => b.sequence - a.sequence);
    const shown = this.long ? events : events.slice(0, SHORT);
    return html`
      <section class="panel" aria-labelledby="events-title">
        <div class="head">
          <h2 id="events-title">Events</h2>
          ${
            events.length > SHORT
              ? html`<button class="plain small" aria-expanded=${this.long} @click=${() => (this.long = !this.long)}>
                  ${this.long ? 'Show fewer' : `Show all ${events.length}`}
                </button>`
              : nothing
          }
        </div>
        ${
          shown.length === 0
            ? html`<p class="quiet">No events yet.</p>`
            : html`<ul>
                ${shown.map((event) => this.event(event))}
              </ul>`
        }
      </section>
    `;
  }

  private event(event: SiteEvent): TemplateResult {
    return html`
      <li class=${event.severity}>
        <svg viewBox="0 0 16 16" aria-hidden="true">${prioritySymbol(event.severity)}</svg>
        <p>
          ${event.severity === 'INFO' ? html`<span class="hidden">info:</span>` : html`<strong class="severity">${severityWord(event.severity)}</strong>`}
          ${humane(event.text)}
          <span class="from quiet small">${humane(event.source)}, ${clock(event.at, this.picture.nowMs)}</span>
        </p>
      </li>
    `;
  }

  static override styles = [
    shared,
    css`
      .head {
        align-items: center;
        margin-bottom: 4px;
        min-height: 32px;
      }
      li {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr);
        gap: 9px;
        padding: 6px 0;
        border-top: 1px solid var(--line);
        font-size: 14px;
      }
      svg {
        width: 14px;
        height: 14px;
        margin-top: 3px;
      }
      .severity {
        text-transform: capitalize;
        margin-right: 3px;
      }
      .from {
        display: block;
      }
      .info {
        fill: var(--ink-3);
      }
      .critical {
        fill: var(--alarm-red);
      }
      .alarm {
        fill: var(--alarm-amber);
      }
      .warning {
        fill: var(--alarm-cyan);
      }
      .CRITICAL .severity {
        color: var(--alarm-red);
      }
      .ALARM .severity {
        color: var(--alarm-amber);
      }
      .WARNING .severity {
        color: var(--alarm-cyan);
      }
    `,
  ];
}
