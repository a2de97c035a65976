import { css, html, LitElement, nothing, svg } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { Picture } from './gateway.js';
import { shared } from './styles.js';
import { remember, trend } from './trend-model.js';
import type { TrendSample } from './trend-model.js';
import { age, power } from './words.js';

const WIDTH = 1000;
const HEIGHT = 150;

/** The flows since the page was opened, up to ten minutes back. */
export class TrendView extends LitElement {
  static override properties = { picture: { attribute: false } };
  declare picture: Picture;
  private samples: readonly TrendSample[] = [];

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('picture')) this.samples = remember(this.samples, this.picture);
  }

  override render(): TemplateResult {
    const { windowMs, lowW, highW, lines } = trend(this.samples, this.picture, WIDTH, HEIGHT);
    const zero = (HEIGHT * highW) / (highW - lowW);
    const span = age(windowMs);
    return html`
      <section class="panel" aria-labelledby="trend-title">
        <div class="head">
          <h2 id="trend-title">Last ${span}</h2>
          <ul class="legend small">
            ${lines.map(
              (line) =>
                html`<li class=${line.kind}>
                  <svg viewBox="0 0 26 8" aria-hidden="true"><path d="M0 4h26" /></svg>${line.title}
                </li>`,
            )}
          </ul>
        </div>
        <div class="chart">
          <p class="axis">${highW > 0 ? html`${power(highW)} into the busbar` : nothing}</p>
          <svg
            viewBox="0 0 ${WIDTH} ${HEIGHT}"
            preserveAspectRatio="none"
            role="img"
            aria-label="Flows of the last ${span}"
          >
            <path class="rule" d="M0 .5H${WIDTH}M0 ${HEIGHT - 0.5}H${WIDTH}" />
            <path class="zero" d="M0 ${zero}H${WIDTH}" />
            ${lines.map((line) => svg`<path class=${line.kind} d=${line.path} />`)}
          </svg>
          <p class="axis">
            <span>${lowW < 0 ? html`${power(lowW)} out of the busbar` : nothing}</span>
            <span>now</span>
          </p>
        </div>
      </section>
    `;
  }

  static override styles = [
    shared,
    css`
      .head {
        margin-bottom: 6px;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0 16px;
        color: var(--ink-2);
      }
      .legend svg {
        width: 26px;
        height: 8px;
        margin-right: 6px;
        vertical-align: 1px;
      }
      .axis {
        display: flex;
        justify-content: space-between;
        font-size: 11.5px;
        color: var(--ink-3);
        min-height: 17px;
      }
      .chart svg {
        display: block;
        width: 100%;
        height: 150px;
      }
      path {
        fill: none;
        stroke-width: 2;
        stroke-linejoin: round;
        vector-effect: non-scaling-stroke;
      }
      .rule {
        stroke: var(--line);
        stroke-width: 1;
      }
      .zero {
        stroke: var(--ink-3);
        stroke-width: 1;
      }
      path.grid,
      .grid path {
        stroke: var(--import);
        stroke-width: 2.5;
      }
      path.pv,
      .pv path {
        stroke: var(--pv);
      }
      path.battery,
      .battery path {
        stroke: var(--discharge);
        stroke-dasharray: 8 3;
      }
      path.load,
      .load path {
        stroke: var(--load);
      }
      path.charger,
      .charger path {
        stroke: var(--load);
        stroke-dasharray: 2 3;
      }
    `,
  ];
}
