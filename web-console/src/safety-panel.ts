import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Limit } from './contract.js';
import { kindOf } from './flow-model.js';
import type { Picture } from './gateway.js';
import { bindings, boundText, isSafetyEvent, limitName } from './safety-model.js';
import type { Binding } from './safety-model.js';
import { shared } from './styles.js';
import { prioritySymbol } from './symbols.js';
import { clock, humane, pointText, severityWord } from './words.js';

const MOST_EVENTS = 5;

/** What protects the site now: what binds and whom it holds back, every limit with its value, the last safety events. */
export class SafetyPanel extends LitElement {
  static override properties = { picture: { attribute: false } };
  declare picture: Picture;

  override render(): TemplateResult {
    const { site, events } = this.picture;
    const bound = bindings(this.picture);
    const limits = (site?.limits ?? []).filter((limit) => limit.reaction);
    const last = events.filter(isSafetyEvent).sort((a, b) => b.sequence - a.sequence);
    return html`
      <section class="panel" aria-labelledby="safety-title">
        <h2 id="safety-title">Safety</h2>
        <h3>Binding now</h3>
        ${bound.length === 0 ? html`<p class="quiet">No limit holds a device back.</p>` : bound.map((each) => this.binding(each))}
        <h3>Limits of the site</h3>
        ${
          limits.length === 0
            ? html`<p class="quiet">None is written in site.yaml; devices have their own.</p>`
            : html`<table>
                <thead>
                  <tr>
                    <th scope="col">Limit</th>
                    <th scope="col">Now</th>
                    <th scope="col">Threshold</th>
                    <th scope="col">State</th>
                  </tr>
                </thead>
                <tbody>
                  ${limits.map((limit) => this.limit(limit))}
                </tbody>
              </table>`
        }
        <h3>Last safety events</h3>
        ${
          last.length === 0
            ? html`<p class="quiet">None.</p>`
            : html`<ul>
                ${last.slice(0, MOST_EVENTS).map(
                  (event) =>
                    html`<li class=${event.severity}>
                      <svg viewBox="0 0 16 16" aria-hidden="true">${prioritySymbol(event.severity)}</svg>
                      <p>
                        <span class="hidden">${severityWord(event.severity)}:</span> ${humane(event.text)}
                        <span class="quiet small">${clock(event.at, this.picture.nowMs)}</span>
                      </p>
                    </li>`,
                )}
              </ul>`
        }
      </section>
    `;
  }

  private binding({ device, limit, value, threshold, requested }: Binding): TemplateResult {
    return html`<dl class="binding" data-binding=${device}>
      <dt><span class="id">${device}</span></dt>
      <dd class="limit"><strong>${limit}</strong></dd>
      <dt>Value</dt>
      <dd class="value">${value}</dd>
      <dt>Threshold</dt>
      <dd class="threshold">${threshold}</dd>
      <dt>Requested</dt>
      <dd class="requested">
        ${requested.length === 0 ? 'nothing' : requested.map(({ by, what }) => html`<span><strong>${by}</strong>: ${what}</span>`)}
      </dd>
    </dl>`;
  }

  private limit(limit: Limit): TemplateResult {
    const { site, devices } = this.picture;
    const kind = kindOf(limit.device, site?.nodes ?? [], devices);
    return html`<tr class=${limit.active ? 'active' : ''} data-limit="${limit.device}/${limit.point ?? ''}">
      <th scope="row">${limitName(limit)}</th>
      <td>${pointText(limit.point ?? '', limit.value ?? null, limit.unit ?? '', kind)}</td>
      <td>${boundText(limit, kind)}${limit.reaction === 'TRIP' ? ', trips' : nothing}</td>
      <td>${limit.active ? html`<span class="tag">ACTIVE</span>` : (limit.value ?? null) === null ? 'unknown' : 'kept'}</td>
    </tr>`;
  }

  static override styles = [
    shared,
    css`
      h3 {
        font-size: 12.5px;
        font-weight: 600;
        color: var(--ink-3);
        margin: 12px 0 4px;
      }
      .binding {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 12px;
        padding: 6px 0;
        border-top: 1px solid var(--line);
        font-size: 14px;
      }
      dt {
        color: var(--ink-2);
        font-size: 13px;
      }
      dd {
        overflow-wrap: anywhere;
      }
      .requested span {
        display: block;
      }
      tbody th {
        border-top: 1px solid var(--line);
        padding: 7px 10px 7px 0;
        color: var(--ink-2);
        vertical-align: baseline;
      }
      td {
        font-size: 13.5px;
      }
      tr.active td {
        font-weight: 600;
      }
      li {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr);
        gap: 9px;
        padding: 4px 0;
        font-size: 14px;
      }
      svg {
        width: 14px;
        height: 14px;
        margin-top: 3px;
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
    `,
  ];
}
