import { css, html, LitElement, nothing, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import { feeders } from './flow-model.js';
import type { Feeder } from './flow-model.js';
import type { Picture } from './gateway.js';
import { shared } from './styles.js';
import { symbol } from './symbols.js';
import { age, qualityWord, share } from './words.js';

const LINE_HEIGHT = 84;
const ARROW_STEP = 28;

/** Sources above the busbar, sinks below: each feeder with arrow, word, size and age. */
export class FlowPicture extends LitElement {
  static override properties = { picture: { attribute: false } };
  declare picture: Picture;

  override render(): TemplateResult {
    const all = feeders(this.picture);
    const above = all.filter((f) => f.kind === 'grid' || f.kind === 'pv');
    const below = all.filter((f) => f.kind !== 'grid' && f.kind !== 'pv');
    const flow = this.picture.site?.flow;
    return html`
      <section class="panel" aria-labelledby="flow-title">
        <div class="head">
          <h2 id="flow-title">Energy flow</h2>
          <dl class="small ${this.picture.link === 'live' ? '' : 'old'}">
            <div>
              <dt>Self-consumption</dt>
              <dd>${share(flow?.selfConsumptionPct ?? null)}</dd>
            </div>
            <div>
              <dt>Autarky</dt>
              <dd>${share(flow?.autarkyPct ?? null)}</dd>
            </div>
          </dl>
        </div>
        <div class="picture">
          <ul class="row count-${above.length}" aria-label="Above the busbar">
            ${above.map((f) => html`<li class=${this.classes(f)}>${this.card(f)}${this.line(f, true)}</li>`)}
          </ul>
          <div class="bus" role="presentation"></div>
          <ul class="row count-${below.length}" aria-label="Below the busbar">
            ${below.map((f) => html`<li class=${this.classes(f)}>${this.line(f, false)}${this.card(f)}</li>`)}
          </ul>
        </div>
      </section>
    `;
  }

  private classes(f: Feeder): string {
    return `feeder ${f.kind} ${f.direction} ${f.quality === 'GOOD' || f.quality === 'SUBSTITUTED' ? '' : 'old'}`;
  }

  private card(f: Feeder): TemplateResult {
    return html`
      <div class="card" data-feeder=${f.kind}>
        <div class="title">
          <svg class="symbol" viewBox="0 0 32 32" aria-hidden="true">${symbol(f.kind, f.stateOfChargePct)}</svg>
          <h3>${f.title}</h3>
          ${f.kind === 'battery' ? html`<span class="charge">${share(f.stateOfChargePct)}</span>` : nothing}
        </div>
        <p class="value">
          <span class="word">${f.word}</span>
          ${f.magnitude ? html`<span class="figure">${f.magnitude}</span>` : nothing}
        </p>
        <p class="foot">
          ${f.quality === 'GOOD' ? nothing : html`<span class="tag mark">${qualityWord(f.quality).toUpperCase()}</span> `}
          <span class="age">${f.ageMs === null ? age(null) : `${age(f.ageMs)} old`}</span>
        </p>
        ${f.kind === 'load' ? html`<p class="foot">rest of the balance</p>` : nothing}
        ${f.setpoint ? html`<p class="foot setpoint">${f.setpoint}</p>` : nothing}
      </div>
    `;
  }

  /** The conductor between card and busbar, with arrows in the direction of the flow. */
  private line(f: Feeder, isAbove: boolean): TemplateResult {
    const width = 3 + f.weight * 15;
    const flowing = f.direction === 'in' || f.direction === 'out';
    const down = (f.direction === 'in') === isAbove;
    return html`
      <svg class="line" viewBox="0 0 40 ${LINE_HEIGHT}" height=${LINE_HEIGHT} width="40" aria-hidden="true">
        <rect class="band" x=${20 - width / 2} y="0" width=${width} height=${LINE_HEIGHT} />
        ${flowing ? svg`<g class=${down ? 'move-down' : 'move-up'}>${arrows(down, width)}</g>` : nothing}
      </svg>
    `;
  }

  static override styles = [
    shared,
    css`
      .panel {
        display: flex;
        flex-direction: column;
      }
      dl,
      dl div {
        display: flex;
        flex-wrap: wrap;
        gap: 0 16px;
      }
      dl div {
        gap: 6px;
      }
      dt {
        color: var(--ink-3);
      }
      dd {
        font-weight: 600;
      }
      .picture {
        flex: 1;
        display: flex;
        flex-direction: column;
        justify-content: center;
      }
      .row {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 0 16px;
      }
      .row.count-2 {
        grid-template-columns: repeat(2, minmax(0, 1fr));
        padding: 0 calc(100% / 12);
        gap: 0 calc(100% / 12);
      }
      .row.count-1 {
        grid-template-columns: minmax(0, 1fr);
        padding: 0 33%;
      }
      .feeder {
        display: flex;
        flex-direction: column;
        align-items: center;
        min-width: 0;
        --flow: var(--quiet);
      }
      .pv.in {
        --flow: var(--pv);
      }
      .battery.in {
        --flow: var(--discharge);
      }
      .battery.out {
        --flow: var(--charge);
      }
      .grid.in {
        --flow: var(--import);
      }
      .grid.out {
        --flow: var(--export);
      }
      .load.out,
      .load.in,
      .pv.out,
      .charger.out,
      .charger.in {
        --flow: var(--load);
      }
      .feeder.old {
        --flow: var(--quiet);
      }
      .bus {
        height: 12px;
        border-radius: 6px;
        background: var(--bus);
        margin: 0 2%;
      }
      .line {
        display: block;
        overflow: hidden;
      }
      .band {
        fill: var(--flow);
      }
      .arrow {
        fill: var(--flow);
        stroke: var(--panel);
        stroke-width: 2;
      }
      .move-down {
        animation: down 1.4s linear infinite;
      }
      .move-up {
        animation: up 1.4s linear infinite;
      }
      .old .move-down,
      .old .move-up {
        animation: none;
      }
      @keyframes down {
        to {
          transform: translateY(28px);
        }
      }
      @keyframes up {
        to {
          transform: translateY(-28px);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .move-down,
        .move-up {
          animation: none;
        }
      }
      .card {
        width: 100%;
        max-width: 236px;
        flex: 1;
        background: var(--raised);
        border: 1px solid var(--line);
        border-top: 3px solid var(--flow);
        border-radius: var(--radius);
        padding: 10px 14px 11px;
      }
      .row:last-child .card {
        border-top-width: 1px;
        border-top-color: var(--line);
        border-bottom: 3px solid var(--flow);
      }
      .title {
        display: flex;
        align-items: center;
        gap: 8px;
        color: var(--ink-2);
      }
      h3 {
        font-size: 14px;
        font-weight: 600;
        flex: 1;
      }
      .charge {
        font-size: 14px;
        font-weight: 600;
      }
      .symbol {
        width: 26px;
        height: 26px;
        flex: none;
        fill: none;
        stroke: currentcolor;
        stroke-width: 1.7;
        stroke-linejoin: round;
        stroke-linecap: round;
      }
      .value {
        margin-top: 6px;
        line-height: 1.2;
        color: var(--ink);
      }
      .word {
        display: block;
        font-size: 14px;
      }
      .figure {
        display: block;
        font-size: 30px;
        font-weight: 600;
        letter-spacing: -0.02em;
      }
      .old .value {
        color: var(--ink-3);
      }
      .foot {
        margin-top: 4px;
        font-size: 12.5px;
        color: var(--ink-3);
      }
      @media (max-width: 640px) {
        .row,
        .row.count-2 {
          gap: 0 6px;
          padding: 0;
        }
        .card {
          padding: 8px 8px 9px;
        }
        .title {
          gap: 5px;
        }
        .symbol {
          width: 20px;
          height: 20px;
        }
        .title {
          flex-wrap: wrap;
        }
        h3 {
          order: 3;
          flex-basis: 100%;
          font-size: 13px;
        }
        .charge {
          flex: 1;
          text-align: right;
          font-size: 13px;
        }
        .word {
          font-size: 13px;
        }
        .figure {
          font-size: 22px;
        }
        .line {
          height: 56px;
        }
      }
    `,
  ];
}

function arrows(down: boolean, width: number): SVGTemplateResult[] {
  const count = Math.ceil(LINE_HEIGHT / ARROW_STEP) + 2;
  const half = 5 + width / 2;
  const tip = down ? 5.5 : -5.5;
  return Array.from({ length: count }, (_, i) => {
    const y = (i - 1) * ARROW_STEP + ARROW_STEP / 2;
    return svg`<path class="arrow" d="M${20 - half} ${y - tip}H${20 + half}L20 ${y + tip}z" />`;
  });
}
