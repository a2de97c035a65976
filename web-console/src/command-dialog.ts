import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Problem } from './contract.js';
import { problemOf } from './gateway.js';
import { shared } from './styles.js';

/** A command that needs a reason: what it is, what it will do, how it is sent. */
export interface Command {
  readonly title: string;
  readonly consequence: string;
  readonly verb: string;
  /** The reason that stands there at first, marked, so that it is enough to confirm. */
  readonly usualReason?: string;
  send(reason: string): Promise<void>;
}

/** Event by which any element asks for a command to be previewed. */
export class CommandEvent extends CustomEvent<Command> {
  constructor(command: Command) {
    super('busbar-command', { detail: command, bubbles: true, composed: true });
  }
}

/**
 * Preview, reason, confirmation and acknowledgement of one command. Not modal: emergency stop stays
 * within reach while it is open.
 */
export class CommandDialog extends LitElement {
  static override properties = {
    command: { state: true },
    busy: { state: true },
    problem: { state: true },
  };
  declare private command: Command | null;
  declare private busy: boolean;
  declare private problem: Problem | null;

  constructor() {
    super();
    this.command = null;
    this.busy = false;
    this.problem = null;
  }

  open(command: Command): void {
    this.command = command;
    this.busy = false;
    this.problem = null;
    void this.updateComplete.then(() => {
      this.dialog?.show();
      const field = this.reasonField;
      if (!field) return;
      field.value = command.usualReason ?? '';
      field.focus();
      field.select();
    });
  }

  close(): void {
    this.dialog?.close();
  }

  /** The event comes a little after the fact; meanwhile another command may have opened it. */
  private closed(): void {
    if (!this.dialog?.open) this.command = null;
  }

  override render(): TemplateResult {
    const command = this.command;
    return html`
      <dialog
        aria-labelledby="command-title"
        @close=${() => this.closed()}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.close()}
      >
        ${
          command
            ? html`<form @submit=${(event: Event) => this.submit(event, command)}>
                <h2 id="command-title">${command.title}</h2>
                <p>${command.consequence}</p>
                <label for="reason">Reason</label>
                <input
                  id="reason"
                  name="reason"
                  required
                  maxlength="200"
                  autocomplete="off"
                  aria-describedby="reason-use"
                />
                <p id="reason-use" class="small quiet">Kept in the log with the command.</p>
                ${
                  this.problem
                    ? html`<p class="problem" role="alert">
                        ${this.problem.detail}${this.problem.remedy ? html`<br />${this.problem.remedy}` : nothing}
                      </p>`
                    : nothing
                }
                <p class="actions">
                  <button type="button" @click=${() => this.close()}>Cancel</button>
                  <button class="strong" ?disabled=${this.busy}>${this.busy ? 'Sending' : command.verb}</button>
                </p>
              </form>`
            : nothing
        }
      </dialog>
    `;
  }

  private async submit(event: Event, command: Command): Promise<void> {
    event.preventDefault();
    const reason = this.reasonField?.value.trim() ?? '';
    if (!reason || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await command.send(reason);
      if (this.command === command) this.close();
    } catch (cause) {
      if (this.command === command) this.problem = problemOf(cause);
    } finally {
      // Its effect may show before its answer comes, and another command may be asked for by then.
      if (this.command === command) this.busy = false;
    }
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  private get reasonField(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  static override styles = [
    shared,
    css`
      dialog {
        position: fixed;
        inset: 0;
        z-index: 1;
        height: fit-content;
        margin: auto;
        box-shadow: 0 0 0 100vmax rgb(10 12 14 / 35%);
        width: min(460px, calc(100vw - 32px));
        background: var(--panel);
        color: var(--ink);
        border: 1px solid var(--ink-3);
        border-radius: var(--radius);
        padding: 20px;
      }
      h2 {
        font-size: 18px;
        color: var(--ink);
        margin-bottom: 6px;
      }
      label {
        display: block;
        font-weight: 600;
        margin: 14px 0 4px;
      }
      input + p {
        margin-top: 6px;
      }
      .problem {
        margin-top: 12px;
      }
      .actions {
        display: flex;
        justify-content: flex-end;
        gap: 10px;
        margin-top: 18px;
      }
    `,
  ];
}
