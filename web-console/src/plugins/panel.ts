import { css, html, LitElement, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import { problemOf } from '../gateway.js';
import { shared } from '../styles.js';
import type { Asks, Problem } from './documents.js';

/** A view about plug-ins: asks, says that it waits, and says what went wrong with its remedy. */
export abstract class PluginPanel extends LitElement {
  static override properties: PropertyDeclarations = {
    gateway: { attribute: false },
    query: { attribute: false },
    problem: { state: true },
    busy: { state: true },
  };
  declare gateway: Asks;
  /** What the address says after `#`. */
  declare query: URLSearchParams;
  declare protected problem: Problem | null;
  declare protected busy: boolean;

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
  }

  protected abstract heading(): string;
  protected abstract body(): TemplateResult | typeof nothing;
  /** Reads what is shown. */
  protected abstract load(): Promise<void>;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.work(() => this.load());
  }

  protected override firstUpdated(): void {
    // Who came by keyboard or screen reader begins at the view, not at the top of the page.
    this.renderRoot.querySelector('h2')?.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="heading" aria-busy=${this.busy ? 'true' : 'false'}>
      <div class="head"><h2 id="heading" tabindex="-1">${this.heading()}</h2></div>
      ${
        this.problem
          ? html`<p class="problem" role="alert">
              ${this.problem.field ? html`<strong>${this.problem.field}</strong>: ` : nothing}${this.problem.detail}
              ${this.problem.remedy ?? nothing}
            </p>`
          : nothing
      }
      ${this.body()}
    </section>`;
  }

  protected async work(task: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await task();
    } catch (cause) {
      this.problem = problemOf(cause);
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    css`
      .icon {
        width: 40px;
        height: 40px;
        object-fit: contain;
      }
      .screenshots {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
        margin-top: 10px;
      }
      .screenshot {
        max-width: min(100%, 480px);
        border: 1px solid var(--line);
        border-radius: 6px;
      }
      h2:focus {
        outline: none;
      }
      h3 {
        font-size: 14px;
        margin: 14px 0 4px;
      }
      p {
        margin: 4px 0;
      }
      .problem {
        margin: 0 0 12px;
      }
      .items > li {
        border-top: 1px solid var(--line);
        padding: 10px 0;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 12px;
        align-items: baseline;
      }
      .row > .grow {
        flex: 1 1 220px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 3px 14px;
        margin: 8px 0;
      }
      dt {
        color: var(--ink-3);
      }
      dd {
        overflow-wrap: anywhere;
      }
      form {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(170px, 1fr));
        gap: 10px 12px;
        align-items: end;
        margin-bottom: 12px;
      }
      form .whole {
        grid-column: 1 / -1;
      }
      label {
        display: block;
        font-size: 13px;
        color: var(--ink-2);
      }
      label.tick {
        display: flex;
        gap: 8px;
        align-items: baseline;
        font-size: inherit;
        color: inherit;
        padding: 4px 0;
      }
      label.tick input {
        width: auto;
        min-height: 0;
        flex: none;
      }
      select {
        font: inherit;
        color: var(--ink);
        background: var(--raised);
        border: 1px solid var(--ink-3);
        border-radius: 6px;
        padding: 8px 10px;
        width: 100%;
        min-height: 40px;
      }
      pre,
      code {
        font-family: var(--mono);
        font-size: 13px;
      }
      pre {
        background: var(--raised);
        border: 1px solid var(--line);
        border-radius: 6px;
        padding: 8px 10px;
        margin: 6px 0;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .sentences {
        list-style: disc;
        padding-left: 20px;
      }
      .steps {
        list-style: decimal;
        padding-left: 24px;
      }
      a {
        color: inherit;
      }
      button.strong:disabled {
        background: none;
        border-color: var(--line);
        color: var(--ink-3);
      }
      progress {
        width: 100%;
        accent-color: var(--press);
      }
    `,
  ];
}
