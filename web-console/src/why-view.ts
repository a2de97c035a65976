import { css, html, LitElement, nothing, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import type { Decision, Problem } from './contract.js';
import type { Picture } from './gateway.js';
import { shared } from './styles.js';
import { explain } from './why-model.js';
import type { Bar, Why, WhyRow } from './why-model.js';
import { age, ageOf, clock } from './words.js';

const STAGES = { proposal: 'Proposed', envelope: 'Envelope', point: 'Result' } as const;

/** A second of the past that is looked at. */
export interface Moment {
  readonly atMs: number;
  /** `undefined`: not answered yet; `null`: none is kept. */
  readonly decision: Decision | null | undefined;
  readonly problem: Problem | null;
}

/** For each setpoint: what was proposed, what each level left of it, the point that came out. */
export class WhyView extends LitElement {
  static override properties = { picture: { attribute: false }, moment: { attribute: false } };
  declare picture: Picture;
  /** `null`: now. */
  declare moment: Moment | null;

  override render(): TemplateResult {
    const { devices, site, nowMs, link } = this.picture;
    const moment = this.moment;
    const decision = moment ? moment.decision : this.picture.decision;
    const all = decision ? explain(decision, devices, site, moment ? 'past' : 'now') : [];
    return html`
      <section class="panel ${moment ? 'past' : ''}" aria-labelledby="why-title">
        <div class="head">
          <h2 id="why-title">Why this setpoint</h2>
          ${
            decision?.at
              ? html`<span class="small quiet"
                  >step ${decision.step},
                  ${moment ? `decided ${clock(decision.at, nowMs)}` : `${age(ageOf(decision.at, nowMs))} old`}</span
                >`
              : nothing
          }
        </div>
        ${moment ? this.past(moment, nowMs) : nothing}
        ${
          all.length > 0
            ? html`<ul class=${link === 'live' || moment ? '' : 'old'}>
                ${all.map((why) => html`<li data-setpoint=${why.device}>${this.setpoint(why)}</li>`)}
              </ul>`
            : html`<p class="quiet">${this.nothingToSay(decision)}</p>`
        }
      </section>
    `;
  }

  /** Which second this is, and the way back to now. */
  private past(moment: Moment, nowMs: number): TemplateResult {
    const step = (ms: number) => this.look(Math.min(nowMs, moment.atMs + ms));
    return html`
      <div class="moment" role="group" aria-label="A second of the past">
        <p aria-live="polite">
          <strong>${clock(new Date(moment.atMs).toISOString(), nowMs)}</strong> ${age(nowMs - moment.atMs)} ago, not now
        </p>
        <p class="steps">
          <button @click=${() => step(-1000)}>1 s back</button>
          <button @click=${() => step(1000)}>1 s on</button>
          <button class="strong" @click=${() => this.look(null)}>Back to live</button>
        </p>
      </div>
    `;
  }

  private look(atMs: number | null): void {
    this.dispatchEvent(new CustomEvent('busbar-moment', { detail: atMs, bubbles: true, composed: true }));
  }

  private nothingToSay(decision: Decision | null | undefined): string {
    if (this.moment?.problem) return `${this.moment.problem.detail} ${this.moment.problem.remedy ?? ''}`;
    if (this.moment && decision === undefined) return 'Asking the gateway.';
    if (this.moment && !decision) return 'No decision is kept of this second.';
    if (!decision?.at) return 'No decision has been made yet.';
    return this.moment
      ? 'No device was under control, so there was no setpoint.'
      : 'No device is under control, so there is no setpoint.';
  }

  private setpoint(why: Why): TemplateResult {
    return html`
      <h3><span class="id">${why.device}</span> <strong>${why.result}</strong></h3>
      ${why.notWritten ? html`<p class="limited"><strong>Not written</strong>: ${why.notWritten}</p>` : nothing}
      ${why.limitedBy ? html`<p class="limited">Limited by <strong>${why.limitedBy}</strong></p>` : nothing}
      ${why.reason ? html`<p class="reason">${why.reason}</p>` : nothing}
      <ol class="rows">
        ${why.rows.map((row, i) => this.row(row, row.stage !== why.rows[i - 1]?.stage, why))}
      </ol>
      <p class="axis" aria-hidden="true"><span>${why.lowWord}</span><span>${why.highWord}</span></p>
    `;
  }

  private row(row: WhyRow, isFirst: boolean, why: Why): TemplateResult {
    return html`
      <li class="row ${row.stage} ${row.limits ? 'limits' : ''}">
        <span class="stage">${isFirst ? STAGES[row.stage] : nothing}</span>
        <span class="name" title=${row.note}
          >${row.title}${row.limits ? html` <span class="tag">binds</span>` : nothing}</span
        >
        <span class="text">${row.text}</span>
        <span class="bar">${row.bar ? this.bar(row, row.bar, why) : nothing}</span>
        ${row.note ? html`<span class="note">${row.note}</span>` : nothing}
      </li>
    `;
  }

  private bar(row: WhyRow, bar: Bar, why: Why): TemplateResult {
    const x = (value: number | null, open: number) =>
      value === null ? open : (1000 * (value - why.low)) / (why.high - why.low);
    const from = x(bar.from, 0);
    const to = x(bar.to, 1000);
    const result = why.rows.at(-1)?.bar?.mark ?? null;
    return html`
      <svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" x="0" y="3" width="1000" height="10" />
        ${row.stage === 'point' ? nothing : svg`<rect class="span" x=${from} y="3" width=${Math.max(0, to - from)} height="10" />`}
        ${
          row.stage === 'point' && bar.mark !== null
            ? svg`<rect class="reach" x=${Math.min(x(0, 0), x(bar.mark, 0))} y="3" width=${Math.abs(x(bar.mark, 0) - x(0, 0))} height="10" />`
            : nothing
        }
        ${tick('zero', x(0, 0))} ${result === null || row.stage === 'point' ? nothing : tick('result', x(result, 0))}
        ${bar.mark === null ? nothing : tick('mark', x(bar.mark, 0))}
      </svg>
    `;
  }

  static override styles = [
    shared,
    css`
      .past {
        border: 2px solid var(--ink);
        padding: 13px 15px 15px;
      }
      .moment {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 6px 12px;
        margin-bottom: 12px;
        padding-bottom: 10px;
        border-bottom: 1px solid var(--line);
      }
      .steps {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      ul > li + li {
        margin-top: 16px;
        padding-top: 14px;
        border-top: 1px solid var(--line);
      }
      h3 {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: baseline;
        gap: 0 12px;
        font-size: 17px;
        font-weight: 500;
      }
      .limited {
        margin-top: 2px;
      }
      .reason {
        color: var(--ink-2);
        font-size: 13.5px;
      }
      .rows {
        margin-top: 8px;
      }
      .row {
        display: grid;
        grid-template-columns: 66px auto minmax(0, 1fr);
        gap: 0 10px;
        align-items: baseline;
        padding: 3px 0;
        font-size: 13.5px;
      }
      .stage {
        grid-row: 1 / span 2;
        color: var(--ink-3);
        font-size: 12.5px;
      }
      .text {
        text-align: right;
      }
      .bar {
        grid-column: 2 / -1;
        display: block;
      }
      .note {
        grid-column: 2 / -1;
        color: var(--ink-3);
        font-size: 12.5px;
      }
      .point .name,
      .point .text,
      .limits .name,
      .limits .text {
        font-weight: 600;
      }
      svg {
        display: block;
        width: 100%;
        height: 12px;
      }
      .track {
        fill: var(--track);
        opacity: 0.45;
      }
      .span {
        fill: var(--quiet);
      }
      .limits .span {
        fill: var(--ink-2);
      }
      .reach {
        fill: var(--ink);
      }
      path {
        vector-effect: non-scaling-stroke;
        fill: none;
      }
      .zero {
        stroke: var(--ink-3);
        stroke-width: 1;
      }
      .result {
        stroke: var(--ink);
        stroke-width: 1.5;
        stroke-dasharray: 2 2;
      }
      .mark {
        stroke: var(--ink);
        stroke-width: 4;
      }
      .tag {
        margin-left: 4px;
      }
      @media (max-width: 640px) {
        .row {
          grid-template-columns: auto minmax(0, 1fr);
        }
        .stage {
          grid-row: auto;
          grid-column: 1 / -1;
          padding-top: 4px;
        }
        .stage:empty {
          display: none;
        }
        .row .bar,
        .row .note {
          grid-column: 1 / -1;
        }
        p.axis {
          padding-left: 0;
        }
      }
      .axis {
        display: flex;
        justify-content: space-between;
        gap: 12px;
        padding-left: 76px;
        font-size: 11.5px;
        color: var(--ink-3);
      }
    `,
  ];
}

function tick(kind: string, x: number): SVGTemplateResult {
  return svg`<path class=${kind} d="M${x} 0V16" />`;
}
