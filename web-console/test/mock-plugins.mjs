// Plug-ins of a gateway that is not one: two to be had, jobs that go on by themselves once they are confirmed.
const DAY_MS = 86_400_000;
const ago = (ms) => new Date(Date.now() - ms).toISOString();
const HEALTH = { busyPct: 0.4, allocatedBytes: 41_200_000, threads: 0, late: 0, failures: 0 };

const offer = (id, version, more) => ({
  id,
  version,
  title: id,
  description: 'Reads it.',
  vendor: 'Example',
  publisher: 'Example GmbH',
  licence: 'Apache-2.0',
  tier: 'community',
  kinds: ['profile'],
  natures: ['meter'],
  devices: ['Example EM-1, firmware 2.x'],
  transports: ['modbus-tcp'],
  platform: '[0.1,1)',
  fits: true,
  source: 'local',
  sizeBytes: 18_400,
  ...more,
});

const METER = {
  title: 'Example meter EM-1',
  description: 'Reads power, voltage and energy of the three-phase meter EM-1.',
  pictures: ['icon.svg', 'screenshots/one.svg', 'screenshots/gone.png'],
};

/** A drawing instead of any picture; one of them cannot be had. */
export function pictureOf(path) {
  const size = path === 'icon.svg' ? [40, 40] : [480, 200];
  return path === 'screenshots/gone.png'
    ? undefined
    : `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}"><rect width="100%" height="100%" fill="#3d9449"/></svg>`;
}

const OFFERS = [
  offer('org.example.meter', '1.1.0', METER),
  offer('org.example.meter', '1.0.0', METER),
  offer('org.example.peak', '0.3.0', {
    title: 'Peak shaving, quarter hours',
    description: 'Keeps the mean of a quarter hour below a limit.',
    kinds: ['mode'],
    natures: [],
    devices: [],
    transports: [],
    tier: 'verified',
    sizeBytes: 64_000,
  }),
];
const FIRST_KEY = 'ed25519:5b0e1c0f8a7d4e21';

export class MockPlugins {
  installed = [
    {
      ...offer('org.example.peak', '0.2.0', { title: 'Peak shaving, quarter hours', kinds: ['mode'], tier: 'verified' }),
      state: 'quarantined',
      text: 'It took 94 % of a processor for a minute; its proposals are not used.',
      since: ago(9 * DAY_MS),
      pinned: false,
      update: '0.3.0',
      updateFrom: new Date(Date.now() + 2 * DAY_MS).toISOString(),
      health: { ...HEALTH, busyPct: 94.1, late: 212 },
      swaps: [
        { at: ago(9 * DAY_MS), from: '0.1.1', to: '0.2.0', gapMs: 4.2 },
        { at: ago(30 * DAY_MS), from: '0.1.0', to: '0.1.1', gapMs: 11 },
      ],
    },
  ];
  jobs = [];
  generations = [this.generation(1, 'first start', 9 * DAY_MS)];
  sources = [
    {
      name: 'local',
      place: '/opt/busbar/catalogue',
      plugins: OFFERS.length,
      refreshed: ago(3_600_000),
      expires: new Date(Date.now() + 6 * DAY_MS).toISOString(),
      problem: null,
      keys: [FIRST_KEY, 'ed25519:b9a47d22c01f6e53'],
    },
    {
      name: 'stick',
      place: '/media/stick/catalogue',
      plugins: 0,
      refreshed: ago(5 * DAY_MS),
      expires: ago(DAY_MS),
      problem: 'The folder is not there.',
      keys: [FIRST_KEY],
    },
  ];

  generation(number, reason, agoMs = 0) {
    return {
      number,
      at: ago(agoMs),
      by: 'console',
      reason,
      current: true,
      plugins: this.installed.map(({ id, version, pinned }) => ({ id, version, pinned })),
      configuration: [{ name: 'local/home/site.yaml', sha256: 'ab'.repeat(32) }],
    };
  }

  /** [status, document] for a request, or nothing where it is not about plug-ins. */
  answer(method, path, body, query) {
    const [what, id, more] = path.split('/');
    const known = () => this.installed.find((each) => each.id === id);
    switch (`${method} ${what}${more ? `/${more}` : ''}`) {
      case 'GET plugins':
        return [200, this.installed];
      case 'PUT plugins/pin':
        known().pinned = body.pinned;
        return [200, known()];
      case 'POST plugins/restore':
        Object.assign(known(), { state: 'running', text: null });
        return [200, known()];
      case 'GET plugin-offers':
        return id ? [200, OFFERS.filter((each) => each.id === id)] : [200, this.search(query)];
      case 'POST plugin-plans':
        return [200, this.plan(body)];
      case 'POST plugin-jobs':
        return this.begin(body);
      case 'GET plugin-jobs':
        return id ? this.job(Number(id)) : [200, this.jobs];
      case 'DELETE plugin-jobs':
        Object.assign(this.jobs[Number(id) - 1], { state: 'CANCELLED', ended: true, text: null });
        return this.job(Number(id));
      case 'GET plugin-generations':
        return [200, this.generations];
      case 'GET plugin-generations/difference':
        return [200, { from: Number(id), to: this.generations[0].number, lines: ['+ org.example.meter 1.1.0', '  site.yaml: the same'] }];
      case 'GET plugin-sources':
      case 'POST plugin-sources':
        return [200, this.sources];
      case 'POST plugin-archives':
        return [201, OFFERS[0]];
      default:
        return undefined;
    }
  }

  search(query) {
    const words = [...query.values()].join(' ').toLowerCase().split(/\s+/).filter(Boolean);
    const newest = OFFERS.filter((each) => OFFERS.find((other) => other.id === each.id) === each);
    const plugins = newest.filter((each) => {
      const text = JSON.stringify(each).toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const why = plugins.length > 0 ? null : `None of 3 versions of plug-ins has all of: ${words.join(' ')}.`;
    return { plugins, sources: this.sources, why };
  }

  plan(wish) {
    const possible = { possible: true, digest: 'd1', words: [], asks: [], changes: [], restarts: false, configuration: [], impossible: null };
    const from = this.installed.find((each) => each.id === wish.id)?.version ?? null;
    if (wish.id === 'org.example.peak' && wish.wish === 'update') {
      const impossible = {
        reason: 'missing-dependency',
        what: 'org.example.peak 0.3.0 requires org.example.tariffs, which no catalogue has.',
        where: 'org.example.peak',
        remedy: 'Believe a catalogue that has it, or stay with 0.2.0.',
      };
      return { ...possible, possible: false, digest: null, impossible };
    }
    if (wish.wish === 'install') {
      const asks = ['It reads devices of the nature meter.', 'It talks to no host.'];
      return {
        ...possible,
        words: [`${wish.id} ${wish.version} is added.`, ...asks],
        asks,
        changes: [{ id: wish.id, from, to: wish.version, lastGapMs: null }],
        configuration: ['  devices:', '+   # meter1: {profile: org.example.meter, ...}'],
      };
    }
    const to = wish.wish === 'update' ? wish.version : null;
    return { ...possible, words: ['What was there before is there again.'], changes: wish.id ? [{ id: wish.id, from, to, lastGapMs: 4.2 }] : [] };
  }

  begin({ wish, digest, consent, reason }) {
    if (digest !== 'd1' || consent !== true) return [409, { title: 'Refused', status: 409, detail: 'The plan is another one by now.' }];
    const number = this.jobs.length + 1;
    const whole = { id: null, version: null, generation: null, name: null, place: null, root: null, ...wish };
    this.jobs.push({
      number,
      wish: whole,
      by: 'console',
      reason,
      state: 'WAITS_FOR_CONFIRMATION',
      ended: false,
      steps: [{ at: ago(0), text: 'Planned.' }],
      text: `Type at the gateway's own terminal: ./busbar plugin confirm ${number}`,
    });
    if (wish.wish === 'back') this.confirm(number);
    return [202, this.jobs.at(-1)];
  }

  /** What somebody types at the terminal. */
  confirm(number) {
    Object.assign(this.jobs[number - 1], { state: 'RUNNING', text: null });
  }

  job(number) {
    const job = this.jobs[number - 1];
    if (!job) return [404, { title: 'Not found', status: 404, detail: `There is no job ${number}.` }];
    if (job.state === 'RUNNING') this.advance(job);
    return [200, job];
  }

  advance(job) {
    const steps = ['Verified: signature and every byte.', 'Started beside what runs.', 'Tried out: 20 good samples.', 'Moved to: gap 3 ms.'];
    const next = steps.slice(job.steps.length - 1).slice(0, 2);
    job.steps.push(...next.map((text) => ({ at: ago(0), text })));
    if (next.length === 0) this.finish(job);
  }

  finish(job) {
    Object.assign(job, { state: 'DONE', ended: true });
    const { wish, id, version } = job.wish;
    if (wish === 'install') {
      const found = OFFERS.find((each) => each.id === id && each.version === version);
      this.installed.push({
        ...found,
        state: 'running',
        text: null,
        since: ago(0),
        pinned: false,
        update: null,
        updateFrom: null,
        health: HEALTH,
        swaps: [],
      });
    } else if (wish === 'back') {
      this.installed.pop();
    }
    for (const each of this.generations) each.current = false;
    this.generations.unshift(this.generation(this.generations.length + 1, job.reason));
  }
}
