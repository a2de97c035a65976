import { html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import { API } from '../gateway.js';
import { isKnown } from '../words.js';
import type { Installed } from './documents.js';
import { PluginPanel } from './panel.js';
import { address, bytes, gap, moment, STATES } from './texts.js';

/** What is installed, how it does, and what its swaps cost. */
export class PluginInstalled extends PluginPanel {
  static override properties: PropertyDeclarations = { plugins: { state: true }, reason: { state: true } };
  declare private plugins: readonly Installed[] | null;
  declare private reason: string;

  constructor() {
    super();
    this.plugins = null;
    this.reason = '';
  }

  protected override heading(): string {
    return 'Installed plug-ins';
  }

  protected override async load(): Promise<void> {
    this.plugins = await this.gateway.ask<Installed[]>('GET', 'plugins');
  }

  protected override body(): TemplateResult | typeof nothing {
    if (!this.plugins) return nothing;
    if (this.plugins.length === 0) {
      return html`<p role="status">
        No plug-in was installed yet: what runs came with the gateway. <a href=${address('discover')}>Discover plug-ins</a>
      </p>`;
    }
    return html`<ul class="items">
      ${this.plugins.map((plugin) => this.item(plugin))}
    </ul>`;
  }

  private item(plugin: Installed): TemplateResult {
    return html`<li>
      <div class="row">
        <span class="grow"
          ><a href=${address('offer', { id: plugin.id })}><strong>${plugin.title}</strong></a> ${plugin.version}<br />
          <span class="id quiet">${plugin.id}</span></span
        >
        <span class="tag">${plugin.tier}</span>
        <span>${STATES[plugin.state] ?? plugin.state}</span>
      </div>
      ${plugin.text ? html`<p class="problem">${plugin.text}</p>` : nothing} ${this.figures(plugin)}
      <p class="row">
        <label class="tick"
          ><input
            type="checkbox"
            .checked=${plugin.pinned}
            @change=${(event: Event) => this.pin(plugin, (event.target as HTMLInputElement).checked)}
          /><span>Leave it in this version</span></label
        >
        ${
          plugin.update
            ? html`<a href=${address('plan', { wish: 'update', id: plugin.id, version: plugin.update })}>Update to ${plugin.update}</a>`
            : html`<span class="quiet small">newest version</span>`
        }
        <a href=${address('plan', { wish: 'remove', id: plugin.id })}>Remove</a>
        <a href="${API}/plugins/${encodeURIComponent(plugin.id)}/archive" download>Export</a>
      </p>
      ${plugin.state === 'quarantined' ? this.quarantine(plugin) : nothing}
    </li>`;
  }

  private figures(plugin: Installed): TemplateResult {
    const health = plugin.health;
    return html`<dl>
      <dt>Processor</dt>
      <dd>${isKnown(health.busyPct) ? `${health.busyPct.toFixed(1)} % of one` : 'unknown'}</dd>
      <dt>Memory</dt>
      <dd>${isKnown(health.allocatedBytes) ? `${bytes(health.allocatedBytes)} asked for in a minute` : 'unknown'}</dd>
      <dt>Threads of its own</dt>
      <dd>${health.threads}</dd>
      <dt>Missed deadlines</dt>
      <dd>${health.late}, failed ${health.failures} times</dd>
      <dt>Last swaps</dt>
      <dd>
        ${
          plugin.swaps.length === 0
            ? 'none yet'
            : plugin.swaps.map(
                (swap) => html`<div>${swap.from} → ${swap.to}: gap ${gap(swap.gapMs)}, ${moment(swap.at)}</div>`,
              )
        }
      </dd>
      <dt>Since</dt>
      <dd>${moment(plugin.since)}</dd>
    </dl>`;
  }

  private quarantine(plugin: Installed): TemplateResult {
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '');
        void this.change('POST', `plugins/${encodeURIComponent(plugin.id)}/restore`, { reason });
      }}
    >
      <label>Reason to take it out of quarantine<input name="reason" required maxlength="500" autocomplete="off" /></label>
      <button>Restore</button>
    </form>`;
  }

  private pin(plugin: Installed, pinned: boolean): Promise<void> {
    return this.change('PUT', `plugins/${encodeURIComponent(plugin.id)}/pin`, { pinned });
  }

  private change(method: string, path: string, body: object): Promise<void> {
    return this.work(async () => {
      await this.gateway.ask(method, path, body);
      await this.load();
    });
  }
}

/** Newer versions, grouped by when they may come. */
export class PluginUpdates extends PluginPanel {
  static override properties: PropertyDeclarations = { plugins: { state: true } };
  declare private plugins: readonly Installed[] | null;

  constructor() {
    super();
    this.plugins = null;
  }

  protected override heading(): string {
    return 'Updates';
  }

  protected override async load(): Promise<void> {
    this.plugins = await this.gateway.ask<Installed[]>('GET', 'plugins');
  }

  protected override body(): TemplateResult | typeof nothing {
    if (!this.plugins) return nothing;
    const newer = this.plugins.filter((plugin) => plugin.update);
    if (newer.length === 0) {
      return html`<p role="status">
        Everything installed is of the newest version that the <a href=${address('sources')}>catalogues</a> have.
      </p>`;
    }
    const waits = (plugin: Installed) => plugin.updateFrom !== null && Date.parse(plugin.updateFrom) > Date.now();
    return html`
      ${this.group('Can be installed now', newer.filter((p) => !p.pinned && !waits(p)))}
      ${this.group('In their cool-down: others try them first', newer.filter((p) => !p.pinned && waits(p)))}
      ${this.group('Left in their version', newer.filter((p) => p.pinned))}
    `;
  }

  private group(title: string, plugins: readonly Installed[]): TemplateResult | typeof nothing {
    if (plugins.length === 0) return nothing;
    return html`<h3>${title}</h3>
      <ul class="items">
        ${plugins.map(
          (plugin) =>
            html`<li class="row">
              <span class="grow"><strong>${plugin.title}</strong> ${plugin.version} → ${plugin.update}</span>
              <span class="quiet small"
                >${plugin.updateFrom ? `by itself from ${moment(plugin.updateFrom)}` : 'never by itself'}</span
              >
              <a href=${address('plan', { wish: 'update', id: plugin.id, version: plugin.update })}>Plan it</a>
            </li>`,
        )}
      </ul>`;
  }
}
