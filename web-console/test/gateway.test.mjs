import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Gateway, Refused } from '../target/test-js/gateway.js';

const HOUR_MS = 3_600_000;
let asked;
let answers;
let replaced;

/** A gateway made of answers by "METHOD path"; what is not listed ends the polling. */
beforeEach(() => {
  asked = [];
  answers = {};
  replaced = [];
  globalThis.location = { hash: '', pathname: '/', search: '' };
  globalThis.history = { replaceState: (_state, _title, url) => replaced.push(url) };
  globalThis.fetch = async (url, { method, body }) => {
    const key = `${method} ${url.replace('/api/v1/', '')}`;
    asked.push({ key, body: body && JSON.parse(body) });
    const answer = answers[key]?.() ?? [401, { detail: 'There is no session.' }];
    if (answer instanceof Error) throw answer;
    return new Response(answer[1] === undefined ? null : JSON.stringify(answer[1]), { status: answer[0] });
  };
});

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

const sent = (key) => asked.filter((request) => request.key === key);

test('an emergency stop is sent at once and repeated until it is acknowledged', async () => {
  const outcomes = [];
  const results = [new TypeError('no route'), [503, { detail: 'Starting.' }], [202, undefined]];
  answers['POST emergency-stop'] = () => results.shift();
  const done = new Gateway(() => {}).emergencyStop((outcome) => outcomes.push(outcome));
  assert.equal(sent('POST emergency-stop').length, 1, 'sent before anything else happens');
  await done;
  assert.equal(sent('POST emergency-stop').length, 3);
  assert.deepEqual(
    outcomes.map((o) => o.state),
    ['sending', 'sending', 'sending', 'accepted'],
  );
  assert.ok(sent('POST emergency-stop')[0].body.reason);
});

test('an emergency stop that the gateway refuses to this browser is told as failed', async () => {
  const outcomes = [];
  await new Gateway(() => {}).emergencyStop((outcome) => outcomes.push(outcome));
  assert.equal(outcomes.at(-1).state, 'failed');
  assert.equal(outcomes.at(-1).problem.detail, 'There is no session.');
});

test('the code leaves the address before it is traded for a session', async () => {
  location.hash = '#code=XYZ';
  answers['POST session'] = () => {
    assert.deepEqual(replaced, ['/']);
    return [204, undefined];
  };
  await new Gateway(() => {}).start();
  assert.deepEqual(sent('POST session')[0].body, { code: 'XYZ' });
});

test('a code that is used up still lets an older session go on', async () => {
  location.hash = '#code=OLD';
  const pictures = [];
  answers['GET site'] = () => [200, { state: 'IDLE' }];
  await new Gateway((picture) => pictures.push(picture)).start();
  assert.ok(sent('GET site').length > 0);
  assert.equal(pictures.at(-1).refusal.detail, 'There is no session.');
});

test('ages are measured against the clock of the gateway, and a lost session ends the polling', async () => {
  answers['GET health'] = () => [200, { timestamp: new Date(Date.now() + HOUR_MS).toISOString() }];
  answers['GET devices'] = () => [200, []];
  answers['GET events?limit=50'] = () => [200, []];
  answers['GET modes'] = () => [200, []];
  answers['GET pages'] = () => [200, []];
  answers['GET site'] = () => [200, {}];
  answers['GET points'] = () => [200, []];
  answers['GET decisions/latest'] = () => [200, {}];
  answers['PUT site/state'] = () => {
    // From here on there is no session any more, as after a restart of the gateway.
    setTimeout(() => (answers = {}), 50);
    return [200, {}];
  };
  const { promise: signedOut, resolve } = deferred();
  const gateway = new Gateway((picture) => picture.link === 'signed-out' && resolve());
  await gateway.start();
  await gateway.setSiteState('IDLE', 'for the test');
  assert.ok(Math.abs(gateway.current.nowMs - Date.now() - HOUR_MS) < 1000);
  await signedOut;
  assert.equal(gateway.current.link, 'signed-out');
});

test('a command that is refused carries what the gateway said', async () => {
  answers['PUT site/state'] = () => [
    409,
    { title: 'Conflict', detail: 'The site is latched.', remedy: 'Reset it first.' },
  ];
  await assert.rejects(new Gateway(() => {}).setSiteState('RUNNING', 'x'), (error) => {
    assert.ok(error instanceof Refused);
    assert.equal(error.problem.status, 409);
    assert.equal(error.problem.remedy, 'Reset it first.');
    return true;
  });
});

test('an error that is no problem document is told by its status', async () => {
  globalThis.fetch = async () => new Response('<html>', { status: 502 });
  await assert.rejects(new Gateway(() => {}).setSiteState('IDLE', 'x'), /status 502/);
});

test('why of a second is the last decision kept up to its end', async () => {
  const asking = 'GET decisions?from=2026-05-01T11%3A59%3A59.000Z&to=2026-05-01T12%3A00%3A01.000Z&limit=1000';
  answers[asking] = () => [200, [{ step: 7 }, { step: 8 }]];
  const atMs = Date.parse('2026-05-01T12:00:00.700Z');
  assert.equal((await new Gateway(() => {}).decisionAt(atMs)).step, 8);
  answers[asking] = () => [200, []];
  assert.equal(await new Gateway(() => {}).decisionAt(atMs), null);
});

test('a point that was never recorded has no rows, a store that is missing is a problem', async () => {
  let status = 404;
  globalThis.fetch = async () => new Response(JSON.stringify({ detail: 'Nothing.' }), { status });
  const ask = () => new Gateway(() => {}).history('pv1', 'activePowerW', 0, 1000, { resolution: '1s' });
  assert.deepEqual((await ask()).rows, []);
  status = 503;
  await assert.rejects(ask(), (error) => error instanceof Refused && error.problem.status === 503);
});
