import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindings, boundText, isSafetyEvent, limitName, recovery } from '../target/test-js/safety-model.js';
import { MockSite } from './mock-site.mjs';

const CHARGE = { device: 'bat1', point: 'activePowerW', unit: 'W', min: -500, max: 9000, reaction: 'CLAMP', text: '' };

function picture(limits, limitedBy) {
  const site = new MockSite();
  const decision = site.decision();
  for (const setpoint of decision.setpoints) setpoint.limitedBy = limitedBy;
  return { site: { ...site.site(), limits }, decision, devices: site.devices() };
}

test('what held a setpoint back is named with its value, its threshold and who asked', () => {
  const [bound, ...others] = bindings(picture([], 'charge limited to 3.0 kW: state of charge above 60 %'));
  assert.deepEqual(others, []);
  assert.equal(bound.device, 'bat1');
  assert.match(bound.limit, /state of charge above 60 %/);
  assert.match(bound.value, /^charge /);
  assert.match(bound.threshold, /charge .* to discharge .* \(Safety\)/);
  assert.ok(bound.requested.some(({ by, what }) => by === 'self-consumption' && /charge \d/.test(what)));
});

test('a limit of the site that is reached binds also where the mode asked for no more', () => {
  const [reached, ...others] = bindings(picture([{ ...CHARGE, value: -500, active: true }], null));
  assert.deepEqual(others, []);
  assert.equal(reached.limit, 'bat1 active power: limit of the site');
  assert.equal(reached.value, 'charging 500\u00a0W');
  assert.equal(reached.threshold, 'charge 500\u00a0W to discharge 9.0\u00a0kW');
  assert.ok(reached.requested.length > 0);
});

test('a device is told of once, and a limit that is kept binds nothing', () => {
  assert.equal(bindings(picture([{ ...CHARGE, value: -500, active: true }], 'limit of the site')).length, 1);
  assert.deepEqual(bindings(picture([{ ...CHARGE, value: null, active: false }], null)), []);
  assert.deepEqual(bindings({ site: null, decision: null, devices: [] }), []);
});

test('limits are named and bounded in words', () => {
  assert.equal(limitName(CHARGE), 'bat1 active power');
  assert.equal(boundText({ unit: '%', min: 10, max: 95, text: '' }, 'battery'), '10.0\u00a0% to 95.0\u00a0%');
  assert.equal(boundText({ unit: 'V', min: null, max: 54, text: '' }, 'battery'), 'at most 54.0\u00a0V');
  assert.equal(boundText({ unit: 'V', min: 46, max: null, text: '' }, 'battery'), 'at least 46.0\u00a0V');
});

test('a change of state tells of safety, the start of a mode does not', () => {
  assert.ok(isSafetyEvent({ severity: 'INFO', kind: 'site-state' }));
  assert.ok(isSafetyEvent({ severity: 'WARNING', kind: 'anything' }));
  assert.ok(!isSafetyEvent({ severity: 'INFO', kind: 'mode-started' }));
});

test('the way back begins with people, names the cause and ends with the start', () => {
  const steps = recovery('ERROR', 'smoke');
  assert.match(steps[0], /danger/);
  assert.ok(steps.some((step) => step.includes('smoke')));
  assert.match(steps.at(-2), /^Reset/);
  assert.match(steps.at(-1), /^Start/);
  assert.ok(recovery('RUNNING', '').every((step) => !step.includes('undefined')));
});
