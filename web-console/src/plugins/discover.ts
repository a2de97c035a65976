import { html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import { API } from '../gateway.js';
import type { Installed, Offer, Offers, Source } from './documents.js';
import { PluginPanel } from './panel.js';
import { address, bytes, fitsWord, list, moment, TIERS } from './texts.js';

const FILTERS = [
  ['kind', 'Kind', ['profile', 'driver', 'mode', 'service', 'page', 'history', 'transport']],
  ['nature', 'Nature of devices', ['meter', 'battery', 'pv', 'charger', 'load', 'heat-pump', 'relay', 'weather']],
  ['protocol', 'Protocol', ['modbus', 'http', 'mqtt', 'ocpp']],
  ['tier', 'Tier', ['core', 'verified', 'community', 'private']],
] as const;

/** What is wrong with catalogues, and when they last worked. */
export function troubles(sources: readonly Source[]): TemplateResult | typeof nothing {
  const failed = sources.filter((source) => source.problem);
  return failed.length === 0
    ? nothing
    : html`<ul role="status">
        ${failed.map(
          (source) =>
            html`<li class="problem">
              Catalogue <strong>${source.name}</strong> cannot be used: ${source.problem} It last worked:
              ${moment(source.refreshed)}.
            </li>`,
        )}
      </ul>`;
}

/** The gateway gives a picture only as its publisher signed it; one that it does not give leaves its place empty. */
function picture(offer: Offer, path: string, name: string): TemplateResult {
  const query = new URLSearchParams({ version: offer.version, path });
  return html`<img
    class=${path.startsWith('icon.') ? 'icon' : 'screenshot'}
    src="${API}/plugin-offers/${encodeURIComponent(offer.id)}/pictures?${query}"
    alt=${name}
    loading="lazy"
    @error=${(event: Event) => ((event.target as HTMLElement).hidden = true)}
  />`;
}

function icon(offer: Offer): TemplateResult | typeof nothing {
  const path = offer.pictures?.find((each) => each.startsWith('icon.'));
  return path ? picture(offer, path, '') : nothing;
}

/** Looks for plug-ins in all catalogues. */
export class PluginDiscover extends PluginPanel {
  static override properties: PropertyDeclarations = { found: { state: true } };
  declare private found: Offers | null;

  constructor() {
    super();
    this.found = null;
  }

  protected override heading(): string {
    return 'Discover plug-ins';
  }

  protected override async load(): Promise<void> {
    const asked = new URLSearchParams();
    for (const name of ['words', 'device', ...FILTERS.map(([field]) => field)]) {
      const value = this.query.get(name);
      if (value) asked.set(name, value);
    }
    this.found = await this.gateway.ask<Offers>('GET', `plugin-offers?${asked}`);
  }

  protected override body(): TemplateResult {
    return html`
      <form role="search" @submit=${(event: Event) => this.search(event)}>
        ${this.field('words', 'Words')} ${this.field('device', 'Vendor or model of a device')}
        ${FILTERS.map(
          ([name, label, values]) =>
            html`<label
              >${label}
              <select name=${name}>
                <option value="">any</option>
                ${values.map(
                  (value) => html`<option value=${value} ?selected=${this.query.get(name) === value}>${value}</option>`,
                )}
              </select></label
            >`,
        )}
        <button class="strong">Search</button>
      </form>
      ${this.found ? this.offers(this.found) : nothing}
    `;
  }

  private field(name: string, label: string): TemplateResult {
    return html`<label>${label}<input name=${name} .value=${this.query.get(name) ?? ''} autocomplete="off" /></label>`;
  }

  private offers(found: Offers): TemplateResult {
    return html`
      ${found.why ? html`<p role="status">${found.why} <a href=${address('sources')}>Catalogues</a></p>` : troubles(found.sources)}
      <p class="quiet small" role="status">
        ${found.plugins.length === 1 ? '1 plug-in' : `${found.plugins.length} plug-ins`} from
        ${list(found.sources.map((source) => source.name))}
      </p>
      <ul class="items">
        ${found.plugins.map(
          (offer) =>
            html`<li class="row">
              ${icon(offer)}
              <span class="grow"
                ><a href=${address('offer', { id: offer.id })}><strong>${offer.title}</strong></a> ${offer.version}<br />
                <span class="quiet">${offer.description}</span></span
              >
              <span class="tag">${offer.tier}</span>
              <span class="tag" title=${`runs on Busbar ${offer.platform}`}>${fitsWord(offer)}</span>
              <span class="small">${list(offer.kinds)} by ${offer.vendor}</span>
            </li>`,
        )}
      </ul>
    `;
  }

  private search(event: Event): void {
    event.preventDefault();
    const said = new FormData(event.target as HTMLFormElement);
    const next = address('discover', Object.fromEntries(said.entries()));
    if (next === location.hash) void this.work(() => this.load());
    else location.hash = next;
  }
}

/** Everything about one plug-in that can be had. */
export class PluginOffer extends PluginPanel {
  static override properties: PropertyDeclarations = { versions: { state: true }, installed: { state: true }, chosen: { state: true } };
  declare private versions: readonly Offer[];
  declare private installed: Installed | null;
  declare private chosen: string;

  constructor() {
    super();
    this.versions = [];
    this.installed = null;
    this.chosen = '';
  }

  private get wanted(): string {
    return this.query.get('id') ?? '';
  }

  private get offer(): Offer | undefined {
    return this.versions.find((each) => each.version === this.chosen) ?? this.versions[0];
  }

  protected override heading(): string {
    return this.offer?.title ?? this.wanted;
  }

  protected override async load(): Promise<void> {
    const all = await this.gateway.ask<Installed[]>('GET', 'plugins');
    this.installed = all.find((each) => each.id === this.wanted) ?? null;
    this.versions = await this.gateway.ask<Offer[]>('GET', `plugin-offers/${encodeURIComponent(this.wanted)}`);
  }

  protected override body(): TemplateResult | typeof nothing {
    const offer = this.offer;
    if (!offer) return nothing;
    const there = this.installed;
    const wish = { wish: there ? 'update' : 'install', id: offer.id, version: offer.version };
    return html`
      <p class="row">${icon(offer)} <span class="grow">${offer.description}</span></p>
      <dl>
        <dt>Devices</dt>
        <dd>${list(offer.devices)}</dd>
        <dt>Natures</dt>
        <dd>${list(offer.natures)}</dd>
        <dt>Reached by</dt>
        <dd>${list(offer.transports)}</dd>
        <dt>Is</dt>
        <dd>${list(offer.kinds)}</dd>
        <dt>Made by</dt>
        <dd>${offer.vendor}</dd>
        <dt>Signed by</dt>
        <dd>${offer.publisher}</dd>
        <dt>Tier</dt>
        <dd>${offer.tier}: ${TIERS[offer.tier] ?? ''}</dd>
        <dt>Licence</dt>
        <dd>${offer.licence}</dd>
        <dt>Size</dt>
        <dd>${bytes(offer.sizeBytes)}</dd>
        <dt>Runs on Busbar</dt>
        <dd>${offer.platform}: ${fitsWord(offer)}</dd>
        <dt>From</dt>
        <dd>${offer.source}</dd>
        <dt>Here</dt>
        <dd>${there ? `version ${there.version} is installed` : 'not installed'}</dd>
      </dl>
      <p class="row">
        <label
          >Version
          <select @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).value)}>
            ${this.versions.map((each) => html`<option value=${each.version}>${each.version}</option>`)}
          </select></label
        >
        ${
          there?.version === offer.version
            ? html`<span>This version runs.</span>`
            : html`<a class="go" href=${address('plan', wish)}>${there ? 'Plan this version' : 'Plan the installation'}</a>`
        }
      </p>
      <div class="screenshots">
        ${(offer.pictures ?? [])
          .filter((path) => path.startsWith('screenshots/'))
          .map((path, i) => picture(offer, path, `Screenshot ${i + 1} of ${offer.title}`))}
      </div>
      <p class="quiet small">What it asks for, and what would change, is said before anything is done.</p>
    `;
  }
}
