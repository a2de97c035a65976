import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { CommandEvent } from './command-dialog.js';
import type { Device, DeviceCommand, Point } from './contract.js';
import { kindOf, lastName } from './flow-model.js';
import type { Gateway, Picture } from './gateway.js';
import { shared } from './styles.js';
import { age, ageOf, clock, humane, plain, pointLabel, pointText, qualityWord } from './words.js';
import type { FlowKind } from './words.js';

/** What a command does, for the person who is about to send it. */
const COMMANDS: Readonly<Record<string, string>> = {
  start: 'Nothing holds it any more: it follows the control modes again.',
  stop: 'It is held at its safe value, whatever control modes ask for, until it is started.',
  on: 'It is switched on for an hour.',
  off: 'It is switched off for an hour.',
  reset: 'It is asked to reset its fault.',
};

/** What became of a command. */
const STATES: Readonly<Record<DeviceCommand['state'], string>> = {
  ACCEPTED: 'accepted',
  ACHIEVED: 'done',
  REFUSED: 'refused',
  UNKNOWN: 'nobody knows whether the device followed',
};
const FOLLOW_MS = 500;
const FOLLOWED_FOR_MS = 60_000;

/** Devices with their state; each opens to all its points with unit, quality and age. */
export class DeviceTable extends LitElement {
  static override properties = {
    picture: { attribute: false },
    gateway: { attribute: false },
    opened: { state: true },
    adding: { state: true },
    given: { state: true },
  };
  declare picture: Picture;
  declare gateway: Gateway;
  declare private adding: boolean;
  declare private opened: ReadonlySet<string>;
  /** The newest command to each device that was given here. */
  declare private given: ReadonlyMap<string, DeviceCommand>;

  constructor() {
    super();
    this.opened = new Set();
    this.adding = false;
    this.given = new Map();
  }

  override render(): TemplateResult {
    const { devices } = this.picture;
    const all = devices.length > 0 && devices.every((d) => this.opened.has(d.id));
    return html`
      <section class="panel" aria-labelledby="devices-title">
        <div class="head">
          <h2 id="devices-title">Devices</h2>
          <button class="plain small" aria-expanded=${this.adding} @click=${() => (this.adding = !this.adding)}>
            Add a device
          </button>
          <button class="plain small" @click=${() => (this.opened = new Set(all ? [] : devices.map((d) => d.id)))}>
            ${all ? 'Hide all points' : 'Show all points'}
          </button>
        </div>
        ${this.adding ? html`<device-wizard .picture=${this.picture} .gateway=${this.gateway}></device-wizard>` : nothing}
        ${
          devices.length === 0
            ? html`<p class="quiet">No devices yet.</p>`
            : html`<table>
                <thead>
                  <tr>
                    <th scope="col">Device</th>
                    <th scope="col">Now</th>
                    <th scope="col">Session</th>
                    <th scope="col">Authority</th>
                    <th scope="col">Gate</th>
                    <th scope="col"><span class="hidden">Points</span></th>
                  </tr>
                </thead>
                ${devices.map((device) => this.device(device))}
              </table>`
        }
      </section>
    `;
  }

  private device(device: Device): TemplateResult {
    const { site, devices } = this.picture;
    const own = lastName(device.id);
    const points = this.picture.points.filter((p) => nodeOf(p) === own || nodeOf(p).startsWith(`${own}.`));
    const kind = kindOf(device.id, site?.nodes ?? [], devices);
    const open = this.opened.has(device.id);
    const ready = device.session === 'READY';
    return html`
      <tbody data-device=${device.id}>
        <tr class="device">
          <th scope="row">
            <span class="id">${device.id}</span>
            ${device.name && device.name !== device.id ? html`<span class="name">${device.name}</span>` : nothing}
          </th>
          <td class="now">${this.now(points, kind)}</td>
          <td data-label="Session">
            ${ready ? 'Ready' : html`<span class="tag fault">${plain(device.session)}</span>`}
            ${ready ? nothing : html`<span class="quiet small">seen ${age(ageOf(device.lastSeen, this.picture.nowMs))} ago</span>`}
          </td>
          <td data-label="Authority">
            ${plain(device.authority)}${device.waitsForStart ? html` <span class="tag fault">waits for the next start</span>` : nothing}
          </td>
          <td data-label="Gate">
            ${device.gate?.cause ? html`<span class="tag fault">Closed</span> ${device.gate.cause}` : 'Open'}
          </td>
          <td class="toggle">
            <button class="plain" aria-expanded=${open} @click=${() => this.toggle(device.id)}>
              ${open ? 'Hide' : points.length} points<span class="hidden"> of ${device.id}</span>
            </button>
            ${(device.commands ?? []).map((command) => this.switchOf(device, command))}
          </td>
        </tr>
        ${this.acknowledgement(device)}
        ${open ? points.map((point) => this.point(point, nodeOf(point) === own ? kind : kindOf(point.device, site?.nodes ?? [], devices), own)) : nothing}
      </tbody>
    `;
  }

  private switchOf(device: Device, command: string): TemplateResult {
    return html`<button
      class="plain"
      data-command=${command}
      ?disabled=${this.picture.link !== 'live'}
      @click=${() =>
        this.dispatchEvent(
          new CommandEvent({
            title: `${plain(command)} ${device.id}`,
            consequence: COMMANDS[command] ?? 'The device is asked to do it.',
            verb: plain(command),
            usualReason: 'by hand on the console',
            send: (reason) => this.give(device.id, command, reason),
          }),
        )}
    >
      ${plain(command)}<span class="hidden"> ${device.id}</span>
    </button>`;
  }

  /** Gives a command, and follows in the background what becomes of it. */
  private async give(device: string, command: string, reason: string): Promise<void> {
    const given = await this.gateway.commandDevice(device, command, reason);
    this.tell(given);
    void this.follow(given);
  }

  private async follow(given: DeviceCommand): Promise<void> {
    const giveUpAt = performance.now() + FOLLOWED_FOR_MS;
    while (this.given.get(given.device)?.number === given.number && performance.now() < giveUpAt) {
      await new Promise((done) => setTimeout(done, FOLLOW_MS));
      const all = await this.gateway.deviceCommands(given.device).catch(() => []);
      const now = all.find(({ number }) => number === given.number);
      if (!now || this.given.get(given.device)?.number !== given.number) continue;
      this.tell(now);
      if (now.state !== 'ACCEPTED') return;
    }
  }

  private tell(command: DeviceCommand): void {
    this.given = new Map(this.given).set(command.device, command);
  }

  private acknowledgement(device: Device): TemplateResult {
    const given = this.given.get(device.id);
    return html`<tr class="acknowledged">
      <td colspan="6" role="status">
        ${
          given
            ? html`<span class="small" data-state=${given.state}
                ><strong>${plain(given.command)}: ${STATES[given.state]}</strong>${given.text ? `, ${humane(given.text)}` : ''}
                <span class="quiet">given at ${clock(given.at, this.picture.nowMs)}</span></span
              >`
            : nothing
        }
      </td>
    </tr>`;
  }

  private now(points: Point[], kind: FlowKind): TemplateResult {
    const main = ['activePowerW', 'stateOfChargePct']
      .map((id) => points.find((p) => p.point === id))
      .filter((p) => p !== undefined);
    if (main.length === 0) return html`<span class="quiet">unknown</span>`;
    return html`${main.map(
      (p, i) =>
        html`${i > 0 ? ', ' : ''}<span class=${this.isOld(p) ? 'old' : ''}
            ><span class="figure">${pointText(p.point, p.value, p.unit, kind)}</span></span
          >`,
    )}
    ${this.mark(main)}`;
  }

  /** The worst of these values in one word, with its age; nothing while all are good. */
  private mark(points: Point[]): TemplateResult | typeof nothing {
    const old = points.find((p) => this.isOld(p));
    if (!old) return nothing;
    return html`<span class="tag">${this.quality(old).toUpperCase()}</span>
      <span class="quiet small">${age(ageOf(old.measuredAt, this.picture.nowMs))} old</span>`;
  }

  private point(point: Point, kind: FlowKind, device: string): TemplateResult {
    const terminal = nodeOf(point).slice(device.length + 1);
    const old = this.isOld(point);
    return html`
      <tr class="point ${old ? 'old' : ''}">
        <th scope="row" title=${point.point}>
          ${terminal ? html`<span class="id">${terminal}</span> ` : nothing}${pointLabel(point.point)}
        </th>
        <td class="figure">${pointText(point.point, point.value, point.unit, kind)}</td>
        <td>${old ? html`<span class="tag">${this.quality(point).toUpperCase()}</span>` : this.quality(point)}</td>
        <td colspan="3">${age(ageOf(point.measuredAt, this.picture.nowMs))} old</td>
      </tr>
    `;
  }

  private isOld(point: Point): boolean {
    return this.picture.link !== 'live' || point.quality === 'STALE' || point.quality === 'INVALID';
  }

  private quality(point: Point): string {
    return this.picture.link !== 'live' && point.quality !== 'INVALID' ? 'stale' : qualityWord(point.quality);
  }

  private toggle(id: string): void {
    const next = new Set(this.opened);
    if (!next.delete(id)) next.add(id);
    this.opened = next;
  }

  static override styles = [
    shared,
    css`
      .head {
        align-items: center;
        margin-bottom: 4px;
      }
      tbody th {
        padding: 7px 10px 7px 0;
        border-top: 1px solid var(--line);
        color: var(--ink);
        font-size: 15px;
        vertical-align: baseline;
      }
      tbody tr.point th,
      tbody tr.point td {
        border-top: 0;
        padding-top: 2px;
        padding-bottom: 2px;
        font-size: 13.5px;
      }
      tbody tr.point th {
        font-weight: 400;
        color: var(--ink-2);
        padding-left: 16px;
      }
      tbody tr.point:last-child th,
      tbody tr.point:last-child td {
        padding-bottom: 12px;
      }
      .acknowledged td {
        border-top: 0;
        padding: 0;
      }
      .acknowledged span {
        display: inline-block;
        padding-bottom: 6px;
      }
      .name {
        display: block;
        font-weight: 400;
        font-size: 13px;
        color: var(--ink-2);
      }
      .now {
        font-weight: 550;
      }
      .toggle {
        text-align: right;
        padding-right: 0;
      }
      .toggle button {
        font-size: 13px;
        white-space: nowrap;
      }
      .fault {
        color: var(--alarm-amber);
      }
      .now .tag {
        margin-left: 4px;
      }
      @media (max-width: 640px) {
        thead {
          display: none;
        }
        table,
        tbody {
          display: block;
        }
        tr.device {
          display: flex;
          flex-wrap: wrap;
          align-items: baseline;
          gap: 0 14px;
          border-top: 1px solid var(--line);
          padding: 8px 0 4px;
        }
        tr.device > * {
          border: 0;
          padding: 1px 0;
        }
        tr.device th,
        tr.device .now {
          flex: 1 1 100%;
        }
        tr.device td[data-label] {
          font-size: 13px;
          color: var(--ink-2);
        }
        tr.device td[data-label='Gate']::before {
          content: 'Gate ';
        }
        tr.device .toggle {
          flex: 1;
        }
        tr.acknowledged,
        tr.acknowledged td {
          display: block;
        }
        tr.point {
          display: grid;
          grid-template-columns: minmax(0, 1.3fr) minmax(0, 1.3fr) minmax(0, 0.8fr) minmax(0, 0.8fr);
        }
        tbody tr.point th {
          padding-left: 8px;
        }
      }
    `,
  ];
}

function nodeOf(point: Point): string {
  return lastName(point.device);
}
