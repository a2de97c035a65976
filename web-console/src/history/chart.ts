import { css, html, LitElement, nothing, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import { bandPath, linePath, momentAt, momentBy } from '../history-model.js';
import type { Plane } from '../history-model.js';
import { shared } from '../styles.js';
import { clock, power, valueText } from '../words.js';
import { at, axis, drawn, marks } from './model.js';
import type { Column, Table } from './model.js';

const PANEL = 150;
const GAP = 26;
const TOP = 16;

/** Says in words what a point shows. */
export type Say = (column: Column, value: number) => string;

/** Lines with their bands over one axis of time, a panel for each unit; the cursor is moved by pointer or keyboard. */
export class HistoryChart extends LitElement {
  static override properties = {
    table: { attribute: false },
    nowMs: { attribute: false },
    say: { attribute: false },
    cursorMs: { state: true },
    width: { state: true },
  };
  declare table: Table;
  declare nowMs: number;
  declare say: Say;
  declare private cursorMs: number | null;
  declare private width: number;
  private readonly sizes = new ResizeObserver(([entry]) => {
    if (entry) this.width = Math.max(200, Math.floor(entry.contentRect.width));
  });

  constructor() {
    super();
    this.cursorMs = null;
    this.width = 600;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  override render(): TemplateResult {
    const { columns } = this.table;
    return html`
      <p class="small when">
        ${
          this.cursorMs === null
            ? 'Move over the picture, or use the arrow keys, to read its values.'
            : html`<strong>${clock(new Date(this.cursorMs).toISOString(), this.nowMs)}</strong>`
        }
      </p>
      <ul>
        ${columns.map(
          (column, i) =>
            html`<li class="n${i % 8}">
              <span class="small"><svg viewBox="0 0 16 8" aria-hidden="true"><path d="M0 4h16" /></svg>${column.name}</span>
              <strong>${this.reading(column)}</strong>
            </li>`,
        )}
      </ul>
      ${this.plot()}
    `;
  }

  /** What a point shows at the cursor, with what it moved between. */
  private reading(column: Column): string {
    if (this.cursorMs === null) return '';
    const bucket = at(this.table, column, this.cursorMs);
    if (!bucket) return 'unknown';
    const [mean, min, max] = [bucket.mean, bucket.min, bucket.max].map((value) => this.say(column, value));
    return min === max ? `${mean}` : `${mean} (${min} to ${max})`;
  }

  private plot(): TemplateResult {
    const { fromMs, toMs, columns } = this.table;
    const width = this.width;
    const units = [...new Set(columns.map((column) => column.unit))];
    const height = units.length * (PANEL + GAP) + TOP;
    const x = (t: number) => (width * (t - fromMs)) / (toMs - fromMs);
    const times = marks(fromMs, toMs, Math.max(2, Math.floor(width / 64)));
    return html`
      <svg
        class="plot"
        viewBox="0 0 ${width} ${height}"
        width=${width}
        height=${height}
        tabindex="0"
        role="slider"
        aria-label="Moment of the past; arrow keys move it, Escape leaves it"
        aria-valuemin=${Math.floor(fromMs / 1000)}
        aria-valuemax=${Math.floor(toMs / 1000)}
        aria-valuenow=${Math.floor((this.cursorMs ?? toMs) / 1000)}
        aria-valuetext=${this.told()}
        @pointermove=${(e: PointerEvent) => (this.cursorMs = this.momentOf(e))}
        @pointerleave=${() => (this.cursorMs = null)}
        @keydown=${(e: KeyboardEvent) => this.key(e)}
      >
        ${times.map(({ atMs }) => svg`<path class="rule" d="M${x(atMs)} ${TOP}V${height - TOP}" />`)}
        ${units.map((unit, i) => this.panel(unit, TOP + i * (PANEL + GAP), x))}
        ${times
          .filter(({ atMs }) => x(atMs) > 24 && x(atMs) < width - 24)
          .map(({ atMs, text }) => svg`<text class="tick" x=${x(atMs)} y=${height - 3}>${text}</text>`)}
        ${this.cursorMs === null ? nothing : svg`<path class="cursor" d="M${x(this.cursorMs)} 0V${height - TOP}" />`}
      </svg>
    `;
  }

  private panel(unit: string, top: number, x: Plane['x']): SVGTemplateResult {
    const shown = this.table;
    const own = shown.columns.filter((column) => column.unit === unit);
    const { low, high } = axis(
      unit,
      own.flatMap((column) => drawn(shown, column)),
    );
    const y = (value: number) => top + (PANEL * (high - value)) / (high - low);
    const parts = own.map((column) => ({ column, of: { buckets: drawn(shown, column) } }));
    const place = (column: Column) => shown.columns.indexOf(column) % 8;
    return svg`
      <g data-unit=${unit} data-low=${low} data-high=${high} data-top=${top} data-height=${PANEL}>
        <path class="rule" d="M0 ${top}H${this.width}M0 ${top + PANEL}H${this.width}" />
        ${low < 0 && high > 0 ? svg`<path class="zero" d="M0 ${y(0)}H${this.width}" />` : nothing}
        ${parts.map(({ column, of }) => svg`<path class="band n${place(column)}" d=${bandPath(of, shown.stepMs, { x, y })} />`)}
        ${parts.map(
          ({ column, of }) =>
            svg`<path class="line n${place(column)}" data-point=${column.name} d=${linePath(of, shown.stepMs, { x, y })} />`,
        )}
        <text x="4" y=${top + 13}>${edge(unit, high)}</text>
        <text x="4" y=${top + PANEL - 4}>${edge(unit, low)}</text>
      </g>
    `;
  }

  private told(): string {
    if (this.cursorMs === null) return 'no moment chosen';
    const values = this.table.columns.map((column) => `${column.name} ${this.reading(column)}`);
    return `${clock(new Date(this.cursorMs).toISOString(), this.nowMs)}: ${values.join(', ')}`;
  }

  private momentOf(event: PointerEvent): number {
    return this.within(momentAt(event, this.table));
  }

  private key(event: KeyboardEvent): void {
    const { toMs, stepMs } = this.table;
    const to = momentBy(event.key, { from: this.cursorMs ?? toMs, stepMs, pageMs: 20 * stepMs }, this.table);
    if (to === undefined) return;
    event.preventDefault();
    this.cursorMs = to === null ? null : this.within(to);
  }

  /** The end itself is the beginning of what comes after the table. */
  private within(atMs: number): number {
    return Math.min(this.table.toMs - 1, atMs);
  }

  static override styles = [
    shared,
    css`
      .when {
        min-height: 24px;
        color: var(--ink-2);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr));
        gap: 4px 12px;
        margin: 4px 0 10px;
      }
      li span {
        overflow-wrap: anywhere;
        color: var(--ink-2);
      }
      li strong {
        display: block;
        min-height: 20px;
        font-size: 13.5px;
        font-weight: 600;
      }
      li svg {
        width: 16px;
        height: 8px;
        margin-right: 5px;
      }
      .plot {
        display: block;
        max-width: 100%;
        cursor: crosshair;
        touch-action: pan-y;
      }
      text {
        font-size: 11.5px;
        fill: var(--ink-3);
        paint-order: stroke;
        stroke: var(--panel);
        stroke-width: 3px;
      }
      .tick {
        text-anchor: middle;
      }
      path {
        fill: none;
        stroke: var(--own);
        stroke-width: 1.75;
        stroke-linejoin: round;
        stroke-linecap: round;
      }
      .rule {
        stroke: var(--line);
        stroke-width: 1;
      }
      .zero,
      .cursor {
        stroke: var(--ink-3);
        stroke-width: 1;
      }
      path.band {
        stroke: none;
        fill: var(--own);
        opacity: 0.2;
      }
      .n0 {
        --own: var(--import);
      }
      .n1 {
        --own: var(--pv);
      }
      .n2 {
        --own: var(--discharge);
      }
      .n3 {
        --own: var(--load);
      }
      .n4 {
        --own: var(--charge);
      }
      .n5 {
        --own: var(--export);
      }
      .n6 {
        --own: var(--ink-2);
      }
      .n7 {
        --own: var(--pv);
      }
      path.n2,
      .n2 path {
        stroke-dasharray: 8 4;
      }
      path.n5,
      .n5 path {
        stroke-dasharray: 1 4;
      }
      path.n7,
      .n7 path {
        stroke-dasharray: 6 3 1 3;
      }
    `,
  ];
}

/** An end of an axis: a size and a word. */
function edge(unit: string, value: number): string {
  if (unit !== 'W') return valueText(value, unit).replace('delivering', 'into the busbar').replace('taking', 'out of it');
  return value === 0 ? '0 W' : `${power(value)} ${value > 0 ? 'into' : 'out of'} the busbar`;
}

customElements.define('history-chart', HistoryChart);
