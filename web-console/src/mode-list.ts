import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { CommandEvent } from './command-dialog.js';
import type { Mode } from './contract.js';
import type { Gateway, Picture } from './gateway.js';
import { shared } from './styles.js';
import { humane, plain } from './words.js';

/** The control modes of the site, each with a switch. */
export class ModeList extends LitElement {
  static override properties = { picture: { attribute: false }, gateway: { attribute: false } };
  declare picture: Picture;
  declare gateway: Gateway;

  override render(): TemplateResult {
    const { modes } = this.picture;
    return html`
      <section class="panel" aria-labelledby="modes-title">
        <div class="head"><h2 id="modes-title">Control modes</h2></div>
        ${
          modes.length === 0
            ? html`<p class="quiet">No modes are configured.</p>`
            : html`<ul>
                ${modes.map((mode) => this.mode(mode))}
              </ul>`
        }
      </section>
    `;
  }

  private mode(mode: Mode): TemplateResult {
    const late = mode.lateCount > 0 ? `, late ${mode.lateCount} times` : '';
    return html`
      <li data-mode=${mode.id}>
        <div>
          <p class="name">
            ${plain(mode.type.replaceAll('-', ' '))}
            <span class="id quiet">${mode.id === mode.type ? '' : mode.id}</span>
          </p>
          <p class="small quiet">on ${mode.node}, level ${plain(mode.level).toLowerCase()}, rank ${mode.rank}</p>
          <p class="small">${plain(mode.state)}${mode.text ? `: ${humane(mode.text)}` : ''}${late}</p>
        </div>
        <button
          class="switch"
          role="switch"
          aria-checked=${mode.enabled}
          aria-label="${mode.id} enabled"
          ?disabled=${this.picture.link !== 'live'}
          @click=${() => this.ask(mode)}
        >
          <span class="knob"></span><span class="word" aria-hidden="true">${mode.enabled ? 'on' : 'off'}</span>
        </button>
      </li>
    `;
  }

  private ask(mode: Mode): void {
    const enable = !mode.enabled;
    this.dispatchEvent(
      new CommandEvent({
        title: `${enable ? 'Enable' : 'Disable'} ${mode.id}`,
        consequence: enable
          ? `The mode proposes for ${mode.node} from the next step on.`
          : `Its proposals end at once. If no other mode has ${mode.node}, the devices there are released.`,
        verb: enable ? 'Enable' : 'Disable',
        send: (reason) => this.gateway.setMode(mode.id, enable, reason),
      }),
    );
  }

  static override styles = [
    shared,
    css`
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 14px;
        padding: 8px 0;
        border-top: 1px solid var(--line);
      }
      li:last-child {
        padding-bottom: 0;
      }
      .name {
        font-weight: 550;
      }
      .switch {
        flex: none;
        display: flex;
        align-items: center;
        gap: 8px;
        width: 78px;
        min-height: 38px;
        padding: 0 8px;
        border-radius: 19px;
      }
      .knob {
        width: 20px;
        height: 20px;
        border-radius: 50%;
        border: 2px solid currentcolor;
        flex: none;
      }
      .word {
        flex: 1;
        text-align: center;
      }
      [aria-checked='true'] {
        flex-direction: row-reverse;
        background: var(--press);
        border-color: var(--press);
        color: var(--press-ink);
      }
      [aria-checked='true'] .knob {
        background: currentcolor;
      }
    `,
  ];
}
