import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Contact } from './contract.js';
import type { Picture } from './gateway.js';
import { recovery } from './safety-model.js';
import { shared } from './styles.js';
import { humane } from './words.js';

/** What to do in an emergency and after it, and whom to call: a page of its own, and part of what a stop shows. */
export class EmergencyView extends LitElement {
  static override properties = { picture: { attribute: false }, inside: { type: Boolean } };
  declare picture: Picture;
  /** Whether it stands in another panel. */
  declare inside: boolean;

  constructor() {
    super();
    this.inside = false;
  }

  override render(): TemplateResult {
    const { site } = this.picture;
    const cause = site?.state === 'ERROR' ? humane(site.cause ?? site.reason ?? '') : '';
    return html`
      <section class=${this.inside ? '' : 'panel'} aria-labelledby="emergency-title">
        ${
          this.inside
            ? nothing
            : html`<h2 id="emergency-title">In an emergency</h2>
                <p class="lead">
                  <strong>Emergency stop</strong> is at the top of every page: one press, or <kbd>Shift</kbd> + <kbd>F8</kbd> on
                  any page. Every device is taken to its safe value at once and held there until a reset.
                </p>`
        }
        <div class="columns">
          <div>
            <h3>What to do</h3>
            <ol class="steps">
              ${recovery(site?.state, cause).map((step) => html`<li>${step}</li>`)}
            </ol>
          </div>
          <div>
            <h3>Whom to call</h3>
            ${this.contacts(site?.contacts ?? [])}
          </div>
        </div>
      </section>
    `;
  }

  private contacts(all: readonly Contact[]): TemplateResult {
    if (all.length === 0) {
      return html`<p class="contacts quiet">
        No contacts are configured for this site. Write them under <span class="id">contacts</span> in site.yaml.
      </p>`;
    }
    return html`<ul class="contacts">
      ${all.map(
        ({ name, role, phone, mail, text }) =>
          html`<li>
            <strong>${name}</strong>${role ? html`, ${role}` : nothing}
            ${phone ? html`<a href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a>` : nothing}
            ${mail ? html`<a href="mailto:${mail}">${mail}</a>` : nothing}
            ${text ? html`<span class="quiet small">${text}</span>` : nothing}
          </li>`,
      )}
    </ul>`;
  }

  static override styles = [
    shared,
    css`
      .lead {
        margin-bottom: 12px;
      }
      kbd {
        font-family: var(--mono);
        border: 1px solid var(--ink-3);
        border-radius: 4px;
        padding: 0 4px;
      }
      .columns {
        display: flex;
        flex-wrap: wrap;
        gap: 12px 36px;
      }
      .columns > * {
        flex: 1 1 280px;
        min-width: 0;
      }
      h3 {
        font-size: 13px;
        font-weight: 600;
        color: var(--ink-2);
        margin: 8px 0 4px;
      }
      .steps {
        list-style: decimal;
        padding-left: 22px;
      }
      .steps li {
        padding: 3px 0;
        max-width: 68ch;
      }
      .contacts li {
        padding: 5px 0;
        border-top: 1px solid var(--line);
      }
      .contacts a,
      .contacts .small {
        display: block;
        color: var(--ink);
        overflow-wrap: anywhere;
      }
      .contacts a {
        padding: 4px 0;
      }
    `,
  ];
}
