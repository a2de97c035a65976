import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { CommandEvent } from './command-dialog.js';
import type { Device } from './contract.js';
import type { Gateway, Picture, StopOutcome } from './gateway.js';
import { shared } from './styles.js';
import { clock, humane, stateWords } from './words.js';

/** What an emergency stop or trip did, and the reset, which is a step of its own. */
export class StopPanel extends LitElement {
  static override properties = {
    picture: { attribute: false },
    gateway: { attribute: false },
    stop: { attribute: false },
  };
  declare picture: Picture;
  declare gateway: Gateway;
  declare stop: StopOutcome | null;

  override render(): TemplateResult {
    const latched = this.picture.site?.state === 'ERROR';
    return html`<div role="alert" aria-live="assertive">
      ${this.stop || latched ? html`<section class="stopped">${this.delivery()}${latched ? this.latched() : nothing}</section>` : nothing}
    </div>`;
  }

  private delivery(): TemplateResult | typeof nothing {
    const stop = this.stop;
    if (!stop) return nothing;
    const at = clock(new Date(stop.pressedAtMs).toISOString(), this.picture.nowMs);
    switch (stop.state) {
      case 'accepted':
        return html`<h2>Emergency stop accepted</h2>
          <p>Pressed at ${at}, acknowledged by the gateway.</p>`;
      case 'sending':
        return html`<h2>Emergency stop is being sent</h2>
          <p>
            Pressed at ${at}; ${stop.problem ? `${stop.problem.detail} Trying again.` : 'waiting for the gateway.'}
          </p>`;
      case 'failed':
        return html`<h2>Emergency stop was not delivered</h2>
          <p>
            Use the hard-wired stop at the site. ${stop.problem?.detail} ${stop.attempts} attempts since ${at}; press
            again to retry.
          </p>`;
    }
  }

  private latched(): TemplateResult {
    const { site, devices, nowMs, link } = this.picture;
    const closed = devices.filter((device) => device.gate?.cause);
    return html`
      ${this.stop?.state === 'accepted' ? nothing : html`<h2>The site is stopped: ${stateWords('ERROR').meaning}</h2>`}
      <dl>
        <div>
          <dt>Cause</dt>
          <dd>${humane(site?.cause ?? site?.reason ?? 'not stated')}</dd>
        </div>
        <div>
          <dt>State</dt>
          <dd>${stateWords(site?.state).word}, since ${clock(site?.since, nowMs)}</dd>
        </div>
        <div>
          <dt>Gates closed</dt>
          <dd>
            ${closed.length === 0 ? 'none' : closed.map((d, i) => html`${i > 0 ? ', ' : ''}<span class="id">${d.id}</span>${this.ownCause(d)}`)}
          </dd>
        </div>
      </dl>
      <p class="reset">
        <button ?disabled=${link !== 'live'} @click=${() => this.askReset()}>Reset</button>
        <span class="small">Reset opens the gates and goes to idle. It never starts the site again.</span>
      </p>
      <emergency-view inside .picture=${this.picture}></emergency-view>
    `;
  }

  /** A gate's cause, where it is not the site's. */
  private ownCause(device: Device): string {
    const cause = device.gate?.cause ?? '';
    return cause && cause !== this.picture.site?.cause ? ` (${humane(cause)})` : '';
  }

  private askReset(): void {
    this.dispatchEvent(
      new CommandEvent({
        title: 'Reset after a stop',
        consequence:
          'Only when the cause is gone and the site has been looked at. The site goes to idle; starting it is a separate command.',
        verb: 'Reset',
        send: (reason) => this.gateway.resetEmergencyStop(reason),
      }),
    );
  }

  static override styles = [
    shared,
    css`
      .stopped {
        background: var(--alarm-wash);
        border: 2px solid var(--alarm-red);
        border-radius: var(--radius);
        padding: 14px 18px;
        margin-bottom: 14px;
      }
      h2 {
        font-size: 18px;
        color: var(--ink);
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 32px;
        margin-top: 8px;
      }
      dt {
        font-size: 12.5px;
        color: var(--ink-2);
      }
      dd {
        font-weight: 550;
        overflow-wrap: anywhere;
      }
      .reset {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
        margin-top: 12px;
      }
    `,
  ];
}
