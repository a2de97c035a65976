import { html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import type { Offer, Source } from './documents.js';
import { PluginPanel } from './panel.js';
import { address, moment } from './texts.js';

/** Catalogues that are believed, and by which keys. */
export class PluginSources extends PluginPanel {
  static override properties: PropertyDeclarations = { sources: { state: true } };
  declare private sources: readonly Source[] | null;

  constructor() {
    super();
    this.sources = null;
  }

  protected override heading(): string {
    return 'Sources and keys';
  }

  protected override async load(): Promise<void> {
    this.sources = await this.gateway.ask<Source[]>('GET', 'plugin-sources');
  }

  protected override body(): TemplateResult {
    return html`
      ${this.sources?.length === 0 ? html`<p role="status">No catalogue is believed yet. Add one below.</p>` : nothing}
      <ul class="items">
        ${(this.sources ?? []).map((source) => this.item(source))}
      </ul>
      <p><button ?disabled=${this.busy} @click=${() => this.refresh()}>Fetch all anew</button></p>
      <h3>Believe another catalogue</h3>
      <form @submit=${(event: Event) => this.add(event)}>
        <label>Name<input name="name" required pattern="[a-z0-9][a-z0-9\\-]*" title="lower-case letters, digits and hyphens" /></label>
        <label>Folder or address<input name="place" required autocomplete="off" /></label>
        <label class="whole"
          >Fingerprint of its first root (SHA-256, 64 hex digits), as its owner tells it
          <input name="root" required pattern="[0-9a-fA-F]{64}" autocomplete="off" spellcheck="false"
        /></label>
        <button>Plan it</button>
      </form>
    `;
  }

  private item(source: Source): TemplateResult {
    return html`<li>
      <div class="row">
        <span class="grow"><strong>${source.name}</strong><br /><span class="id quiet">${source.place}</span></span>
        <a href=${address('plan', { wish: 'remove-source', name: source.name })}>Believe it no longer</a>
      </div>
      ${source.problem ? html`<p class="problem">It cannot be used: ${source.problem}</p>` : nothing}
      <dl>
        <dt>Has</dt>
        <dd>${source.plugins} versions of plug-ins</dd>
        <dt>Last fetched</dt>
        <dd>${moment(source.refreshed)}</dd>
        <dt>Must be fetched anew by</dt>
        <dd>${source.expires === null ? 'not fetched yet' : moment(source.expires)}</dd>
        <dt>Keys of its root</dt>
        <dd>${source.keys.map((key) => html`<div class="id">${key}</div>`)}</dd>
      </dl>
    </li>`;
  }

  private refresh(): void {
    void this.work(async () => {
      this.sources = await this.gateway.ask<Source[]>('POST', 'plugin-sources/refresh');
    });
  }

  private add(event: Event): void {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(event.target as HTMLFormElement).entries());
    location.hash = address('plan', { wish: 'add-source', ...said });
  }
}

/** Plug-ins as files, for gateways without a network. */
export class PluginArchive extends PluginPanel {
  static override properties: PropertyDeclarations = { sent: { state: true }, brought: { state: true } };
  /** Share of the file that is sent; `null` while none is. */
  declare private sent: number | null;
  declare private brought: Offer | null;

  constructor() {
    super();
    this.sent = null;
    this.brought = null;
  }

  protected override heading(): string {
    return 'Plug-ins as files';
  }

  protected override load(): Promise<void> {
    return Promise.resolve();
  }

  protected override body(): TemplateResult {
    const brought = this.brought;
    return html`
      <form @submit=${(event: Event) => this.send(event)}>
        <label class="whole"
          >File of a plug-in (*.busbar, at most 128 MB)
          <input type="file" name="file" accept=".busbar" required
        /></label>
        <button class="strong" ?disabled=${this.busy}>Bring it</button>
      </form>
      ${
        this.sent === null
          ? nothing
          : html`<label
              >${this.sent < 1 ? 'Sending' : 'Checking every byte'}
              <progress max="1" .value=${this.sent}></progress
            ></label>`
      }
      ${
        brought
          ? html`<p role="status">
              <strong>${brought.title}</strong> ${brought.version}, signed by ${brought.publisher}, is on offer until the next
              start. <a href=${address('plan', { wish: 'install', id: brought.id, version: brought.version })}>Plan the installation</a>
            </p>`
          : nothing
      }
      <p class="quiet small">
        What is brought is checked like what comes from a catalogue: the signature must be of a publisher that is believed.
        An installed plug-in is written into a file under <a href=${address('installed')}>Installed</a>.
      </p>
    `;
  }

  private send(event: Event): void {
    event.preventDefault();
    const file = new FormData(event.target as HTMLFormElement).get('file');
    if (!(file instanceof File) || file.size === 0) return;
    this.brought = null;
    this.sent = 0;
    void this.work(async () => {
      try {
        const name = file.name.replace(/[^A-Za-z0-9._+-]/g, '_');
        this.brought = await this.gateway.send<Offer>(
          `plugin-archives?${new URLSearchParams({ name })}`,
          file,
          (share) => (this.sent = share),
        );
      } finally {
        this.sent = null;
      }
    });
  }
}
