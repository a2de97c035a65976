import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axis, at, commonResolution, csv, drawn, lengthOf, marks, stepText, table } from '../target/test-js/history/model.js';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const MINUTE = 60_000;
const iso = (ms) => new Date(ms).toISOString();

/** An answer with a row a minute; `null` is a minute without. */
function answer(name, unit, values, resolution = '1min') {
  const rows = values.flatMap((v, i) => (v === null ? [] : [[iso(NOW + i * MINUTE), v, v - 1, v + 1, 6]]));
  return { name, document: { unit, resolution, rows } };
}

test('the file has every step of the chart, units in its head and nothing where nothing is known', () => {
  const shown = table([answer('pcc/activePowerW', 'W', [-5, null, 7.25]), answer('bat1/x', '%', [null, null, 40])], NOW, NOW + 3 * MINUTE);
  assert.equal(
    csv(shown),
    'begin,pcc/activePowerW mean (W),pcc/activePowerW min (W),pcc/activePowerW max (W),bat1/x mean (%),bat1/x min (%),bat1/x max (%)\r\n' +
      '2026-05-01T12:00:00.000Z,-5,-6,-4,,,\r\n' +
      '2026-05-01T12:01:00.000Z,,,,,,\r\n' +
      '2026-05-01T12:02:00.000Z,7.25,6.25,8.25,40,39,41\r\n',
  );
  assert.equal(drawn(shown, shown.columns[0]).length, 2);
});

test('unknown is not zero: a zero stays a zero, null has no cell', () => {
  const zero = { name: 'a/b', document: { unit: '', resolution: '1min', rows: [[iso(NOW), 0, 0, 0, 1], [iso(NOW + MINUTE), null, null, null, 0]] } };
  assert.match(csv(table([zero], NOW, NOW + 2 * MINUTE)), /\.000Z,0,0,0\r\n.*\.000Z,,,\r\n$/s);
});

test('a name with a comma is quoted', () => {
  assert.match(csv(table([answer('a,"b"/c', 'W', [1])], NOW, NOW + MINUTE)), /^begin,"a,""b""\/c mean \(W\)"/);
});

test('a range that begins within a step has that step whole', () => {
  const shown = table([answer('a/b', 'W', [1, 2])], NOW + 30_000, NOW + 70_000);
  assert.deepEqual(shown.starts, [NOW, NOW + MINUTE]);
  assert.equal(at(shown, shown.columns[0], NOW + 59_999).mean, 1);
  assert.equal(at(shown, shown.columns[0], NOW + 5 * MINUTE), undefined);
});

test('the coarsest answer decides, and one without rows has no say', () => {
  assert.equal(commonResolution([answer('a/b', 'W', [1], '15min'), answer('c/d', 'W', [1], '2min'), answer('e/f', '', [], '1d')]), '15min');
  assert.equal(commonResolution([answer('a/b', '', [])]), null);
  assert.equal(lengthOf('2d'), 172_800_000);
});

test('where nothing was recorded there is no step', () => {
  assert.deepEqual(table([answer('a/b', '', [])], 0, NOW).starts, []);
});

test('an axis is round, holds zero for flows and all of a share, and is never flat', () => {
  const values = (...all) => all.map((v) => ({ atMs: 0, mean: v, min: v, max: v }));
  assert.deepEqual(axis('W', values(-1250, 3400)), { low: -1400, high: 3400 });
  assert.deepEqual(axis('%', values(40, 60)), { low: 0, high: 100 });
  const volts = axis('V', values(229, 231));
  assert.ok(volts.low > 200 && volts.low <= 229 && volts.high >= 231);
  for (const unit of ['W', 'V', '%']) {
    for (const all of [[], [0], [230], [-3]]) {
      const { low, high } = axis(unit, values(...all));
      assert.ok(Number.isFinite(low) && high > low, `${unit} ${all}: ${low} to ${high}`);
    }
  }
});

test('marks are round times of the calendar, never more than asked for', () => {
  for (const days of [0.05, 1, 7, 30, 90, 365, 2000]) {
    for (const most of [3, 6, 20]) {
      const found = marks(NOW - days * 86_400_000, NOW, most);
      assert.ok(found.length <= most + 1, `${found.length} marks over ${days} d, at most ${most}`);
      for (const { atMs } of found) {
        assert.ok(atMs >= NOW - days * 86_400_000 && atMs <= NOW);
        if (days > 2) assert.equal(new Date(atMs).getHours(), 0);
      }
    }
  }
  assert.ok(marks(NOW - 365 * 86_400_000, NOW, 20).every(({ atMs }) => new Date(atMs).getDate() === 1));
});

test('a step is told in words', () => {
  assert.equal(stepText(120_000), '2 min');
  assert.equal(stepText(86_400_000), '1 d');
  assert.equal(stepText(1000), '1 s');
});
