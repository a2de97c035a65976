import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { shared } from '../styles.js';
import { PluginDiscover, PluginOffer } from './discover.js';
import type { Asks } from './documents.js';
import { PluginGenerations } from './generations.js';
import { PluginInstalled, PluginUpdates } from './installed.js';
import { PluginJob, PluginPlan } from './plan.js';
import { PluginArchive, PluginSources } from './sources.js';
import { address, TABS } from './texts.js';

/** The pages about plug-ins; what is shown is said by the address, so it can be kept and reloaded. */
export class PluginsPage extends LitElement {
  static override properties = { gateway: { attribute: false }, hash: { attribute: false } };
  declare gateway: Asks;
  declare hash: string;

  override render(): TemplateResult {
    const query = new URLSearchParams(this.hash.slice(1));
    const view = query.get('plugins') ?? '';
    const shown = TABS.some(([id]) => id === view) || ['offer', 'plan', 'job'].includes(view) ? view : 'discover';
    return html`
      <nav aria-label="Plug-ins">
        ${TABS.map(
          ([id, title]) => html`<a href=${address(id)} aria-current=${id === shown ? 'page' : 'false'}>${title}</a>`,
        )}
      </nav>
      ${keyed(this.hash, this.view(shown, query))}
    `;
  }

  private view(shown: string, query: URLSearchParams): TemplateResult {
    const gateway = this.gateway;
    switch (shown) {
      case 'offer':
        return html`<plugin-offer .gateway=${gateway} .query=${query}></plugin-offer>`;
      case 'plan':
        return html`<plugin-plan .gateway=${gateway} .query=${query}></plugin-plan>`;
      case 'job':
        return html`<plugin-job .gateway=${gateway} .query=${query}></plugin-job>`;
      case 'installed':
        return html`<plugin-installed .gateway=${gateway} .query=${query}></plugin-installed>`;
      case 'updates':
        return html`<plugin-updates .gateway=${gateway} .query=${query}></plugin-updates>`;
      case 'generations':
        return html`<plugin-generations .gateway=${gateway} .query=${query}></plugin-generations>`;
      case 'sources':
        return html`<plugin-sources .gateway=${gateway} .query=${query}></plugin-sources>`;
      case 'archive':
        return html`<plugin-archive .gateway=${gateway} .query=${query}></plugin-archive>`;
      default:
        return html`<plugin-discover .gateway=${gateway} .query=${query}></plugin-discover>`;
    }
  }

  static override styles = [
    shared,
    css`
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 4px;
        margin-bottom: 10px;
      }
      nav a {
        padding: 8px 12px;
        color: var(--ink-2);
        text-decoration: none;
        border-bottom: 3px solid transparent;
      }
      nav a[aria-current='page'] {
        color: var(--ink);
        border-bottom-color: var(--bus);
      }
    `,
  ];
}

customElements.define('plugin-discover', PluginDiscover);
customElements.define('plugin-offer', PluginOffer);
customElements.define('plugin-plan', PluginPlan);
customElements.define('plugin-job', PluginJob);
customElements.define('plugin-installed', PluginInstalled);
customElements.define('plugin-updates', PluginUpdates);
customElements.define('plugin-generations', PluginGenerations);
customElements.define('plugin-sources', PluginSources);
customElements.define('plugin-archive', PluginArchive);
customElements.define('plugins-page', PluginsPage);
