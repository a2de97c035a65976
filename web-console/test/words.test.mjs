import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  age,
  ageOf,
  direction,
  flowKind,
  flowText,
  flowWord,
  humane,
  intervalText,
  orderText,
  plain,
  pointText,
  pointLabel,
  power,
  share,
  stateWords,
  valueText,
} from '../target/test-js/words.js';

/** Numbers and units are kept together by a no-break space. */
const sameWords = (actual, expected) => assert.equal(actual.replaceAll('\u00a0', ' '), expected);

const BARE_SIGN = /[-−+]\s?\d/;

test('powers are whole watts below 1 kW and kW with one decimal from there on', () => {
  sameWords(power(0), '0 W');
  sameWords(power(799.6), '800 W');
  sameWords(power(999.4), '999 W');
  sameWords(power(999.5), '1.0 kW');
  sameWords(power(1249), '1.2 kW');
  sameWords(power(125_000), '125.0 kW');
});

test('a power never carries a sign', () => {
  for (const watts of [-12_345, -999.9, -10, -0.4, 0.4, 10, 12_345]) assert.doesNotMatch(power(watts), BARE_SIGN);
});

test('unknown is a word, whether it comes as null, NaN or infinity', () => {
  for (const value of [null, NaN, Infinity, undefined]) {
    sameWords(power(value), 'unknown');
    sameWords(flowText('grid', value), 'unknown');
    sameWords(orderText('battery', value), 'unknown');
    sameWords(valueText(value, 'V'), 'unknown');
    sameWords(share(value), 'unknown');
    assert.equal(direction(value), 'unknown');
  }
});

test('positive flows into the busbar, and each kind has its own words for it', () => {
  sameWords(flowText('grid', 1234), 'importing 1.2 kW');
  sameWords(flowText('grid', -3200), 'exporting 3.2 kW');
  sameWords(flowText('pv', 4800), 'producing 4.8 kW');
  sameWords(flowText('battery', 800), 'discharging 800 W');
  sameWords(flowText('battery', -800), 'charging 800 W');
  sameWords(flowText('load', -640), 'consuming 640 W');
  sameWords(flowText('charger', -7400), 'charging 7.4 kW');
});

test('a flow of a few watts is none', () => {
  sameWords(flowText('grid', 9.9), 'no exchange');
  sameWords(flowText('grid', -9.9), 'no exchange');
  assert.equal(flowWord('battery', 0), 'at rest');
  sameWords(flowText('pv', -3), 'not producing');
  sameWords(flowText('grid', 10), 'importing 10 W');
});

test('orders are told as orders', () => {
  sameWords(orderText('battery', -800), 'charge 800 W');
  sameWords(orderText('battery', 1500), 'discharge 1.5 kW');
  sameWords(orderText('battery', 0), '0 W');
  sameWords(orderText('pv', 3000), 'produce 3.0 kW');
});

test('intervals read from one direction to the other, and null is no bound', () => {
  sameWords(intervalText('battery', -3000, 5000), 'charge 3.0 kW to discharge 5.0 kW');
  sameWords(intervalText('battery', 1000, 5000), 'discharge 1.0 kW to 5.0 kW');
  sameWords(intervalText('battery', -5000, -500), 'charge 500 W to 5.0 kW');
  sameWords(intervalText('battery', -5000, 0), 'charge 0 W to 5.0 kW');
  sameWords(intervalText('battery', -2400, -2400), 'only charge 2.4 kW');
  sameWords(intervalText('battery', 0, 0), 'only 0 W');
  sameWords(intervalText('battery', null, null), 'no bound');
  sameWords(intervalText('battery', null, 2000), 'discharge at most 2.0 kW');
  sameWords(intervalText('battery', null, -2000), 'charge at least 2.0 kW');
  sameWords(intervalText('battery', -2000, null), 'charge at most 2.0 kW');
  sameWords(intervalText('battery', 500, null), 'discharge at least 500 W');
  sameWords(intervalText('battery', 2, 1), 'empty');
});

test('no value of any unit shows a bare sign', () => {
  for (const unit of ['W', 'var', 'VA', 'Wh', 'A', 'V', 'Hz', '%', 'degC', '', 'rpm']) {
    for (const kind of ['grid', 'pv', 'battery', 'load', 'charger', 'other']) {
      for (const value of [-1234.5, -12, -0.01, 0, 0.01, 12, 1234.5]) {
        const text = valueText(value, unit, kind);
        assert.doesNotMatch(text, BARE_SIGN, `${value} ${unit} of ${kind}`);
      }
    }
  }
});

test('units have their customary decimals', () => {
  sameWords(valueText(50.018, 'Hz'), '50.02 Hz');
  sameWords(valueText(230.44, 'V'), '230.4 V');
  sameWords(valueText(3.3241, 'V'), '3.324 V');
  sameWords(valueText(63.27, '%'), '63.3 %');
  sameWords(valueText(840, 'Wh'), '840 Wh');
  sameWords(valueText(12_340, 'Wh'), '12.3 kWh');
  sameWords(valueText(-4.2, 'degC'), '4.2 °C below zero');
  sameWords(valueText(-6, 'A', 'battery'), 'charging 6.0 A');
  sameWords(valueText(3, ''), '3');
});

test('ages grow coarser as they grow', () => {
  assert.equal(age(-20), '<1 s');
  assert.equal(age(999), '<1 s');
  assert.equal(age(1000), '1 s');
  assert.equal(age(59_999), '59 s');
  assert.equal(age(60_000), '1 min');
  assert.equal(age(3_600_000), '1 h');
  assert.equal(age(7_500_000), '2 h 5 min');
  assert.equal(age(4 * 86_400_000), '4 d');
  assert.equal(age(null), 'age unknown');
});

test('an age is unknown without a time and never negative', () => {
  const now = Date.parse('2026-05-01T12:00:00Z');
  assert.equal(ageOf('2026-05-01T11:59:58Z', now), 2000);
  assert.equal(ageOf('2026-05-01T12:00:05Z', now), 0);
  assert.equal(ageOf(null, now), null);
  assert.equal(ageOf('nonsense', now), null);
});

test('states, codes and point ids become words', () => {
  assert.equal(stateWords('RUNNING').word, 'Running');
  assert.equal(stateWords(undefined).word, 'Unknown');
  assert.equal(plain('GRID_OBLIGATION'), 'Grid obligation');
  assert.equal(pointLabel('stateOfChargePct'), 'State of charge');
  assert.equal(pointLabel('activePowerSetpointW'), 'Active power setpoint');
  assert.equal(pointLabel('voltageLnV'), 'Voltage line to neutral');
  assert.equal(flowKind('battery'), 'battery');
  assert.equal(flowKind('weather'), 'other');
});

test('a rating is a size, a setpoint an order, a flow has its word', () => {
  sameWords(pointText('chargePowerMaxW', 10_000, 'W', 'battery'), '10.0 kW');
  sameWords(pointText('ratedPowerW', 800, 'W', 'battery'), '800 W');
  sameWords(pointText('activePowerSetpointW', -3427, 'W', 'battery'), 'charge 3.4 kW');
  sameWords(pointText('activePowerW', -3427, 'W', 'battery'), 'charging 3.4 kW');
  sameWords(pointText('activePowerW.1', -3427, 'W', 'grid'), 'exporting 3.4 kW');
  sameWords(pointText('currentLimitA', 6, 'A', 'charger'), '6.0 A');
  sameWords(pointText('currentA.2', -6, 'A', 'charger'), 'charging 6.0 A');
  assert.equal(pointText('ratedPowerW', null, 'W', 'battery'), 'unknown');
  assert.equal(pointLabel('currentA.2'), 'Current 2');
  assert.equal(pointLabel('dcVoltageV'), 'DC voltage');
});

test('signed powers in texts of the gateway become sides of the busbar', () => {
  const event = 'bat1/activePowerW is -3466 W and does not follow its setpoint of 167 W.';
  assert.equal(
    humane(event).replaceAll('\u00a0', ' '),
    'bat1 active power is 3.5 kW out of the busbar and does not follow its setpoint of 167 W.',
  );
  const limit = 'activePowerW -8000 to 8000 W';
  assert.equal(humane(limit).replaceAll('\u00a0', ' '), 'active power 8.0 kW out of the busbar to 8.0 kW into it');
  assert.equal(humane('at most 3.0 kW, 20 W-type').replaceAll('\u00a0', ' '), 'at most 3.0 kW, 20 W-type');
});

test('point ids in texts of the gateway become words', () => {
  assert.equal(humane('bat1: stateOfChargePct at most 95 %, trips'), 'bat1: state of charge at most 95 %, trips');
  assert.equal(humane('self-consumption holds 3.0 kW at 20 degC'), 'self-consumption holds 3.0 kW at 20 degC');
});
