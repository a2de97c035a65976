import { html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import type { Difference, Generation } from './documents.js';
import { PluginPanel } from './panel.js';
import { address, moment } from './texts.js';

/** What ran together, what differs from what runs, and the way back. */
export class PluginGenerations extends PluginPanel {
  static override properties: PropertyDeclarations = { generations: { state: true }, difference: { state: true } };
  declare private generations: readonly Generation[] | null;
  declare private difference: Difference | null;

  constructor() {
    super();
    this.generations = null;
    this.difference = null;
  }

  protected override heading(): string {
    return 'Generations';
  }

  protected override async load(): Promise<void> {
    this.generations = await this.gateway.ask<Generation[]>('GET', 'plugin-generations');
  }

  protected override body(): TemplateResult | typeof nothing {
    if (!this.generations) return nothing;
    if (this.generations.length === 0) {
      return html`<p role="status">None is kept yet: the first is made when a plug-in is installed.</p>`;
    }
    return html`
      <p class="quiet small">Plug-ins and configuration that ran together. Going back changes both.</p>
      <ul class="items">
        ${this.generations.map((each) => this.item(each))}
      </ul>
    `;
  }

  private item(each: Generation): TemplateResult {
    const shown = this.difference?.from === each.number ? this.difference : null;
    return html`<li>
      <div class="row">
        <span class="grow"
          ><strong>${each.number}</strong> ${moment(each.at)}, ${each.by}: ${each.reason}<br />
          <span class="quiet small"
            >${each.plugins.length === 0 ? 'no plug-ins' : each.plugins.map((p) => `${p.id} ${p.version}`).join(', ')}</span
          ></span
        >
        ${
          each.current
            ? html`<span class="tag">runs</span>`
            : html`<button class="plain" @click=${() => this.compare(each)}>What differs from what runs</button>
                <a href=${address('plan', { wish: 'back', generation: each.number })}>Go back to ${each.number}</a>`
        }
      </div>
      ${
        shown
          ? html`<pre aria-live="polite">${shown.lines.length === 0 ? 'Nothing differs.' : shown.lines.join('\n')}</pre>`
          : nothing
      }
    </li>`;
  }

  private compare(each: Generation): void {
    void this.work(async () => {
      this.difference = await this.gateway.ask<Difference>('GET', `plugin-generations/${each.number}/difference`);
    });
  }
}
