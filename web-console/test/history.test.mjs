import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bandPath,
  beginning,
  bounds,
  chart,
  linePath,
  momentBy,
  readings,
  sources,
  stepFor,
  ticks,
} from '../target/test-js/history-model.js';
import { MockSite } from './mock-site.mjs';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const MINUTE = 60_000;
const PLANE = { x: (t) => (t - NOW) / 1000, y: (w) => w };

function picture() {
  const site = new MockSite();
  return { link: 'live', nowMs: NOW, site: site.site(), points: site.points(), devices: site.devices() };
}

/** An answer with one row a minute; `null` is a minute without. */
function answer(kind, values, point = 'activePowerW') {
  const rows = values.map((v, i) => {
    const [mean, min = mean, max = mean] = Array.isArray(v) ? v : [v];
    return [new Date(NOW + i * MINUTE).toISOString(), mean, min, max, 60];
  });
  return {
    source: { kind, device: kind, point },
    document: { unit: 'W', resolution: '1min', rows: rows.filter((row) => row[1] !== null) },
  };
}

const drawn = (answers) => chart(answers, picture(), NOW, NOW + 10 * MINUTE);
const flow = (shown, kind) => shown.flows.find((s) => s.kind === kind);

test('the chart asks for every flow but the load, and for the state of charge', () => {
  assert.deepEqual(
    sources(picture()).map((s) => `${s.kind} ${s.device}/${s.point}`),
    [
      'grid pcc/activePowerW',
      'pv pv1/activePowerW',
      'battery bat1/activePowerW',
      'charge bat1/stateOfChargePct',
      'charger ev1/activePowerW',
    ],
  );
});

test('a terminal of a hybrid is asked for by its own id', () => {
  const p = picture();
  p.site.nodes = [...p.site.nodes, { path: 'hy1.pv', kind: 'terminal', parent: 'hy1', nature: 'pv', meter: null }];
  p.points = [...p.points, { device: 'hy1.pv', point: 'activePowerW', value: 1, unit: 'W', quality: 'GOOD' }];
  assert.ok(sources(p).some((s) => s.kind === 'pv' && s.device === 'hy1.pv'));
});

test('the step divides a day and gives at most 720 rows', () => {
  for (const hours of [0.02, 1, 6, 24]) {
    const step = stepFor(hours * 60 * MINUTE);
    assert.equal(86_400 % step, 0);
    assert.ok((hours * 3600) / step <= 720, `${step} s for ${hours} h`);
  }
  assert.equal(stepFor(24 * 60 * MINUTE), 120);
});

test('the load is what the balance leaves, and unknown where a part is unknown', () => {
  const shown = drawn([answer('grid', [-500, 0, 100]), answer('pv', [3000, 3000, null])]);
  assert.deepEqual(
    flow(shown, 'load').buckets.map((b) => b.mean),
    [-2500, -3000],
  );
});

test('several devices of a kind add up, and their band is the widest it can have been', () => {
  const [bucket] = flow(drawn([answer('pv', [[1000, 900, 1100]]), answer('pv', [[500, 400, 700]])]), 'pv').buckets;
  assert.deepEqual([bucket.mean, bucket.min, bucket.max], [1500, 1300, 1800]);
});

test('the state of charge of several batteries is their mean', () => {
  const both = [answer('charge', [40], 'stateOfChargePct'), answer('charge', [60], 'stateOfChargePct')];
  assert.equal(drawn(both).charge.buckets[0].mean, 50);
  assert.equal(drawn([answer('grid', [1])]).charge, null);
});

test('a gap breaks line and band, and a value alone is a dot', () => {
  const shown = drawn([answer('grid', [[100, 50, 150], [200, 150, 250], null, [300, 200, 400]])]);
  const grid = flow(shown, 'grid');
  assert.equal(linePath(grid, shown.stepMs, PLANE), 'M30.0 100.0L90.0 200.0M210.0 300.0h.01');
  assert.equal(bandPath(grid, shown.stepMs, PLANE), 'M30.0 150.0L90.0 250.0L90.0 150.0L30.0 50.0Z');
});

test('the axis goes outwards to whole kW and is never empty', () => {
  assert.deepEqual(bounds(drawn([answer('grid', [[0, -1200, 2500]])]).flows), { lowW: -2000, highW: 3000 });
  const { lowW, highW } = bounds([]);
  assert.ok(highW > lowW);
});

test('a moment is read in words, unknown in a gap, with what it moved between', () => {
  const shown = drawn([answer('grid', [[-1200, -1500, 300], null, 50]), answer('charge', [41.6], 'stateOfChargePct')]);
  const at = (ms) => Object.fromEntries(readings(shown, ms).map((r) => [r.kind, r]));
  const first = at(NOW + 59_000);
  assert.equal(first.grid.text, 'exporting 1.2\u00a0kW');
  assert.equal(first.grid.range, 'importing 300\u00a0W to exporting 1.5\u00a0kW');
  assert.equal(first.charge.text, '42\u00a0%');
  assert.equal(at(NOW + MINUTE).grid.text, 'unknown');
  assert.equal(at(null).grid.text, 'importing 50\u00a0W');
  assert.equal(at(null).grid.range, '');
  assert.equal(at(null).pv.text, 'unknown');
});

test('a history begins where its first row is', () => {
  assert.equal(beginning([answer('grid', [null, 5]), answer('pv', [null, null, 5])]), NOW + MINUTE);
  assert.equal(beginning([answer('grid', [])]), null);
});

test('ticks are round times within the range', () => {
  const found = ticks(NOW - 23.7 * 60 * MINUTE, NOW, 8);
  assert.ok(found.length >= 4 && found.length <= 8);
  for (const t of found) assert.equal(t % (60 * MINUTE), 0);
});

test('keys move the moment by steps and pages, never out of the span, and other keys not at all', () => {
  const span = { fromMs: 1000, toMs: 9000 };
  const by = (key, from = 5000) => momentBy(key, { from, stepMs: 100, pageMs: 2000 }, span);
  assert.deepEqual(['ArrowLeft', 'ArrowUp', 'PageDown', 'Home', 'End'].map((key) => by(key)), [4900, 5100, 3000, 1000, 9000]);
  assert.deepEqual([by('PageUp', 8000), by('ArrowLeft', 1050)], [9000, 1000]);
  assert.equal(by('Escape'), null);
  assert.equal(by('Tab'), undefined);
});
