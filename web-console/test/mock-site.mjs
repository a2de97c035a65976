// The plant behind the mock gateway: five devices, one control mode, a day that passes quickly.
const DAY_S = 86_400;
const BATTERY_WH = 10_000;
const BATTERY_MAX_W = 5_000;
const SPEED = Number(process.env.MOCK_SPEED ?? 30);
const START_S = 12.55 * 3600;

/** Before the start of the mock its gateway was off for a while. */
export const GAP = { beganMs: 3.4 * 3_600_000, endedMs: 3 * 3_600_000 };

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800];

const NODES = [
  { path: 'home', kind: 'site', parent: null, nature: 'site', meter: 'pcc', measures: 'pcc' },
  ...['pcc', 'pv1', 'bat1', 'load1', 'ev1'].map((id) => ({
    path: id,
    kind: 'device',
    parent: 'home',
    nature: { pcc: 'meter', pv1: 'pv', bat1: 'battery', load1: 'meter', ev1: 'charger' }[id],
    meter: null,
    measures: id === 'pcc' ? 'pcc' : 'device',
  })),
];

const DEVICES = [
  ['pcc', 'Meter at the connection point', 'meter', 'three-phase-meter', 'observe'],
  ['pv1', 'PV inverter, roof south', 'pv', 'pv-inverter', 'control'],
  ['bat1', 'Hybrid inverter with battery', 'battery', 'hybrid-inverter', 'control'],
  ['load1', 'Meter of the house', 'meter', 'three-phase-meter', 'observe'],
  ['ev1', 'Charger in the garage', 'charger', 'charger', 'observe'],
];

const LIMITS = [
  ['stateOfChargePct', '10 to 95 %', '%', 10, 95, 'CLAMP'],
  ['activePowerW', '-5000 to 5000 W', 'W', -BATTERY_MAX_W, BATTERY_MAX_W, 'TRIP'],
].map(([point, text, unit, min, max, reaction]) => ({
  device: 'bat1',
  text: `${point} ${text}`,
  active: false,
  point,
  unit,
  min,
  max,
  reaction,
}));

export class MockSite {
  constructor() {
    this.started = Date.now();
    this.state = 'RUNNING';
    this.since = new Date(this.started - 11_520_000).toISOString();
    this.reason = 'demo started on a new home';
    this.cause = null;
    this.stepNumber = 118_204;
    this.stateOfCharge = 64;
    this.batteryW = 0;
    this.events = [];
    this.modes = [
      {
        id: 'self-consumption',
        type: 'self-consumption',
        node: 'home',
        level: 'ECONOMIC',
        rank: 1,
        enabled: true,
        state: 'ACTIVE',
        lateCount: 0,
        config: { targetW: 0 },
      },
      {
        id: 'backup-reserve',
        type: 'reserve',
        node: 'bat1',
        level: 'RESERVE',
        rank: 1,
        enabled: true,
        state: 'ACTIVE',
        lateCount: 0,
        config: { minPct: 20 },
      },
    ];
    this.silent = new Set();
    this.waiting = new Set();
    this.commands = [];
    this.stamps = {};
    this.event('INFO', 'site', 'STATE', 'Site is running: demo started on a new home', -3_200_000);
    this.event('WARNING', 'ev1', 'SESSION', 'No answer from unit 5, trying again with back-off', -1_900_000);
    this.event('INFO', 'ev1', 'SESSION', 'Session is ready again after 4.2 s', -1_896_000);
    this.event('INFO', 'bat1', 'LIMIT', 'Charge power limited to 3.0 kW: state of charge above 60 %', -260_000);
    this.step();
  }

  /** Moves the plant one control step on. */
  step() {
    this.stepNumber += 1;
    Object.assign(this, plant(START_S + ((Date.now() - this.started) / 1000) * SPEED));
    const surplus = -(this.pvW + this.loadW + this.chargerW);
    this.limitW = this.stateOfCharge > 60 ? -3_000 : -BATTERY_MAX_W;
    const running = this.state === 'RUNNING' && this.modes[0].enabled;
    this.targetW = surplus;
    this.setpointW = running ? Math.max(this.limitW, Math.min(BATTERY_MAX_W, surplus)) : 0;
    this.batteryW += (this.setpointW - this.batteryW) * 0.6;
    this.stateOfCharge = Math.min(
      95,
      Math.max(20, this.stateOfCharge - ((this.batteryW * 0.25 * SPEED) / 3600 / BATTERY_WH) * 20),
    );
    this.gridW = -(this.pvW + this.loadW + this.chargerW + this.batteryW);
    for (const [id] of DEVICES) if (!this.silent.has(id)) this.stamps[id] = new Date().toISOString();
  }

  event(severity, source, kind, text, offsetMs = 0) {
    this.events.unshift({
      sequence: this.events.length + 1,
      at: new Date(Date.now() + offsetMs).toISOString(),
      severity,
      source,
      kind,
      text,
      values: {},
    });
  }

  /** [status, document] for a request. */
  answer(method, path, body, query) {
    switch (`${method} ${path}`) {
      case 'GET health':
        return [200, { status: 'healthy', timestamp: new Date().toISOString(), service: 'busbar' }];
      case 'GET site':
        return [200, this.site()];
      case 'GET points':
        return [200, this.points()];
      case 'GET devices':
        return [200, this.devices()];
      case 'GET events':
        return [200, this.events.slice(0, 50)];
      case 'GET decisions/latest':
        return [200, this.decision()];
      case 'GET decisions':
        return [200, this.decisions(query)];
      case 'GET history':
        return this.history(query);
      case 'POST history/exports':
        return [204, undefined];
      case 'GET modes':
        return [200, this.modes];
      case 'PUT site/state':
        return this.setState(body);
      case 'POST emergency-stop':
        this.enter('ERROR', body.reason, `emergency stop: ${body.reason}`);
        this.event('CRITICAL', 'site', 'EMERGENCY_STOP', body.reason);
        return [202, undefined];
      case 'POST emergency-stop/reset':
        if (this.state !== 'ERROR') return conflict('Nothing is latched.', 'No reset is needed.');
        this.enter('IDLE', body.reason, null);
        this.event('INFO', 'site', 'RESET', `Reset: ${body.reason}`);
        return [200, this.site()];
      case 'GET device-types':
        return [
          200,
          [
            {
              id: 'busbar.meter',
              driver: 'profile',
              name: 'Busbar meter',
              maker: 'Busbar',
              nature: 'meter',
              maturity: 'SIMULATED',
              options: [{ name: 'invert', kind: 'flag', fallback: 'false', text: '' }],
            },
          ],
        ];
      case 'POST device-tests':
      case 'GET device-tests/test-1':
      case 'DELETE device-tests/test-1':
        return [200, { id: 'test-1', progress: 'RUNNING', session: 'READY', text: '', points: this.points().slice(0, 2) }];
      case 'POST devices/bat1/commands':
      case 'POST devices/pv1/commands':
        return [202, this.command(path.split('/')[1], body.command)];
      case 'GET devices/bat1/commands':
      case 'GET devices/pv1/commands':
        return [200, this.commandsTo(path.split('/')[1])];
      case 'POST devices':
        return body.id === 'bat1'
          ? [409, { title: 'Duplicate', status: 409, detail: "There is a node 'bat1' already.", field: 'id', value: 'bat1' }]
          : [201, { generation: 2, commentsKept: true, rebuilt: false }];
      default:
        return this.setMode(method, path, body);
    }
  }

  /** The plant at a moment before now: the same day, at the speed of the clock, under control all the time. */
  past(atMs) {
    const seconds = (atMs - this.started) / 1000;
    const then = plant(START_S + seconds * (seconds > 0 ? SPEED : 1));
    const surplus = -(then.pvW + then.loadW + then.chargerW);
    const stateOfCharge = 42 + 28 * Math.sin(((then.hour - 11.2) / 24) * 2 * Math.PI);
    const limitW = stateOfCharge > 60 ? -3_000 : -BATTERY_MAX_W;
    const setpointW = Math.max(limitW, Math.min(BATTERY_MAX_W, surplus));
    return {
      ...then,
      stateOfCharge,
      limitW,
      setpointW,
      targetW: surplus,
      batteryW: setpointW,
      gridW: surplus - setpointW,
    };
  }

  /** Every point as it was: no rows in `GAP`, where the gateway was off. */
  history(query) {
    const value = {
      'pcc activePowerW': (p) => p.gridW,
      'pv1 activePowerW': (p) => p.pvW,
      'bat1 activePowerW': (p) => p.batteryW,
      'ev1 activePowerW': (p) => p.chargerW,
      'bat1 stateOfChargePct': (p) => p.stateOfCharge,
    }[`${query.get('device')} ${query.get('point')}`];
    const toMs = Date.parse(query.get('to'));
    const spanS = (toMs - Date.parse(query.get('from'))) / 1000;
    const width = Number(query.get('width') ?? 0);
    const stepS = width
      ? STEPS_S.find((s) => spanS / s + 1 <= width)
      : Number.parseInt(query.get('resolution'), 10);
    const resolution = `${stepS}s`;
    const stepMs = 1000 * stepS;
    if (!value) return [404, { type: 'about:blank', title: 'Not found', status: 404, detail: 'Never recorded.' }];
    const rows = [];
    for (let t = Math.floor(Date.parse(query.get('from')) / stepMs) * stepMs; t < toMs; t += stepMs) {
      const ageMs = this.started - t;
      if (ageMs > GAP.beganMs || ageMs < GAP.endedMs) {
        const seen = [0, 0.25, 0.5, 0.75].map((part) => value(this.past(t + part * stepMs)));
        const mean = seen.reduce((sum, v) => sum + v, 0) / seen.length;
        rows.push([new Date(t).toISOString(), mean, Math.min(...seen), Math.max(...seen), 4]);
      }
    }
    return [200, { unit: query.get('point').endsWith('W') ? 'W' : '%', resolution, rows }];
  }

  decisions(query) {
    const toMs = Math.min(Date.parse(query.get('to')), Date.now());
    const kept = [];
    for (let t = Date.parse(query.get('from')) + 200; t < toMs; t += 1000) {
      const ageMs = this.started - t;
      if (ageMs > GAP.beganMs || ageMs < GAP.endedMs) {
        const stepNumber = this.stepNumber - Math.round((Date.now() - t) / 100);
        kept.push(this.decision({ ...this.past(t), stepNumber }, t));
      }
    }
    return kept;
  }

  setState({ state, reason }) {
    if (this.state === 'ERROR') return conflict('The site is latched.', 'Reset it first.');
    this.enter(state, reason, null);
    this.event('INFO', 'site', 'STATE', `${state}: ${reason}`);
    return [200, this.site()];
  }

  setMode(method, path, body) {
    const mode = path.startsWith('modes/') && this.modes.find((m) => m.id === path.slice(6));
    if (method !== 'PUT' || !mode)
      return [404, { type: 'about:blank', title: 'Not found', status: 404, detail: `There is no ${path}.` }];
    mode.enabled = body.enabled;
    mode.state = body.enabled ? 'ACTIVE' : 'DISABLED';
    this.event('INFO', mode.id, 'MODE', `${body.enabled ? 'Enabled' : 'Disabled'}: ${body.reason}`);
    return [200, mode];
  }

  command(device, command) {
    const given = { number: this.commands.length + 1, device, command, state: 'ACCEPTED', text: '' };
    this.commands.unshift({ ...given, at: new Date().toISOString(), by: 'console' });
    return this.commands[0];
  }

  /** A second later the device shows it. */
  commandsTo(device) {
    const isSeen = ({ at }) => Date.now() - Date.parse(at) > 1000;
    return this.commands
      .filter((each) => each.device === device)
      .map((each) => (isSeen(each) ? { ...each, state: 'ACHIEVED' } : each));
  }

  enter(state, reason, cause) {
    Object.assign(this, { state, reason, cause, since: new Date().toISOString() });
  }

  site() {
    const limited = this.state === 'RUNNING' && this.setpointW === this.limitW && this.limitW > -BATTERY_MAX_W;
    const used = this.pvW > 50 ? Math.min(100, Math.max(0, 100 * (1 + Math.min(0, this.gridW) / this.pvW))) : null;
    const need = -(this.loadW + this.chargerW);
    return {
      org: 'local',
      site: 'home',
      name: 'Demo home',
      state: this.state,
      since: this.since,
      reason: this.reason,
      cause: this.cause,
      cycleMs: 100,
      step: this.stepNumber,
      nodes: NODES,
      flow: {
        gridW: this.gridW,
        pvW: this.pvW,
        batteryW: this.batteryW,
        loadW: this.loadW,
        chargerW: this.silent.has('ev1') ? null : this.chargerW,
        selfConsumptionPct: used,
        autarkyPct: Math.min(100, Math.max(0, 100 * (1 - Math.max(0, this.gridW) / need))),
      },
      limits: [
        ...(limited ? [this.binding()] : []),
        ...LIMITS.map((limit) => ({ ...limit, value: limit.point === 'activePowerW' ? this.batteryW : this.stateOfCharge })),
      ],
      contacts: [
        { name: 'Jo Example', role: 'electrician on duty', phone: '+41 44 123 45 67', mail: '', text: 'day and night' },
        { name: 'Control room', role: '', phone: '', mail: 'duty@example.org', text: '' },
      ],
    };
  }

  binding() {
    const text = 'charge limited to 3.0 kW: state of charge above 60 %';
    const bounds = { value: this.setpointW, unit: 'W', min: this.limitW, max: BATTERY_MAX_W, reaction: null };
    return { device: 'bat1', text, active: true, point: 'activePowerW', ...bounds };
  }

  points() {
    const phases = (device, totalW) => [
      point(device, 'activePowerW', totalW, 'W'),
      point(device, 'reactivePowerVar', -0.06 * totalW, 'var'),
      point(device, 'voltageLnV', 230 + 3 * Math.sin(this.stepNumber / 40), 'V'),
      point(device, 'currentA', totalW / 230, 'A'),
      point(device, 'frequencyHz', 50 + 0.02 * Math.sin(this.stepNumber / 30), 'Hz'),
    ];
    const all = [
      ...phases('pcc', this.gridW),
      point('pcc', 'energyInjectedWh', 4_812_330, 'Wh'),
      point('pcc', 'energyAbsorbedWh', 2_204_118, 'Wh'),
      ...phases('pv1', this.pvW),
      point('pv1', 'activePowerLimitPct', 100, '%'),
      ...phases('bat1', this.batteryW),
      point('bat1', 'stateOfChargePct', this.stateOfCharge, '%'),
      point('bat1', 'stateOfHealthPct', 97.5, '%'),
      point('bat1', 'temperatureC', 24.6, 'degC'),
      point('bat1', 'chargePowerMaxW', -BATTERY_MAX_W, 'W'),
      ...phases('load1', this.loadW),
      point('ev1', 'activePowerW', this.chargerW, 'W'),
      point('ev1', 'currentA', this.chargerW / 230, 'A'),
      point('ev1', 'energyAbsorbedWh', null, 'Wh', 'INVALID'),
    ];
    return all.map((p) => {
      const dead = this.silent.has(p.device);
      return { ...p, quality: dead ? 'STALE' : p.quality, measuredAt: this.stamps[p.device] };
    });
  }

  devices() {
    return DEVICES.map(([id, name, nature, profile, authority]) => ({
      id,
      name,
      nature,
      profile,
      session: this.silent.has(id) ? 'FAULTY' : 'READY',
      authority: this.state === 'RUNNING' ? authority : 'observe',
      gate: { cause: this.cause && authority === 'control' ? 'emergency stop' : null, epoch: this.cause ? 2 : 1 },
      maturity: 'control',
      lastSeen: this.stamps[id],
      commands: authority === 'control' ? ['start', 'stop'] : [],
      waitsForStart: this.waiting.has(id),
    }));
  }

  /** What was decided about `plant`: the newest, or one of the past. */
  decision(plant = this, atMs = Date.now()) {
    const until = new Date(atMs + 1000).toISOString();
    const proposal = (source, level, node, min, max, target, reason) => ({
      source,
      level,
      node,
      quantity: 'activePowerW',
      phase: null,
      min,
      max,
      target,
      unit: 'W',
      validUntil: until,
      reason,
    });
    const controlled = plant !== this || (this.state === 'RUNNING' && this.modes[0].enabled);
    const limited = plant.setpointW === plant.limitW;
    return {
      step: plant.stepNumber,
      at: new Date(atMs).toISOString(),
      proposals: controlled
        ? [
            proposal('self-consumption', 'ECONOMIC', 'home', null, null, 0, 'hold the exchange with the grid at 0 W'),
            proposal('self-consumption', 'ECONOMIC', 'bat1', null, null, plant.targetW, 'the surplus of the site'),
            proposal(
              'backup-reserve',
              'RESERVE',
              'bat1',
              null,
              plant.stateOfCharge > 22 ? null : 0,
              null,
              'keep 20 % for an outage',
            ),
          ]
        : [],
      setpoints: controlled
        ? [
            {
              device: 'bat1',
              point: 'activePowerSetpointW',
              value: plant.setpointW,
              unit: 'W',
              envelope: [
                { level: 'SAFETY', min: plant.limitW, max: BATTERY_MAX_W },
                { level: 'GRID_OBLIGATION', min: plant.limitW, max: BATTERY_MAX_W },
                { level: 'RESERVE', min: plant.limitW, max: BATTERY_MAX_W },
                { level: 'ECONOMIC', min: plant.setpointW, max: plant.setpointW },
              ],
              limitedBy: limited ? 'charge limited to 3.0 kW: state of charge above 60 %' : null,
              reason: limited
                ? 'self-consumption asked for more; charging is held at 3.0 kW because the state of charge is above 60 %'
                : 'self-consumption charges the surplus of the site',
            },
          ]
        : [],
    };
  }
}

/** Sun, house and charger at a second of the day. */
function plant(seconds) {
  const t = ((seconds % DAY_S) + DAY_S) % DAY_S;
  const hour = t / 3600;
  const sun = Math.max(0, Math.sin(((hour - 6) / 13) * Math.PI)) ** 1.3;
  const cloud = 0.86 + 0.08 * Math.sin(t / 190) + 0.06 * Math.sin(t / 71 + 2);
  const evening = Math.exp(-(((hour - 19) / 1.8) ** 2));
  return {
    hour,
    pvW: 6_400 * (hour > 6 && hour < 19 ? sun : 0) * cloud,
    loadW: -(420 + 900 * evening + 260 * (Math.sin(t / 310) > 0.4) + 40 * Math.sin(t / 47)),
    chargerW: hour > 11.5 && hour < 15 ? -920 : 0,
  };
}

function point(device, id, value, unit, quality = 'GOOD') {
  return { device, point: id, value, unit, quality };
}

function conflict(detail, remedy) {
  return [409, { type: 'about:blank', title: 'Conflict', status: 409, detail, remedy }];
}
