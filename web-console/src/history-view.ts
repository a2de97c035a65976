import { css, html, LitElement, nothing, svg } from 'lit';
import type { PropertyValues, SVGTemplateResult, TemplateResult } from 'lit';
import type { Problem } from './contract.js';
import { problemOf } from './gateway.js';
import type { Gateway, Picture } from './gateway.js';
import {
  bandPath,
  beginning,
  bounds,
  chart,
  HOUR_MS,
  linePath,
  momentAt,
  momentBy,
  RANGES,
  readings,
  sources,
  stepFor,
  ticks,
} from './history-model.js';
import type { Answer, HistoryChart, Plane, Reading, Series } from './history-model.js';
import { shared } from './styles.js';
import { age, clock, power } from './words.js';

const POWER_TOP = 17;
const POWER_BOTTOM = POWER_TOP + 180;
const CHARGE_TOP = POWER_BOTTOM + 24;
const CHARGE_HEIGHT = 48;
const HEIGHT = CHARGE_TOP + CHARGE_HEIGHT;
const SOONEST_MS = 5_000;
const LATEST_MS = 60_000;

/** Power and state of charge of the past; a moment chosen here is explained by the page. */
export class HistoryView extends LitElement {
  static override properties = {
    picture: { attribute: false },
    momentMs: { attribute: false },
    hours: { state: true },
    shown: { state: true },
    problem: { state: true },
    hoverMs: { state: true },
    width: { state: true },
  };
  declare picture: Picture;
  declare gateway: Gateway;
  /** The second that is explained; `null`: now. */
  declare momentMs: number | null;
  declare private hours: number;
  declare private shown: HistoryChart | null;
  declare private problem: Problem | null;
  declare private hoverMs: number | null;
  declare private width: number;
  /** Since when there is anything, as far as this range is concerned. */
  private sinceMs: number | null = null;
  private loading = false;
  private dueAt = 0;
  private readonly sizes = new ResizeObserver(([entry]) => {
    if (entry) this.width = Math.max(200, Math.floor(entry.contentRect.width));
  });

  constructor() {
    super();
    this.momentMs = null;
    this.hours = 24;
    this.shown = null;
    this.problem = null;
    this.hoverMs = null;
    this.width = 600;
  }

  protected override firstUpdated(): void {
    const plot = this.renderRoot.querySelector('.plot');
    if (plot) this.sizes.observe(plot);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    // A new picture changes nothing here; the history is asked for at its own pace.
    if (changed.has('picture')) void this.load();
    return !this.hasUpdated || [...changed.keys()].some((key) => key !== 'picture');
  }

  private async load(): Promise<void> {
    const picture = this.picture;
    if (this.loading || picture.link !== 'live' || performance.now() < this.dueAt || document.hidden) return;
    if (picture.points.length === 0) return;
    this.loading = true;
    const hours = this.hours;
    try {
      const toMs = picture.nowMs;
      const range = hours * HOUR_MS;
      let fromMs = Math.max(toMs - range, this.sinceMs ?? 0);
      let answers = await this.fetchAll(picture, fromMs, toMs);
      const first = beginning(answers);
      // A young history is asked for again, finer.
      if (this.sinceMs === null && first !== null && stepFor(toMs - first) < stepFor(range)) {
        fromMs = first;
        answers = await this.fetchAll(picture, fromMs, toMs);
      }
      if (hours !== this.hours) return;
      this.sinceMs = beginning(answers);
      fromMs = Math.max(fromMs, this.sinceMs ?? fromMs);
      this.problem = null;
      this.shown = chart(answers, picture, fromMs, toMs);
      this.dueAt = performance.now() + Math.min(LATEST_MS, Math.max(SOONEST_MS, this.shown.stepMs));
    } catch (cause) {
      this.problem = problemOf(cause);
      this.dueAt = performance.now() + SOONEST_MS;
    } finally {
      this.loading = false;
    }
  }

  /** One question after the other: the picture of now goes first. */
  private async fetchAll(picture: Picture, fromMs: number, toMs: number): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const source of sources(picture)) {
      const how = { resolution: `${stepFor(toMs - fromMs)}s` };
      const document = await this.gateway.history(source.device, source.point, fromMs, toMs, how);
      answers.push({ source, document });
    }
    return answers;
  }

  private choose(hours: number): void {
    this.hours = hours;
    this.sinceMs = null;
    this.dueAt = 0;
    void this.load();
  }

  override render(): TemplateResult {
    const shown = this.shown;
    const atMs = this.hoverMs ?? this.momentMs;
    return html`
      <section class="panel" aria-labelledby="history-title">
        <div class="head">
          <h2 id="history-title">Power and state of charge</h2>
          <div class="ranges" role="group" aria-label="Range">
            ${RANGES.map(
              ({ hours, title }) =>
                html`<button aria-pressed=${hours === this.hours} @click=${() => this.choose(hours)}>${title}</button>`,
            )}
            <a href="#history">Week, month, year</a>
          </div>
        </div>
        ${this.problem ? html`<p class="small note">Not up to date: ${this.problem.detail} ${this.problem.remedy ?? ''}</p>` : nothing}
        ${shown ? this.values(readings(shown, atMs), atMs) : html`<p class="small quiet">${this.problem ? '' : 'Asking the gateway.'}</p>`}
        <div class="plot">${shown ? this.plot(shown, atMs) : nothing}</div>
      </section>
    `;
  }

  private values(all: Reading[], atMs: number | null): TemplateResult {
    const nowMs = this.picture.nowMs;
    return html`
      <p class="small at">
        ${
          atMs === null
            ? 'Newest values. Choose a moment to see why.'
            : html`<strong>${clock(new Date(atMs).toISOString(), nowMs)}</strong>, ${age(nowMs - atMs)} ago`
        }
        ${
          this.momentMs === null
            ? nothing
            : html`<button class="plain" @click=${() => this.look(null)}>Back to live</button>`
        }
      </p>
      <ul class="values">
        ${all.map(
          ({ kind, title, text, range }) =>
            html`<li class=${kind} title=${range}>
              <span class="small"
                ><svg viewBox="0 0 16 8" aria-hidden="true"><path d="M0 4h16" /></svg>${title}</span
              >
              <strong>${text}</strong>
            </li>`,
        )}
      </ul>
    `;
  }

  private plot(shown: HistoryChart, atMs: number | null): TemplateResult {
    const { fromMs, toMs, flows, charge } = shown;
    const width = this.width;
    const { lowW, highW } = bounds(flows);
    const x = (t: number) => (width * (t - fromMs)) / (toMs - fromMs);
    const watts: Plane = { x, y: (w) => POWER_TOP + ((POWER_BOTTOM - POWER_TOP) * (highW - w)) / (highW - lowW) };
    const percent: Plane = { x, y: (p) => CHARGE_TOP + CHARGE_HEIGHT * (1 - p / 100) };
    const height = charge ? HEIGHT : POWER_BOTTOM + 16;
    const marks = ticks(fromMs, toMs, Math.max(2, Math.floor(width / 56)));
    const told =
      atMs === null
        ? 'now'
        : `${clock(new Date(atMs).toISOString(), this.picture.nowMs)}: ${words(readings(shown, atMs))}`;
    return html`
      <svg
        viewBox="0 0 ${width} ${height + 18}"
        width=${width}
        height=${height + 18}
        tabindex="0"
        role="slider"
        aria-label="Moment of the past; arrow keys move it, with Shift by one second; Escape goes back to now"
        aria-valuemin=${Math.floor(fromMs / 1000)}
        aria-valuemax=${Math.floor(toMs / 1000)}
        aria-valuenow=${Math.floor((atMs ?? toMs) / 1000)}
        aria-valuetext=${told}
        @pointermove=${(e: PointerEvent) => (this.hoverMs = this.momentOf(e, shown))}
        @pointerleave=${() => (this.hoverMs = null)}
        @click=${(e: MouseEvent) => this.look(this.momentOf(e, shown))}
        @keydown=${(e: KeyboardEvent) => this.key(e, shown)}
      >
        ${marks.map((t) => svg`<path class="rule" d="M${x(t)} 0V${height}" />`)}
        <path class="rule" d="M0 ${POWER_TOP}H${width}M0 ${POWER_BOTTOM}H${width}" />
        <path class="zero" d="M0 ${watts.y(0)}H${width}" />
        ${flows.map((s) => svg`<path class="band ${s.kind}" d=${bandPath(s, shown.stepMs, watts)} />`)}
        ${flows.map((s) => line(s, shown.stepMs, watts))}
        ${charge ? svg`<path class="rule" d="M0 ${CHARGE_TOP}H${width}M0 ${HEIGHT}H${width}" />${line(charge, shown.stepMs, percent)}` : nothing}
        ${highW > 0 ? svg`<text x="4" y="12">${power(highW)} into the busbar</text>` : nothing}
        ${lowW < 0 ? svg`<text x="4" y=${POWER_BOTTOM + 14}>${power(lowW)} out of the busbar</text>` : nothing}
        ${charge ? svg`<text x="4" y=${CHARGE_TOP + 13}>100 %</text><text x="4" y=${HEIGHT - 4}>0 %</text>` : nothing}
        ${marks
          .filter((t) => x(t) > 26 && x(t) < width - 26)
          .map((t) => svg`<text class="tick" x=${x(t)} y=${height + 14}>${clockTick(t, toMs - fromMs)}</text>`)}
        ${this.momentMs !== null && this.momentMs >= fromMs ? cursor('chosen', x(this.momentMs), height) : nothing}
        ${this.hoverMs !== null ? cursor('hover', x(this.hoverMs), height) : nothing}
      </svg>
    `;
  }

  private momentOf(event: MouseEvent, shown: HistoryChart): number {
    return wholeSecond(momentAt(event, shown));
  }

  private key(event: KeyboardEvent, shown: HistoryChart): void {
    const { fromMs, toMs } = shown;
    const arrow = event.shiftKey ? 1000 : Math.max(shown.stepMs, (toMs - fromMs) / 240);
    const to = momentBy(event.key, { from: this.momentMs ?? toMs, stepMs: arrow, pageMs: 10 * arrow }, shown);
    if (to === undefined) return;
    event.preventDefault();
    this.hoverMs = null;
    this.look(to === null ? null : wholeSecond(to));
  }

  private look(atMs: number | null): void {
    this.dispatchEvent(new CustomEvent('busbar-moment', { detail: atMs, bubbles: true, composed: true }));
  }

  static override styles = [
    shared,
    css`
      .head {
        align-items: center;
        margin-bottom: 6px;
      }
      .ranges {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
      }
      .ranges a {
        padding: 6px;
        font-size: 13px;
        color: var(--ink-2);
      }
      .ranges button {
        padding: 2px 12px;
        min-height: 32px;
        font-size: 13px;
      }
      .ranges [aria-pressed='true'] {
        background: var(--press);
        border-color: var(--press);
        color: var(--press-ink);
      }
      .note {
        color: var(--alarm-amber);
      }
      .at {
        min-height: 32px;
        line-height: 32px;
        color: var(--ink-2);
      }
      .values {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(110px, 1fr));
        gap: 4px 8px;
        margin: 4px 0 10px;
        color: var(--ink-2);
      }
      .values .small {
        white-space: nowrap;
      }
      .values strong {
        display: block;
        font-size: 13.5px;
        font-weight: 600;
        color: var(--ink);
      }
      .values svg {
        width: 16px;
        height: 8px;
        margin-right: 5px;
        vertical-align: 1px;
      }
      .plot {
        min-height: 260px;
        overflow: hidden;
      }
      .plot svg {
        display: block;
        cursor: crosshair;
        touch-action: pan-y;
      }
      .plot svg:focus-visible {
        outline-offset: -3px;
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
        stroke-width: 1.75;
        stroke-linejoin: round;
        stroke-linecap: round;
      }
      .rule {
        stroke: var(--line);
        stroke-width: 1;
      }
      .zero {
        stroke: var(--ink-3);
        stroke-width: 1;
      }
      .hover {
        stroke: var(--ink-3);
        stroke-width: 1;
      }
      .chosen {
        stroke: var(--ink);
        stroke-width: 2;
      }
      path.grid,
      .grid path {
        stroke: var(--import);
      }
      path.pv,
      .pv path {
        stroke: var(--pv);
      }
      path.battery,
      .battery path {
        stroke: var(--discharge);
        stroke-dasharray: 8 4;
      }
      path.load,
      .load path {
        stroke: var(--load);
      }
      path.charger,
      .charger path {
        stroke: var(--load);
        stroke-dasharray: 1 4;
      }
      path.charge,
      .charge path {
        stroke: var(--charge);
        stroke-width: 2.5;
      }
      .band {
        opacity: 0.2;
      }
      path.band {
        stroke: none;
      }
      .band.grid {
        fill: var(--import);
      }
      .band.pv {
        fill: var(--pv);
      }
      .band.battery {
        fill: var(--discharge);
      }
      .band.charger {
        fill: var(--load);
      }
    `,
  ];
}

function line(series: Series, stepMs: number, plane: Plane): SVGTemplateResult {
  return svg`<path class="line ${series.kind}" d=${linePath(series, stepMs, plane)} />`;
}

function cursor(kind: string, x: number, height: number): SVGTemplateResult {
  return svg`<path class=${kind} d="M${x} 0V${height}" />`;
}

function words(all: Reading[]): string {
  return all.map(({ title, text }) => `${title} ${text}`).join(', ');
}

function wholeSecond(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}

function clockTick(atMs: number, spanMs: number): string {
  const text = new Date(atMs).toLocaleTimeString('en-GB');
  return spanMs < 300_000 ? text : text.slice(0, 5);
}
