import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Problem } from './contract.js';
import { problemOf } from './gateway.js';
import type { Gateway } from './gateway.js';
import { shared } from './styles.js';

/** Shown while the gateway does not know this browser. */
export class SessionCard extends LitElement {
  static override properties = {
    gateway: { attribute: false },
    problem: { attribute: false },
    busy: { state: true },
  };
  declare gateway: Gateway;
  declare problem: Problem | null;
  declare private busy: boolean;

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
  }

  override render(): TemplateResult {
    return html`
      <form class="panel" @submit=${(event: Event) => this.submit(event)}>
        <h2>Open a session</h2>
        <p>
          The gateway does not know this browser. A gateway that is started by hand prints a new address with a one-time
          code: open that address, or enter the token kept in the file <span class="id">token</span> of its home folder.
        </p>
        <label for="token">Token</label>
        <input id="token" type="password" required autocomplete="off" spellcheck="false" />
        ${
          this.problem
            ? html`<p class="problem" role="alert">
                ${this.problem.detail}${this.problem.remedy ? html`<br />${this.problem.remedy}` : nothing}
              </p>`
            : nothing
        }
        <p class="small quiet">In an emergency use the hard-wired stop at the site.</p>
        <p class="actions"><button class="strong" ?disabled=${this.busy}>Open</button></p>
      </form>
    `;
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.renderRoot.querySelector('input');
    const token = field?.value.trim();
    if (!token || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await this.gateway.signIn({ token });
    } catch (cause) {
      this.problem = problemOf(cause);
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    css`
      form {
        max-width: 480px;
        margin: 10vh auto 0;
      }
      .panel {
        padding: 22px 24px;
        height: auto;
      }
      h2 {
        font-size: 18px;
        color: var(--ink);
        margin-bottom: 6px;
      }
      label {
        display: block;
        font-weight: 600;
        margin: 16px 0 4px;
      }
      .problem,
      .actions {
        margin-top: 14px;
      }
    `,
  ];
}
