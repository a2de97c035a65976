import { html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import type { Job, Plan, Wish } from './documents.js';
import { PluginPanel } from './panel.js';
import { address, gap, jobState, moment, whatFollows, wishText } from './texts.js';

const ROUND_MS = 1000;

function expectedGap(change: Plan['changes'][number]): string {
  if (change.from === null) return 'none, it takes nobody’s place';
  return change.lastGapMs === null ? 'not known, it was never swapped here' : `as last time, ${gap(change.lastGapMs)}`;
}

/** What a wish comes to, and the consent to it. */
export class PluginPlan extends PluginPanel {
  static override properties: PropertyDeclarations = { plan: { state: true }, allowed: { state: true }, reason: { state: true } };
  declare private plan: Plan | null;
  declare private allowed: ReadonlySet<number>;
  declare private reason: string;

  constructor() {
    super();
    this.plan = null;
    this.allowed = new Set();
    this.reason = '';
  }

  private get wish(): Wish {
    const said = Object.fromEntries([...this.query].filter(([name]) => name !== 'plugins'));
    const generation = said.generation;
    return { ...(said as unknown as Wish), ...(generation ? { generation: Number(generation) } : {}) };
  }

  protected override heading(): string {
    return wishText(this.wish);
  }

  protected override async load(): Promise<void> {
    this.plan = null;
    this.allowed = new Set();
    this.plan = await this.gateway.ask<Plan>('POST', 'plugin-plans', this.wish);
  }

  protected override body(): TemplateResult | typeof nothing {
    const plan = this.plan;
    if (!plan) return this.busy ? html`<p role="status">Looking at what it comes to …</p>` : nothing;
    return plan.impossible ? this.whyNot(plan.impossible) : this.consent(plan);
  }

  private whyNot(why: NonNullable<Plan['impossible']>): TemplateResult {
    return html`
      <p class="problem" role="alert">
        <strong>This cannot be done.</strong> ${why.what} ${why.where ? html`(<span class="id">${why.where}</span>)` : nothing}
      </p>
      ${why.remedy ? html`<p>What to do: ${why.remedy}</p>` : nothing}
      <p class="quiet small">Nothing was changed. Reason for machines: <span class="id">${why.reason}</span></p>
    `;
  }

  private consent(plan: Plan): TemplateResult {
    const missing = plan.asks.length - this.allowed.size;
    return html`
      <h3>What happens</h3>
      <ul class="sentences">
        ${plan.words.filter((word) => !plan.asks.includes(word)).map((word) => html`<li>${word}</li>`)}
        <li>${plan.restarts ? 'The gateway restarts for it.' : 'The gateway does not restart; control goes on.'}</li>
      </ul>
      ${this.changes(plan)}
      ${
        plan.configuration.length > 0
          ? html`<h3>Configuration that changes</h3>
              <pre>${plan.configuration.join('\n')}</pre>`
          : nothing
      }
      <form @submit=${(event: Event) => this.begin(event, plan)}>
        <div class="whole">
          <h3 id="asks">What it asks for</h3>
          ${plan.asks.length === 0 ? html`<p>It asks for nothing.</p>` : nothing}
          <div role="group" aria-labelledby="asks">
            ${plan.asks.map(
              (ask, i) =>
                html`<label class="tick"
                  ><input
                    type="checkbox"
                    name="ask"
                    .checked=${this.allowed.has(i)}
                    @change=${(event: Event) => this.allow(i, (event.target as HTMLInputElement).checked)}
                  /><span>${ask}</span></label
                >`,
            )}
          </div>
        </div>
        <label class="whole"
          >Reason
          <input
            name="reason"
            required
            maxlength="500"
            autocomplete="off"
            .value=${this.reason}
            @input=${(event: Event) => (this.reason = (event.target as HTMLInputElement).value)}
        /></label>
        <p class="whole row">
          <button class="strong" ?disabled=${this.busy || missing > 0 || !this.reason.trim()}>Begin</button>
          <span class="quiet small"
            >${missing > 0 ? `Allow each of what it asks for: ${missing} left.` : whatFollows(this.wish)}</span
          >
        </p>
      </form>
    `;
  }

  private changes(plan: Plan): TemplateResult | typeof nothing {
    if (plan.changes.length === 0) return nothing;
    return html`<h3>Plug-ins that come, go or change</h3>
      <ul class="items">
        ${plan.changes.map(
          (change) =>
            html`<li class="row">
              <span class="grow id">${change.id}</span>
              <span>${change.from ?? 'not there'} → ${change.to ?? 'gone'}</span>
              <span class="quiet small"
                >expected gap: ${expectedGap(change)}</span
              >
            </li>`,
        )}
      </ul>`;
  }

  private allow(ask: number, allowed: boolean): void {
    const next = new Set(this.allowed);
    if (allowed) next.add(ask);
    else next.delete(ask);
    this.allowed = next;
  }

  private begin(event: Event, plan: Plan): void {
    event.preventDefault();
    const request = { wish: this.wish, digest: plan.digest, consent: true, reason: this.reason.trim() };
    void this.work(async () => {
      const job = await this.gateway.ask<Job>('POST', 'plugin-jobs', request);
      location.hash = address('job', { number: job.number });
    });
  }
}

/** A wish on its way, step by step. */
export class PluginJob extends PluginPanel {
  static override properties: PropertyDeclarations = { job: { state: true } };
  declare private job: Job | null;

  constructor() {
    super();
    this.job = null;
  }

  private get number(): string {
    return this.query.get('number') ?? '';
  }

  protected override heading(): string {
    return this.job ? wishText(this.job.wish) : `Job ${this.number}`;
  }

  protected override async load(): Promise<void> {
    while (this.isConnected) {
      this.job = await this.gateway.ask<Job>('GET', `plugin-jobs/${encodeURIComponent(this.number)}`);
      this.busy = false;
      if (this.job.ended) return;
      await new Promise((done) => setTimeout(done, ROUND_MS));
    }
  }

  protected override body(): TemplateResult | typeof nothing {
    const job = this.job;
    if (!job) return nothing;
    return html`
      <p role="status" aria-live="polite"><strong>${jobState(job)}</strong></p>
      ${
        job.text
          ? html`<p class=${job.state === 'WAITS_FOR_CONFIRMATION' ? 'problem' : ''}>${job.text}</p>`
          : nothing
      }
      <ol class="steps" aria-label="Steps">
        ${job.steps.map((step) => html`<li>${step.text} <span class="quiet small">${moment(step.at)}</span></li>`)}
      </ol>
      <p class="quiet small">Job ${job.number}, wanted by ${job.by}: ${job.reason}</p>
      <p class="row">
        ${
          job.ended
            ? html`<a class="go" href=${address('installed')}>What is installed</a>
                <a href=${address('generations')}>Generations</a>`
            : job.state === 'WATCHED'
              ? html`<a class="go" href=${address('plan', { wish: 'back' })}>Go back now</a>
                  <a href=${address('installed')}>What is installed</a>`
              : html`<button @click=${() => this.cancel(job)}>Cancel</button>`
        }
      </p>
    `;
  }

  private cancel(job: Job): void {
    void this.work(async () => {
      this.job = await this.gateway.ask<Job>('DELETE', `plugin-jobs/${job.number}`);
    });
  }
}
