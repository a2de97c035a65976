import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { DeviceRequest, DeviceType, Problem, Trial } from './contract.js';
import type { Gateway, Picture } from './gateway.js';
import { problemOf } from './gateway.js';
import { shared } from './styles.js';
import { plain, pointLabel } from './words.js';

const ROUND_MS = 700;
const ROUNDS = 12;
const SHOWN_POINTS = 12;

/** Adds a device: its kind, how it is reached, what it reads now, its name. Nothing is saved before the last step. */
export class DeviceWizard extends LitElement {
  static override properties = {
    picture: { attribute: false },
    gateway: { attribute: false },
    types: { state: true },
    type: { state: true },
    wire: { state: true },
    trial: { state: true },
    problem: { state: true },
    busy: { state: true },
    added: { state: true },
  };
  declare picture: Picture;
  declare gateway: Gateway;
  declare private types: readonly DeviceType[];
  declare private type: DeviceType | null;
  /** Name of a connection of the site; empty for a new one. */
  declare private wire: string;
  declare private trial: Trial | null;
  declare private problem: Problem | null;
  declare private busy: boolean;
  declare private added: string | null;

  constructor() {
    super();
    this.types = [];
    this.type = null;
    this.wire = '';
    this.trial = null;
    this.problem = null;
    this.busy = false;
    this.added = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.work(async () => {
      this.types = await this.gateway.deviceTypes();
    });
  }

  override render(): TemplateResult {
    return html`
      <form aria-label="Add a device" @submit=${(event: Event) => this.save(event)}>
        ${this.kind()} ${this.type ? this.way(this.type) : nothing}
        ${this.trial ? this.reading(this.trial) : nothing}
        ${
          this.problem
            ? html`<p class="problem" role="alert">
                ${this.problem.field ? html`<strong>${this.problem.field}</strong>: ` : nothing}${this.problem.detail}
                ${this.problem.remedy ?? nothing}
              </p>`
            : nothing
        }
        ${this.added ? html`<p role="status">${this.added}</p>` : nothing}
      </form>
    `;
  }

  private kind(): TemplateResult {
    return html`<label for="kind">Kind of device</label>
      <select
        id="kind"
        name="kind"
        @change=${(event: Event) => {
          const id = (event.target as HTMLSelectElement).value;
          this.type = this.types.find((type) => type.id === id) ?? null;
          this.trial = this.problem = this.added = null;
        }}
      >
        <option value="">Choose …</option>
        ${this.types.map((type) => html`<option value=${type.id}>${type.name} (${type.nature || 'tells itself'})</option>`)}
      </select>`;
  }

  private way(type: DeviceType): TemplateResult {
    const known = [...new Set(this.picture.devices.map((device) => device.connection ?? ''))].filter(Boolean);
    return html`
      <label for="wire">Connection</label>
      <select id="wire" name="wire" @change=${(e: Event) => (this.wire = (e.target as HTMLSelectElement).value)}>
        <option value="">A new one by Modbus TCP</option>
        ${known.map((name) => html`<option value=${name}>${name}</option>`)}
      </select>
      ${
        this.wire
          ? nothing
          : html`<label for="host">Address of the device</label>
              <input id="host" name="host" required autocomplete="off" />
              <label for="port">Port</label>
              <input id="port" name="port" value="502" inputmode="numeric" required />`
      }
      <label for="unit">Unit</label>
      <input id="unit" name="unit" value="1" inputmode="numeric" required />
      ${type.options.map(
        (option) =>
          html`<label for="o-${option.name}">${option.name}</label>
            ${
              option.kind === 'flag'
                ? html`<input type="checkbox" id="o-${option.name}" name="o-${option.name}" />`
                : html`<input id="o-${option.name}" name="o-${option.name}" placeholder=${option.fallback} title=${option.text} />`
            }`,
      )}
      <p class="row">
        <button type="button" class="plain" ?disabled=${this.busy} @click=${() => this.read()}>Read it now</button>
        <span class="quiet small">reads only; nothing is saved</span>
      </p>
      <label for="name">Name</label>
      <input id="name" name="name" required pattern="[a-z][a-z0-9\\-]*" autocomplete="off" title="lower-case letters, digits and hyphens" />
      <p class="row"><button ?disabled=${this.busy}>Add device</button></p>
    `;
  }

  private reading(trial: Trial): TemplateResult {
    return html`<div class="reading" aria-live="polite">
      <p>${plain(trial.session)}${trial.text ? `: ${trial.text}` : ''}</p>
      <ul>
        ${trial.points
          .slice(0, SHOWN_POINTS)
          .map((point) => html`<li>${pointLabel(point.point)} <strong>${point.value ?? 'unknown'} ${point.unit}</strong></li>`)}
      </ul>
    </div>`;
  }

  /** What the form says. */
  private request(): DeviceRequest | null {
    const form = this.renderRoot.querySelector('form');
    const type = this.type;
    if (!form || !type) return null;
    const said = new FormData(form);
    const text = (name: string) => String(said.get(name) ?? '').trim();
    const options: Record<string, string> = {};
    for (const option of type.options) {
      const value = text(`o-${option.name}`);
      if (value) options[option.name] = option.kind === 'flag' ? 'true' : value;
    }
    const id = text('name') || 'new-device';
    const way = this.wire
      ? { connection: this.wire }
      : { connection: `${id}-wire`, wire: { transport: 'modbus-tcp', host: text('host'), port: text('port') } };
    const what = type.driver === 'profile' ? { profile: type.id } : { driver: type.driver, type: type.id };
    return { id, ...what, ...way, unit: Number(text('unit')), options };
  }

  private read(): void {
    void this.work(async () => {
      const request = this.request();
      if (!request) return;
      let trial = await this.gateway.tryDevice(request);
      for (let round = 0; round < ROUNDS && trial.points.length === 0 && this.isConnected; round += 1) {
        this.trial = trial;
        await new Promise((done) => setTimeout(done, ROUND_MS));
        trial = await this.gateway.trial(trial.id);
      }
      this.trial = trial;
      await this.gateway.endTrial(trial.id);
    });
  }

  private save(event: Event): void {
    event.preventDefault();
    void this.work(async () => {
      const request = this.request();
      if (!request) return;
      await this.gateway.addDevice({ ...request, reason: 'added on the console' });
      this.type = this.trial = null;
      this.renderRoot.querySelector('form')?.reset();
      this.added = `${request.id} was added. It is observed at once, and controlled from the next start of the site.`;
    });
  }

  private async work(task: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = this.added = null;
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
      form {
        display: grid;
        grid-template-columns: max-content minmax(0, 320px);
        gap: 8px 12px;
        align-items: center;
        padding: 10px 0 14px;
      }
      .row,
      .reading,
      .problem,
      p[role='status'] {
        grid-column: 1 / -1;
        margin: 2px 0;
      }
      .problem {
        border-left: 4px solid var(--alarm-amber);
        background: var(--caution-wash);
        padding: 8px 12px;
      }
      input[type='checkbox'] {
        justify-self: start;
      }
      .reading ul {
        columns: 2;
        margin: 4px 0;
        padding-left: 18px;
      }
      @media (max-width: 640px) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }
        .reading ul {
          columns: 1;
        }
      }
    `,
  ];
}
