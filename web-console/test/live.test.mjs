import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { LiveLink } from '../target/test-js/live.js';

let sockets;
let told;
let nowMs;
const realNow = performance.now;

/** A socket that a test speaks through. */
class FakeSocket {
  constructor(url) {
    this.url = url;
    this.sent = [];
    sockets.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.onclose();
  }
  says(...messages) {
    for (const message of messages) this.onmessage({ data: JSON.stringify(message) });
  }
}

beforeEach(() => {
  sockets = [];
  told = [];
  nowMs = 0;
  performance.now = () => nowMs;
  mock.timers.enable({ apis: ['setTimeout'] });
  globalThis.location = { protocol: 'http:', host: '127.0.0.1:8080' };
  globalThis.WebSocket = FakeSocket;
});

afterEach(() => {
  mock.timers.reset();
  performance.now = realNow;
  delete globalThis.WebSocket;
});

function link() {
  const tell =
    (name) =>
    (...what) =>
      told.push([name, ...what]);
  const names = ['points', 'site', 'decision', 'event', 'eventsMissed', 'beat'];
  return new LiveLink(Object.fromEntries(names.map((name) => [name, tell(name)])));
}

const names = () => told.map(([name]) => name);
const SUBSCRIBED = { type: 'subscribed', run: 'a', events: 4, decisions: 1, acknowledgements: 0 };

test('all points come first and then what changed; fresh is only who has points and site', () => {
  const live = link();
  live.start();
  const [socket] = sockets;
  assert.equal(socket.url, 'ws://127.0.0.1:8080/api/v1/live');
  socket.onopen();
  assert.deepEqual(socket.sent[0].after, {});
  socket.says(SUBSCRIBED, { type: 'values', values: [1, 2] });
  assert.equal(live.isFresh, false);
  socket.says({ type: 'site', state: 'IDLE' }, { type: 'values', values: [2] });
  assert.equal(live.isFresh, true);
  assert.deepEqual(
    told.filter(([name]) => name === 'points'),
    [
      ['points', [1, 2], true],
      ['points', [2], false],
    ],
  );
});

test('who says nothing is not fresh, and is given up in the end', () => {
  const live = link();
  live.start();
  sockets[0].says(SUBSCRIBED, { type: 'values', values: [] }, { type: 'site' });
  nowMs = 1400;
  assert.equal(live.isFresh, true);
  nowMs = 1600;
  assert.equal(live.isFresh, false);
  live.watch();
  assert.equal(sockets.length, 1);
  nowMs = 5001;
  live.watch();
  mock.timers.tick(500);
  assert.equal(sockets.length, 2);
});

test('a link that comes back resumes behind its last event, and later each time it fails', () => {
  const live = link();
  live.start();
  sockets[0].says(SUBSCRIBED, { type: 'event', sequence: 5 }, { type: 'event', sequence: 6 });
  sockets[0].close();
  mock.timers.tick(499);
  assert.equal(sockets.length, 1);
  mock.timers.tick(1);
  sockets[1].onopen();
  assert.deepEqual(sockets[1].sent[0].after, { run: 'a', events: 6 });
  sockets[1].close();
  mock.timers.tick(500);
  assert.equal(sockets.length, 2);
  mock.timers.tick(500);
  assert.equal(sockets.length, 3);
});

test('a gap and another run let the events be read anew', () => {
  const live = link();
  live.start();
  sockets[0].says(SUBSCRIBED, { type: 'gap', stream: 'events', from: 1, to: 3 });
  sockets[0].says({ ...SUBSCRIBED, run: 'b' });
  assert.deepEqual(
    told.filter(([name]) => name === 'eventsMissed'),
    [
      ['eventsMissed', false],
      ['eventsMissed', false],
      ['eventsMissed', true],
    ],
  );
});

test('what was stopped does not come back, and where there are no sockets nothing is tried', () => {
  const live = link();
  live.start();
  live.stop();
  mock.timers.tick(60_000);
  assert.equal(sockets.length, 1);
  delete globalThis.WebSocket;
  link().start();
  assert.deepEqual(names(), []);
});
