import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Point, Problem } from '../contract.js';
import { kindOf, lastName } from '../flow-model.js';
import { problemOf } from '../gateway.js';
import type { Gateway, Picture } from '../gateway.js';
import { sources } from '../history-model.js';
import { shared } from '../styles.js';
import { pointLabel, pointText } from '../words.js';
import type { Say } from './chart.js';
import './chart.js';
import { commonResolution, csv, fieldText, PERIODS, stepText, table } from './model.js';
import type { Answer, Table } from './model.js';

const MOST_POINTS = 8;
const LEAST_WIDTH = 200;
const MOST_WIDTH = 800;

/** How far a question has come. */
interface Progress {
  readonly done: number;
  readonly all: number;
}

/** The past of chosen points, over a day to a year or any range, as picture and as file. */
export class HistoryPage extends LitElement {
  static override properties = {
    picture: { attribute: false },
    names: { state: true },
    period: { state: true },
    shown: { state: true },
    progress: { state: true },
    problem: { state: true },
  };
  declare picture: Picture;
  declare gateway: Gateway;
  /** The chosen points, "pcc/activePowerW"; `null`: those of the energy flow. */
  declare private names: readonly string[] | null;
  declare private period: string;
  declare private shown: Table | null;
  declare private progress: Progress | null;
  declare private problem: Problem | null;
  private fromMs = 0;
  private toMs = 0;
  private asked: AbortController | null = null;

  constructor() {
    super();
    this.names = null;
    this.period = 'day';
    this.shown = null;
    this.progress = null;
    this.problem = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asked?.abort();
  }

  protected override willUpdate(): void {
    if (this.names !== null || this.picture.points.length === 0) return;
    this.names = sources(this.picture).map(({ device, point }) => `${device}/${point}`).slice(0, MOST_POINTS);
    this.choose('day');
  }

  private choose(period: string): void {
    const length = PERIODS.find(({ id }) => id === period)?.ms;
    this.period = period;
    if (length !== undefined) this.look(this.picture.nowMs - length, this.picture.nowMs);
  }

  private look(fromMs: number, toMs: number): void {
    this.fromMs = fromMs;
    this.toMs = toMs;
    void this.load();
  }

  /** What was asked before is asked no more. */
  private async load(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    const names = this.names ?? [];
    const { fromMs, toMs } = this;
    const width = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, this.clientWidth - 40));
    this.problem = null;
    try {
      let answers = await this.answers(names, fromMs, toMs, { width: String(width) }, asked);
      const common = commonResolution(answers);
      if (common !== null && answers.some(({ document }) => document.rows.length > 0 && document.resolution !== common)) {
        answers = await this.answers(names, fromMs, toMs, { resolution: common }, asked);
      }
      if (!asked.signal.aborted) this.shown = table(answers, fromMs, toMs);
    } catch (cause) {
      if (!asked.signal.aborted) this.problem = problemOf(cause);
    } finally {
      if (this.asked === asked) this.progress = null;
    }
  }

  /** One question after the other, so that a long one tells how far it is. */
  private async answers(
    names: readonly string[],
    fromMs: number,
    toMs: number,
    how: Readonly<Record<string, string>>,
    asked: AbortController,
  ): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const name of names) {
      this.progress = { done: answers.length, all: names.length };
      const [device = '', point = ''] = split(name);
      const document = await this.gateway.history(device, point, fromMs, toMs, how);
      // Of what was never recorded the gateway knows no unit.
      const unit = document.unit || (this.picture.points.find((each) => nameOf(each) === name)?.unit ?? '');
      answers.push({ name, document: { ...document, unit } });
      if (asked.signal.aborted) break;
    }
    return answers;
  }

  override render(): TemplateResult {
    const shown = this.shown;
    const isEmpty = shown !== null && shown.starts.length === 0;
    return html`
      <section class="panel" aria-labelledby="history-page-title" aria-busy=${this.progress !== null}>
        <div class="head">
          <h2 id="history-page-title">History</h2>
          <button class="file" ?disabled=${shown === null || isEmpty || this.progress !== null} @click=${() => void this.save()}>
            Save as CSV
          </button>
        </div>
        ${this.range()} ${this.points()}
        <div class="progress" role="status">${this.waiting()}</div>
        ${this.problem ? html`<p class="problem" role="alert">${this.problem.detail} ${this.problem.remedy ?? nothing}</p>` : nothing}
        ${isEmpty ? html`<p class="quiet">Nothing was recorded of these points in this range.</p>` : nothing}
        ${
          shown === null || isEmpty
            ? nothing
            : html`<history-chart .table=${shown} .nowMs=${this.picture.nowMs} .say=${this.say}></history-chart>
                <p class="small quiet">
                  Each step is ${stepText(shown.stepMs)}: the line is its mean, the band goes from its least to its greatest
                  value. A gap is unknown. The file has the same steps, in UTC.
                </p>`
        }
      </section>
    `;
  }

  private range(): TemplateResult {
    const length = this.toMs - this.fromMs;
    const isNow = this.toMs + 60_000 > this.picture.nowMs;
    return html`
      <div class="ranges" role="group" aria-label="Range">
        ${[...PERIODS, { id: 'custom', title: 'Custom' }].map(
          ({ id, title }) =>
            html`<button data-period=${id} aria-pressed=${id === this.period} @click=${() => this.choose(id)}>${title}</button>`,
        )}
        <button class="plain" @click=${() => this.look(this.fromMs - length, this.toMs - length)}>Earlier</button>
        <button
          class="plain"
          ?disabled=${isNow}
          @click=${() => {
            const toMs = Math.min(this.picture.nowMs, this.toMs + length);
            this.look(toMs - length, toMs);
          }}
        >
          Later
        </button>
      </div>
      ${this.period === 'custom' ? this.custom() : nothing}
    `;
  }

  private custom(): TemplateResult {
    return html`<form @submit=${(event: Event) => this.submit(event)}>
      <label>From <input name="from" type="datetime-local" required .value=${fieldText(this.fromMs)} /></label>
      <label>To <input name="to" type="datetime-local" required .value=${fieldText(this.toMs)} /></label>
      <button class="strong">Show</button>
    </form>`;
  }

  private submit(event: Event): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const [fromMs, toMs] = ['from', 'to'].map((name) => Date.parse(String(data.get(name))));
    if (fromMs === undefined || toMs === undefined || !(fromMs < toMs)) {
      this.problem = { title: 'Range', status: 0, detail: 'The range must begin before it ends.' };
      return;
    }
    this.look(fromMs, toMs);
  }

  private points(): TemplateResult {
    const names = this.names ?? [];
    const others = this.picture.points.filter((p) => !names.includes(nameOf(p)));
    const devices = [...new Set(others.map((p) => lastName(p.device)))];
    return html`
      <ul class="points" aria-label="Points">
        ${names.map(
          (name) =>
            html`<li>
              <span class="id">${name}</span>
              <button class="plain" @click=${() => this.show(names.filter((each) => each !== name))}>
                Remove<span class="hidden"> ${name}</span>
              </button>
            </li>`,
        )}
        <li>
          <select
            aria-label="Add a point"
            ?disabled=${names.length >= MOST_POINTS}
            @change=${(e: Event) => this.add(e.currentTarget as HTMLSelectElement)}
          >
            <option value="">Add a point</option>
            ${devices.map(
              (device) =>
                html`<optgroup label=${device}>
                  ${others
                    .filter((p) => lastName(p.device) === device)
                    .map((p) => html`<option value=${nameOf(p)}>${device}: ${pointLabel(p.point)}</option>`)}
                </optgroup>`,
            )}
          </select>
        </li>
      </ul>
    `;
  }

  private add(field: HTMLSelectElement): void {
    const name = field.value;
    field.value = '';
    if (name) this.show([...(this.names ?? []), name]);
  }

  private show(names: readonly string[]): void {
    this.names = names;
    void this.load();
  }

  private waiting(): TemplateResult | typeof nothing {
    const progress = this.progress;
    if (!progress) return nothing;
    return html`<progress max=${progress.all} value=${progress.done} aria-label="Reading"></progress>
      <span class="small">Reading point ${progress.done + 1} of ${progress.all}</span>`;
  }

  private readonly say: Say = ({ name, unit }, value) => {
    const [device = '', point = ''] = split(name);
    return pointText(point, value, unit, kindOf(device, this.picture.site?.nodes ?? [], this.picture.devices));
  };

  private async save(): Promise<void> {
    const shown = this.shown;
    if (!shown) return;
    const names = shown.columns.map((column) => column.name);
    const { fromMs, toMs } = this;
    try {
      await this.gateway.exported(names, fromMs, toMs);
    } catch (cause) {
      this.problem = problemOf(cause);
      return;
    }
    const address = URL.createObjectURL(new Blob([csv(shown)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = address;
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    link.download = `busbar-${this.picture.site?.site ?? 'site'}-${day(fromMs)}-${day(toMs)}.csv`;
    link.click();
    URL.revokeObjectURL(address);
  }

  static override styles = [
    shared,
    css`
      .ranges,
      .points,
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        margin-bottom: 10px;
      }
      .ranges button,
      .file {
        padding: 2px 12px;
        min-height: 36px;
        font-size: 13px;
      }
      .ranges [aria-pressed='true'] {
        background: var(--press);
        border-color: var(--press);
        color: var(--press-ink);
      }
      .points li {
        display: flex;
        align-items: center;
        border: 1px solid var(--line);
        border-radius: 6px;
        padding-left: 8px;
        min-height: 36px;
        max-width: 100%;
      }
      .points li:last-child {
        border: 0;
        padding: 0;
      }
      select {
        font: inherit;
        font-size: 13px;
        color: var(--ink);
        background: var(--raised);
        border: 1px solid var(--ink-3);
        border-radius: 6px;
        min-height: 36px;
        max-width: 100%;
      }
      form label {
        font-size: 13px;
        flex: 1 1 190px;
        max-width: 260px;
      }
      .progress {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 22px;
      }
    `,
  ];
}

function split(name: string): string[] {
  const slash = name.lastIndexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
}

function nameOf(point: Point): string {
  return `${lastName(point.device)}/${point.point}`;
}

customElements.define('history-page', HistoryPage);
