import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feeders } from '../target/test-js/flow-model.js';
import { explain } from '../target/test-js/why-model.js';
import { MockSite } from './mock-site.mjs';

const NOW = Date.parse('2026-05-01T12:00:00Z');

function picture(change = {}) {
  const site = new MockSite();
  const measuredAt = new Date(NOW - 400).toISOString();
  return {
    link: 'live',
    nowMs: NOW,
    silentMs: 0,
    refusal: null,
    failing: [],
    site: site.site(),
    points: site.points().map((p) => ({ ...p, measuredAt })),
    decision: site.decision(),
    devices: site.devices(),
    events: [],
    modes: [],
    ...change,
  };
}

const feeder = (p, kind) => feeders(p).find((f) => f.kind === kind);

test('the picture has the five feeders of the demo, sources first', () => {
  assert.deepEqual(
    feeders(picture()).map((f) => f.kind),
    ['grid', 'pv', 'battery', 'load', 'charger'],
  );
});

test('a site without battery and charger does not show them', () => {
  const p = picture();
  p.devices = p.devices.filter((d) => d.nature === 'meter');
  const nodes = p.site.nodes.filter((n) => n.nature === 'site' || n.nature === 'meter');
  p.site = { ...p.site, nodes, flow: { ...p.site.flow, pvW: null, batteryW: null, chargerW: null } };
  assert.deepEqual(
    feeders(p).map((f) => f.kind),
    ['grid', 'load'],
  );
});

test('an unknown flow is unknown and has no direction', () => {
  const p = picture();
  p.site = { ...p.site, flow: { ...p.site.flow, gridW: null } };
  const grid = feeder(p, 'grid');
  assert.equal(grid.word, 'unknown');
  assert.equal(grid.magnitude, '');
  assert.equal(grid.direction, 'unknown');
  assert.equal(grid.weight, 0);
});

test('a feeder is as bad and as old as the worst of its devices', () => {
  const p = picture();
  const old = new Date(NOW - 7000).toISOString();
  p.devices = [...p.devices, { ...p.devices.find((d) => d.id === 'pv1'), id: 'pv2' }];
  p.points = [
    ...p.points,
    { device: 'pv2', point: 'activePowerW', value: 1, unit: 'W', quality: 'STALE', measuredAt: old },
  ];
  assert.equal(feeder(p, 'pv').quality, 'STALE');
  assert.equal(feeder(p, 'pv').ageMs, 7000);
  assert.equal(feeder(p, 'grid').quality, 'GOOD');
  assert.equal(feeder(p, 'grid').ageMs, 400);
});

test('nothing is good while the link is lost', () => {
  for (const f of feeders(picture({ link: 'lost' }))) assert.equal(f.quality, 'STALE');
});

test('the setpoint of a battery is told beside its value', () => {
  assert.match(feeder(picture(), 'battery').setpoint, /^setpoint: charge \d/);
});

test('the load is the rest of the balance, so it is as old as the oldest part', () => {
  const p = picture();
  const old = new Date(NOW - 9000).toISOString();
  p.points = p.points.map((x) => (x.device === 'pv1' ? { ...x, quality: 'STALE', measuredAt: old } : x));
  assert.equal(feeder(p, 'load').ageMs, 9000);
  assert.equal(feeder(p, 'load').quality, 'STALE');
});

test('the terminals of a hybrid count for what they are', () => {
  const p = picture();
  p.site.nodes = [
    ...p.site.nodes,
    { path: 'hyb1', kind: 'device', parent: 'home', nature: 'hybrid' },
    { path: 'hyb1.bat', kind: 'terminal', parent: 'hyb1', nature: 'battery' },
  ];
  p.points = [
    ...p.points,
    { device: 'hyb1.bat', point: 'activePowerW', value: 1, unit: 'W', quality: 'INVALID', measuredAt: null },
  ];
  assert.equal(feeder(p, 'battery').quality, 'INVALID');
  assert.equal(feeder(p, 'pv').quality, 'GOOD');
});

test('a dropped proposal tells what stood against it', () => {
  const decision = {
    step: 1,
    at: '',
    proposals: [PROPOSAL],
    dropped: [{ proposal: PROPOSAL, against: 'backup-reserve' }],
    setpoints: [SETPOINT],
  };
  assert.match(explain(decision, DEVICES, SITE)[0].rows[0].note, /^Dropped. Against it: backup-reserve/);
});

test('device ids may be paths', () => {
  const p = picture();
  p.points = p.points.map((x) => ({ ...x, device: `home/${x.device}` }));
  assert.equal(feeder(p, 'battery').ageMs, 400);
});

const NODES = [
  { path: 'home', kind: 'site', parent: null, nature: 'site', meter: 'pcc', measures: 'pcc' },
  { path: 'bat1', kind: 'device', parent: 'home', nature: 'battery', meter: null },
];
const SITE = { state: 'RUNNING', nodes: NODES };
const DEVICES = [{ id: 'bat1', nature: 'battery' }];
const SETPOINT = {
  device: 'bat1',
  point: 'activePowerSetpointW',
  value: -3000,
  unit: 'W',
  envelope: [
    { level: 'ECONOMIC', min: -3000, max: -3000 },
    { level: 'SAFETY', min: -3000, max: 5000 },
  ],
  limitedBy: 'SAFETY',
  reason: 'too much was asked',
};
const PROPOSAL = {
  source: 'sc',
  level: 'ECONOMIC',
  node: 'bat1',
  quantity: 'activePowerW',
  phase: null,
  min: null,
  max: null,
  target: -4000,
  unit: 'W',
  reason: 'surplus',
};

function why(setpoint = {}, proposals = [PROPOSAL]) {
  return explain({ step: 1, at: '', proposals, setpoints: [{ ...SETPOINT, ...setpoint }] }, DEVICES, SITE)[0];
}

test('the waterfall goes from proposal over the envelope of each level to the point', () => {
  const result = why();
  assert.deepEqual(
    result.rows.map((r) => [r.stage, r.title]),
    [
      ['proposal', 'sc'],
      ['envelope', 'Safety'],
      ['envelope', 'Economic'],
      ['point', 'Setpoint'],
    ],
  );
  assert.equal(result.rows[0].text, 'target charge 4.0\u00a0kW');
  assert.equal(result.result, 'charge 3.0\u00a0kW');
  assert.equal(result.limitedBy, 'Safety');
});

test('the level that binds is marked, and no other', () => {
  assert.deepEqual(
    why()
      .rows.filter((r) => r.limits)
      .map((r) => r.title),
    ['Safety'],
  );
  assert.deepEqual(
    why({ limitedBy: 'SAFETY: cell 7 at 3.58 V' })
      .rows.filter((r) => r.limits)
      .map((r) => r.title),
    ['Safety'],
  );
  assert.deepEqual(
    why({ limitedBy: 'chargePowerMaxW of bat1' })
      .rows.filter((r) => r.limits)
      .map((r) => r.title),
    ['Safety'],
  );
  assert.equal(
    why({ limitedBy: null }).rows.some((r) => r.limits),
    false,
  );
});

test('a proposal for a node above is told in its own words and has no place on the axis', () => {
  const row = why({}, [{ ...PROPOSAL, node: 'home', target: -500 }]).rows[0];
  assert.equal(row.text, 'home: target export 500\u00a0W');
  assert.equal(row.bar, null);
});

test('a proposal for a group with this device alone has its place on the axis', () => {
  const nodes = [
    NODES[0],
    { path: 'storage', kind: 'group', parent: 'home', nature: null, meter: null },
    { ...NODES[1], parent: 'storage' },
  ];
  const decision = { step: 1, at: '', proposals: [{ ...PROPOSAL, node: 'storage' }], setpoints: [SETPOINT] };
  const row = explain(decision, DEVICES, { ...SITE, nodes })[0].rows[0];
  assert.equal(row.text, 'storage: target charge 4.0\u00a0kW');
  assert.equal(row.bar.mark, -4000);
  const two = [...nodes, { path: 'bat2', kind: 'device', parent: 'storage', nature: 'battery', meter: null }];
  assert.equal(explain(decision, DEVICES, { ...SITE, nodes: two })[0].rows[0].bar, null);
});

test('proposals for other devices and other quantities are left out', () => {
  const others = [
    { ...PROPOSAL, node: 'pv1' },
    { ...PROPOSAL, quantity: 'reactivePowerVar' },
  ];
  assert.equal(
    why({}, others).rows.some((r) => r.stage === 'proposal'),
    false,
  );
});

test('a setpoint behind a closed gate or of a site that does not run is told as not written', () => {
  const decision = { step: 1, at: '', proposals: [], setpoints: [SETPOINT] };
  assert.equal(explain(decision, DEVICES, SITE)[0].notWritten, '');
  assert.match(explain(decision, DEVICES, { ...SITE, state: 'IDLE' })[0].notWritten, /idle/);
  const closed = [{ ...DEVICES[0], gate: { cause: 'over temperature', epoch: 2 } }];
  assert.match(explain(decision, closed, SITE)[0].notWritten, /gate is closed/);
});

test('of the past nothing is said about gates and states of now', () => {
  const decision = { step: 1, at: '', proposals: [], setpoints: [SETPOINT] };
  const closed = [{ ...DEVICES[0], gate: { cause: 'over temperature', epoch: 2 } }];
  assert.equal(explain(decision, closed, { ...SITE, state: 'IDLE' }, 'past')[0].notWritten, '');
});

test('the axis spans every finite value and zero', () => {
  const result = why();
  assert.equal(result.low, -4000);
  assert.equal(result.high, 5000);
  const empty = why({ value: null, envelope: [] }, []);
  assert.ok(empty.high > empty.low);
  assert.equal(empty.result, 'released');
});
