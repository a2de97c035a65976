// Drives a real Chromium over the built page, at 1440 and 360 px.
//
//   BUSBAR_URL                test a running gateway instead of the mock; opened by
//   BUSBAR_CODE               its one-time code, or
//   BUSBAR_TOKEN              its token
//   BUSBAR_PID                its process, which is killed at the end
//   BUSBAR_COMMANDS=1         also send commands to it: emergency stop, reset, start, a mode off and on
//   BUSBAR_DAY=MS             its history holds a whole day that ended then, but for an hour from 9 h to 8 h before
//   BUSBAR_SCREENSHOTS=DIR    write console-1440.png and console-360.png there
//   BUSBAR_SETTLE_MS          how long to wait before a picture, so that the history has something to show
//   BUSBAR_CHROMIUM           the browser, by default the Chromium or Chrome of the system
//
// With --find it only tells whether there is a browser.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { checkHistory } from './history-checks.mjs';
import { startMock } from './mock-gateway.mjs';

const BROWSER = [
  process.env.BUSBAR_CHROMIUM,
  ...['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`),
].find((path) => path && existsSync(path));
const SHOTS = process.env.BUSBAR_SCREENSHOTS;
const SIZES = [
  { width: 1440, height: 1000 },
  { width: 360, height: 780 },
];
const FLOW_WORDS =
  /unknown|importing|exporting|no exchange|producing|consuming|no consumption|charging|discharging|at rest|feeding in/;

if (!BROWSER) {
  console.error("There is no browser; install Debian's package chromium or set BUSBAR_CHROMIUM.");
  process.exit(2);
}
if (process.argv.includes('--find')) {
  console.log(BROWSER);
  process.exit(0);
}

const real = process.env.BUSBAR_URL;
const mock = real ? null : await startMock();
const base = (real ?? mock.url).replace(/\/$/, '');
const code = real ? process.env.BUSBAR_CODE : mock.code;
const browser = await chromium.launch({
  executablePath: BROWSER,
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

let failed = 0;
async function check(name, work) {
  try {
    await work();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n        ${String(error.message ?? error).replaceAll('\n', '\n        ')}`);
  }
}

/** One context for all sizes, since a code opens one session only. */
const context = await browser.newContext({ viewport: SIZES[0], colorScheme: process.env.BUSBAR_SCHEME ?? 'light' });
const page = await context.newPage();
page.setDefaultTimeout(20_000);
const requests = [];
page.on('request', (request) => {
  if (request.method() === 'GET') return;
  const path = new URL(request.url()).pathname.replace('/api/v1/', '');
  requests.push({ method: request.method(), path, body: request.postDataJSON() });
});
/** When points were asked for; when the live interface was connected. */
const polls = [];
const sockets = [];
page.on('request', (request) => /\/api\/v1\/points/.test(request.url()) && polls.push(Date.now()));
page.on('websocket', (socket) => sockets.push(socket.url()));
const complaints = [];
page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
page.on('pageerror', (error) => complaints.push(String(error)));

const text = (selector) => page.locator(selector).innerText({ timeout: 3000 });
async function until(what, probe, ms = 5000) {
  const begun = Date.now();
  for (;;) {
    const found = await probe().catch(() => null);
    const took = Date.now() - begun;
    if (took > ms) throw new Error(`${what}: not within ${ms} ms`);
    if (found) return took;
    await page.waitForTimeout(50);
  }
}

try {
  await page.goto(code ? `${base}/#code=${code}` : `${base}/`);
  if (!code) {
    await page.locator('session-card input').fill(process.env.BUSBAR_TOKEN ?? '');
    await page.locator('session-card button').click();
  }
  await check(`the ${code ? 'code opens a session and leaves the address' : 'token opens a session'}`, async () => {
    await page.locator('flow-picture .card').first().waitFor({ timeout: 10_000 });
    assert.equal(new URL(page.url()).hash, '');
  });
  // Before the token was given the page asked in vain, which the browser writes down.
  if (!code) complaints.length = 0;
  for (const size of SIZES) await checkSize(size);
  await checkPush();
  if (process.env.BUSBAR_DAY) await checkDay();
  const endMs = mock ? mock.site.started : Number(process.env.BUSBAR_DAY);
  if (endMs) await checkHistory({ page, check, until, text, shots: SHOTS, sizes: SIZES, mock, endMs });
  if (mock || process.env.BUSBAR_COMMANDS) await checkCommands();
  if (mock) await checkPast();
  if (mock) await checkMarks();
  if (mock) await checkPages();
  await check('no errors in the console', async () => assert.deepEqual(complaints, []));
  if (mock) await checkFailures();
  if (mock) await checkFallback();
  await checkLoss();
} finally {
  await browser.close();
  await mock?.stop();
}
console.log(failed === 0 ? 'The page passes.' : `${failed} checks failed.`);
process.exit(failed === 0 ? 0 : 1);

async function checkSize(size) {
  await page.setViewportSize(size);
  await page.waitForTimeout(1500);
  const at = `at ${size.width} px:`;
  await check(`${at} each flow has a word, a size and an age`, async () => {
    const cards = await page.locator('flow-picture .card').allInnerTexts();
    assert.ok(cards.length >= 2, `only ${cards.length} flows`);
    for (const card of cards) {
      assert.match(card, FLOW_WORDS);
      assert.match(card, /\d\s(W|kW)\b|unknown|no exchange|not producing|no consumption|at rest|not charging/);
      assert.match(card, / old|age unknown/);
      assert.doesNotMatch(card, /[-−]\d|NaN|undefined|null/);
    }
  });
  await check(`${at} state and binding limit are told in words`, async () => {
    assert.match(await text('safety-bar .state'), /Starting|Idle|Running|Error|Stopped/);
    assert.ok((await text('safety-bar .limit')).length > 'Binding limit'.length + 3);
  });
  await check(`${at} nothing makes the page scroll sideways`, async () => {
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `${content} px of content in ${window} px`);
  });
  await check(`${at} emergency stop is in view and reached by keyboard`, async () => {
    const box = await page.locator('safety-bar .stop').boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.height >= 44);
    await page.locator('safety-bar .stop').focus();
    assert.equal(await page.locator('safety-bar .stop').evaluate((e) => e.getRootNode().activeElement === e), true);
    await page.evaluate(() =>
      document.querySelector('busbar-console').shadowRoot.activeElement?.shadowRoot?.activeElement?.blur(),
    );
  });
  await check(`${at} why tells the level that binds`, async () => {
    const why = await until('a setpoint', async () => (await page.locator('why-view li[data-setpoint]').count()) > 0);
    assert.ok(why);
    const told = await text('why-view section');
    assert.match(told, /Proposed/i);
    assert.match(told, /Envelope/i);
    if (mock) {
      assert.match(told, /Limited by charge limited to 3\.0/i);
      assert.match(await text('why-view .row.limits'), /Safety\s+binds/);
    }
  });
  await check(`${at} devices open to points with quality and age`, async () => {
    await page.locator('device-table .toggle button').first().click();
    const row = await page.locator('device-table tr.point').first().innerText();
    assert.match(row, /good|stale|invalid|substituted/i);
    assert.match(row, / old/);
    await page.locator('device-table .toggle button').first().click();
  });
  await check(`${at} the history is drawn and read in words`, async () => {
    const lines = page.locator('history-view path.line:not([d=""])');
    await until('lines', async () => (await lines.count()) >= (mock ? 6 : 3), 15_000);
    for (const value of await page.locator('history-view .values li').allInnerTexts()) {
      assert.match(value, /%|unknown/.test(value) ? /\d\s%|unknown/ : FLOW_WORDS);
      assert.doesNotMatch(value, /[-−]\d|NaN|undefined|null/);
    }
  });
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    const suffix = process.env.BUSBAR_SCHEME === 'dark' ? '-dark' : '';
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(Number(process.env.BUSBAR_SETTLE_MS ?? 0));
    await page.screenshot({ path: join(SHOTS, `console-${size.width}${suffix}.png`), fullPage: true });
  }
}

async function checkCommands() {
  await page.setViewportSize(SIZES[0]);
  const sent = (method, path) => requests.filter((r) => r.method === method && r.path === path);
  const order = (name) => page.locator('safety-bar .orders button', { hasText: name });
  await check('a command is left by Escape without being sent', async () => {
    await order('Idle').click();
    await page.locator('command-dialog input').fill('never mind');
    await page.keyboard.press('Escape');
    await until('the end', async () => (await page.locator('command-dialog dialog[open]').count()) === 0);
    assert.equal(sent('PUT', 'site/state').length, 0);
  });
  await check('a mode is switched off and on with a reason', async () => {
    const row = page.locator('mode-list li').last();
    const id = await row.getAttribute('data-mode');
    for (const [checked, reason] of [
      ['false', 'a test'],
      ['true', 'the test is over'],
    ]) {
      await row.locator('.switch').click();
      await page.locator('command-dialog input').fill(reason);
      await page.locator('command-dialog button.strong').click();
      await until('the switch', async () => (await row.locator('.switch').getAttribute('aria-checked')) === checked);
      assert.deepEqual(sent('PUT', `modes/${id}`).at(-1).body, { enabled: checked === 'true', reason });
    }
  });
  if (mock) {
    await check('a device is read before it is added, and a name that is taken is told by its field', async () => {
      await page.getByRole('button', { name: 'Add a device' }).click();
      const wizard = page.locator('device-wizard');
      await wizard.locator('#kind').selectOption('busbar.meter');
      await wizard.locator('#host').fill('10.0.0.9');
      await wizard.getByRole('button', { name: 'Read it now' }).click();
      await until('values', async () => (await wizard.locator('.reading li').count()) === 2);
      assert.equal(sent('POST', 'devices').length, 0);
      await wizard.locator('#name').fill('bat1');
      await wizard.getByRole('button', { name: 'Add device' }).click();
      await until('the refusal', async () => /id/.test(await wizard.locator('.problem').innerText()));
      // The browser itself complains of an answer that refuses.
      assert.match(complaints.pop() ?? '', /409/);
      await wizard.locator('#name').fill('m2');
      await wizard.getByRole('button', { name: 'Add device' }).click();
      await until('the answer', async () => /m2 was added/.test(await wizard.locator('[role=status]').innerText()));
      assert.deepEqual(sent('POST', 'devices').at(-1).body, {
        id: 'm2',
        profile: 'busbar.meter',
        connection: 'm2-wire',
        wire: { transport: 'modbus-tcp', host: '10.0.0.9', port: '502' },
        unit: 1,
        options: {},
        reason: 'added on the console',
      });
      await page.getByRole('button', { name: 'Add a device' }).click();
    });
    await check('a device is stopped with a reason', async () => {
      await page.locator('tbody[data-device=bat1] [data-command=stop]').click();
      await page.locator('command-dialog input').fill('service');
      await page.locator('command-dialog button.strong').click();
      await until('the command', async () => sent('POST', 'devices/bat1/commands').length === 1);
      assert.deepEqual(sent('POST', 'devices/bat1/commands')[0].body, { command: 'stop', reason: 'service' });
    });
    await check('a device that waits for the next start is told of at the top of every page', async () => {
      mock.site.waiting.add('pv1');
      await until('the banner', async () => /Not controlled: pv1[\s\S]*Idle, then Start/.test(await text('.waiting')));
      assert.match(await text('tbody[data-device=pv1]'), /waits for the next start/);
      if (SHOTS) await page.screenshot({ path: join(SHOTS, 'waiting-1440.png') });
      mock.site.waiting.clear();
      await until('its end', async () => (await page.locator('.waiting').count()) === 0);
    });
  }
  await checkSafety();
  await checkSwitch();
  await check('emergency stop is sent at one press, also while a command is asked for', async () => {
    await order('Idle').click();
    await page.locator('command-dialog input').waitFor();
    await page.locator('safety-bar .stop').click();
    await until('the request', async () => sent('POST', 'emergency-stop').length === 1, 1000);
    assert.equal(await page.locator('command-dialog dialog[open]').count(), 0);
    await until('what happened', async () => /Emergency stop accepted/.test(await text('stop-panel .stopped')));
    await until('the state', async () => /Error/.test(await text('safety-bar .state')));
    await until('the gates', async () => /Gates closed\s+(?!none)\w/.test(await text('stop-panel .stopped')), 3000);
    await until('the event', async () => /critical:/.test(await text('safety-panel ul')));
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'stopped-1440.png'), fullPage: true });
  });
  await check('what a stop shows has the steps back and whom to call', () => checkRecovery('stop-panel emergency-view'));
  await check('every page has the stop in view, one press of it or of its keys stops, and so does the smallest screen', async () => {
    const pages = await page.locator('busbar-console nav a').allInnerTexts();
    assert.ok(pages.includes('Emergency') && pages.includes('History') && pages.includes('Plug-ins'), pages.join());
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const name of pages) {
        await page.locator('busbar-console nav a', { hasText: name }).first().click();
        const box = await page.locator('safety-bar .stop').boundingBox();
        assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height, name);
        const before = sent('POST', 'emergency-stop').length;
        await page.keyboard.press('Shift+F8');
        await until(`${name} by its keys`, async () => sent('POST', 'emergency-stop').length === before + 1, 2000);
        await page.locator('safety-bar .stop').focus();
        await page.keyboard.press('Enter');
        await until(`${name} by Enter`, async () => sent('POST', 'emergency-stop').length === before + 2, 2000);
        const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(content <= window, `${name}: ${content} px of content in ${window} px`);
      }
      await page.locator('busbar-console nav a', { hasText: 'Emergency' }).click();
      await checkRecovery('main > emergency-view');
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `emergency-${size.width}.png`), fullPage: true });
    }
    await page.setViewportSize(SIZES[0]);
    await page.locator('busbar-console nav a', { hasText: 'Site' }).click();
    await page.evaluate(() => document.querySelector('busbar-console').shadowRoot.activeElement?.shadowRoot?.activeElement?.blur());
  });
  await check('reset is separate, needs a reason and starts nothing', async () => {
    await page.locator('stop-panel button').click();
    await page.locator('command-dialog input').fill('site was looked at');
    await page.locator('command-dialog button.strong').click();
    await until('idle', async () => /Idle/.test(await text('safety-bar .state')));
    assert.equal(sent('POST', 'emergency-stop/reset')[0].body.reason, 'site was looked at');
    assert.equal(sent('PUT', 'site/state').length, 0);
  });
  await check('start asks for a reason, and the answer to the command before it does not take that away', async () => {
    await order('Start').click();
    if (mock) await page.waitForTimeout(800);
    await page.locator('command-dialog input').fill('back to work', { timeout: 3000 });
    await page.keyboard.press('Enter');
    await until('running', async () => /Running/.test(await text('safety-bar .state')));
    assert.deepEqual(sent('PUT', 'site/state')[0].body, { state: 'RUNNING', reason: 'back to work' });
  });
}

/** Steps in their order, and the contacts that the gateway has of this site. */
async function checkRecovery(where) {
  const steps = await page.locator(`${where} .steps li`).allInnerTexts();
  assert.ok(steps.length >= 5, steps.join('\n'));
  assert.match(steps.join('\n'), /danger[\s\S]*hard-wired[\s\S]*call[\s\S]*cause[\s\S]*Reset[\s\S]*Start/i);
  const { contacts } = await page.evaluate(async () => (await fetch('/api/v1/site')).json());
  assert.ok(contacts.length > 0, 'the site has no contacts');
  const told = await text(`${where} .contacts`);
  for (const { name, role, phone, mail } of contacts) {
    for (const part of [name, role, phone, mail]) assert.ok(told.includes(part), `${part} is not in ${told}`);
  }
}

/** What binds now against the decision of the gateway, and each limit with its value and threshold. */
async function checkSafety() {
  await check('the safety panel names the binding limit, its value and threshold and who asked for more', async () => {
    const read = () =>
      page.evaluate(() =>
        Promise.all(['decisions/latest', 'site'].map(async (path) => (await fetch(`/api/v1/${path}`)).json())),
      );
    let decision;
    // A limit binds and lets go as the sun does: page and gateway are to say so at one time.
    await until('a binding limit', async () => {
      let limits;
      [decision, { limits }] = await read();
      const bound = decision.setpoints.find(({ device }) => device === 'bat1');
      const binds = bound.limitedBy || limits.some(({ device, active }) => device === 'bat1' && active);
      return binds && (await page.locator('safety-panel .binding[data-binding=bat1]').count()) > 0;
    }, 30_000);
    const told = async (part) => text(`safety-panel .binding[data-binding=bat1] .${part}`);
    assert.match(await told('limit'), /\w+/);
    assert.match(await told('value'), /charg|0 W/);
    assert.match(await told('threshold'), /charge \d.*\d\s(W|kW)/);
    const asked = decision.proposals.map(({ source }) => source);
    const requested = await told('requested');
    assert.ok(asked.some((source) => requested.includes(source)), `${requested}: ${asked}`);
    assert.match(requested, /\d\s(W|kW)/);
    assert.match(await text('safety-bar .limit'), /bat1/);
  });
  await check('the safety panel has each limit of the site with its value, its threshold and whether it is active', async () => {
    const { limits } = await page.evaluate(async () => (await fetch('/api/v1/site')).json());
    const written = limits.filter(({ reaction }) => reaction);
    assert.ok(written.length >= 2);
    const rows = await page.locator('safety-panel tbody tr').allInnerTexts();
    assert.equal(rows.length, written.length);
    for (const row of rows) {
      assert.match(row, /\d\s?(%|W|kW)[\s\S]*\d\s?(%|W|kW)[\s\S]*(ACTIVE|kept)/);
      assert.doesNotMatch(row, /[-−]\d|NaN|undefined|null/);
    }
    assert.ok((await page.locator('safety-panel ul li').count()) > 0, 'no safety event');
    if (SHOTS) {
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await page.locator('safety-panel').screenshot({ path: join(SHOTS, `safety-${size.width}.png`) });
      }
      await page.setViewportSize(SIZES[0]);
    }
  });
}

/** An inverter is turned off: two clicks, and what became of it. */
async function checkSwitch() {
  await check('an inverter is turned off in two clicks, and started again, each acknowledged by what it shows', async () => {
    const row = page.locator('tbody[data-device=pv1]');
    const answer = async () => `${await row.locator('.acknowledged').innerText()} ${await row.locator('.now').innerText()}`;
    for (const command of ['stop', 'start']) {
      await row.locator(`[data-command=${command}]`).click();
      await page.locator('command-dialog button.strong').click();
      await until(`${command} is acknowledged`, async () => new RegExp(`${command}: done`, 'i').test(await answer()), 30_000);
      assert.deepEqual(requests.filter((r) => r.path === 'devices/pv1/commands').at(-1).body, {
        command,
        reason: 'by hand on the console',
      });
      if (real && command === 'stop') await until('it is off', async () => /not producing/.test(await answer()), 15_000);
      if (SHOTS && command === 'stop') await page.locator('device-table').screenshot({ path: join(SHOTS, 'switched-1440.png') });
    }
    if (real) await until('it produces', async () => /producing \d/.test(await answer()), 30_000);
  });
}

async function checkPast() {
  await page.setViewportSize(SIZES[0]);
  const chart = page.locator('history-view .plot svg');
  const why = () => text('why-view section');
  const spoken = () => chart.getAttribute('aria-valuetext');
  const live = async () => !/not now/.test(await why()) && / old/.test(await text('why-view .head'));
  await check('the cursor tells the values of its moment, and a gap is unknown', async () => {
    await until('the chart', async () => (await chart.count()) > 0);
    const box = await chart.boundingBox();
    await chart.hover({ position: { x: box.width * 0.8, y: 60 } });
    await until('values', async () => /(ex|im)porting|no exchange/.test(await text('history-view .values')), 1000);
    assert.match(await text('history-view .at'), /ago/);
    // Off from 3.4 h to 3 h before the start.
    await chart.hover({ position: { x: box.width * (1 - 3.2 / 24), y: 60 } });
    await until('unknown', async () => /Grid\s+unknown/.test(await text('history-view .values')), 1000);
  });
  await check('a click explains a past second, and there is a way back', async () => {
    const box = await chart.boundingBox();
    await chart.click({ position: { x: box.width * 0.97, y: 60 } });
    await until('the past', async () => /not now[\s\S]*self-consumption/.test(await why()));
    assert.match(await text('why-view .head'), /decided/);
    const before = await text('why-view .moment strong');
    await page.locator('why-view button', { hasText: '1 s back' }).click();
    await until('a second before', async () => (await text('why-view .moment strong')) !== before);
    await until('its decision', async () => /Envelope/i.test(await why()));
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'past-1440.png'), fullPage: true });
    await page.locator('why-view button', { hasText: 'Back to live' }).click();
    await until('now', live);
  });
  await check('a second without a decision says so', async () => {
    const box = await chart.boundingBox();
    await chart.click({ position: { x: box.width * (1 - 3.2 / 24), y: 60 } });
    await until('the words', async () => /No decision is kept of this second/.test(await why()));
  });
  await check('the keyboard moves the moment and Escape goes back to live', async () => {
    await page.mouse.move(0, 0);
    await chart.focus();
    await page.keyboard.press('Home');
    const first = await spoken();
    assert.match(first, /Grid .*State of charge/);
    await page.keyboard.press('Shift+ArrowRight');
    await until('a second on', async () => (await spoken()) !== first, 1000);
    await until('the past', async () => /not now[\s\S]*Envelope/i.test(await why()));
    await page.keyboard.press('Escape');
    await until('now', live);
    await page.evaluate(() =>
      document.querySelector('busbar-console').shadowRoot.activeElement?.shadowRoot?.activeElement?.blur(),
    );
  });
  await check('a shorter range is asked for anew', async () => {
    const span = async () =>
      Number(await chart.getAttribute('aria-valuemax')) - Number(await chart.getAttribute('aria-valuemin'));
    await page.locator('history-view .ranges button', { hasText: '1 h' }).click();
    await until('an hour', async () => Math.abs((await span()) - 3600) <= 5);
    await page.locator('history-view .ranges button', { hasText: '24 h' }).click();
    await until('a day', async () => Math.abs((await span()) - 86_400) <= 120);
  });
}

/** The chart of a real gateway against what its store answers. */
async function checkDay() {
  await page.setViewportSize(SIZES[0]);
  const chart = page.locator('history-view .plot svg');
  const hover = async (hoursAgo) => {
    const box = await chart.boundingBox();
    await chart.hover({ position: { x: box.width * (1 - hoursAgo / 24), y: 60 } });
    return Number(await chart.getAttribute('aria-valuenow')) * 1000;
  };
  await check('the chart shows a day as the store has it', async () => {
    await until('the chart', async () => (await chart.count()) > 0);
    const from = Number(await chart.getAttribute('aria-valuemin'));
    const to = Number(await chart.getAttribute('aria-valuemax'));
    assert.ok(Math.abs(to - from - 86_400) <= 120, `${to - from} s`);
    for (const hoursAgo of [22, 17, 12, 5, 2]) {
      const atMs = await hover(hoursAgo);
      await page.waitForTimeout(100);
      const [, way, size, unit] =
        /Grid\s+(importing|exporting|no exchange)\s*(?:([\d.]+)\s(k?W))?/.exec(await text('history-view .values')) ?? [];
      const shown = (way === 'exporting' ? -1 : 1) * Number(size ?? 0) * (unit === 'kW' ? 1000 : 1);
      const kept = await page.evaluate(async (ms) => {
        const iso = (at) => new Date(at).toISOString();
        const query = `device=pcc&point=activePowerW&from=${iso(ms - 300_000)}&to=${iso(ms + 300_000)}&resolution=600s`;
        const rows = (await (await fetch(`/api/v1/history?${query}`)).json()).rows;
        return { least: Math.min(...rows.map((row) => row[2])), most: Math.max(...rows.map((row) => row[3])) };
      }, atMs);
      const what = `${hoursAgo} h ago: ${way} ${size} ${unit}, kept ${kept.least} to ${kept.most} W`;
      assert.ok(shown >= kept.least - 100 && shown <= kept.most + 100, what);
    }
    await hover(8.5);
    await until('the gap', async () => /Grid\s+unknown/.test(await text('history-view .values')), 1000);
    await page.mouse.move(0, 0);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'day-1440.png'), fullPage: true });
  });
}

async function checkMarks() {
  await check('a silent device is marked stale and its unknown flow is called unknown', async () => {
    mock.site.silent.add('ev1');
    await until('the mark', async () => /unknown[\s\S]*STALE/.test(await text('flow-picture [data-feeder=charger]')));
    await until('the device', async () => /Faulty/.test(await text('device-table [data-device=ev1]')));
    mock.site.silent.clear();
  });
}

async function banner() {
  return (await page.locator('busbar-console .lost').allInnerTexts()).join();
}

async function checkFailures() {
  await check('a document that fails alone is named, the rest stays live', async () => {
    mock.broken.add('modes');
    await until('the note', async () => /Not up to date: modes.*No modes today/s.test(await banner()));
    assert.doesNotMatch(await text('flow-picture [data-feeder=grid]'), /STALE/);
    mock.broken.clear();
    await until('the end of it', async () => (await banner()) === '');
  });
  await check('a gateway that hangs is a lost link, and comes back by itself', async () => {
    mock.hangs = true;
    await until('the banner', async () => /Link to the gateway lost/.test(await banner()), 3000);
    assert.match(await text('flow-picture [data-feeder=grid]'), /STALE/);
    mock.hangs = false;
    await until('recovery', async () => (await banner()) === '');
    assert.doesNotMatch(await text('flow-picture [data-feeder=grid]'), /STALE/);
  });
}

async function checkPush() {
  await check('values are pushed and nobody asks for them', async () => {
    await until('the connection', async () => sockets.length === 1);
    await page.waitForTimeout(1000);
    const before = polls.length;
    await page.waitForTimeout(2000);
    assert.equal(polls.length, before);
  });
  await check('what stays the same does not look old', async () => {
    for (const card of await page.locator('flow-picture .card').allInnerTexts()) {
      assert.match(card, /<1 s old|\b[1-5] s old/);
    }
  });
  await check('a sample is on the screen within 2 s', async () => {
    const agesMs = await page.evaluate(async () => {
      const app = document.querySelector('busbar-console');
      const ages = [];
      let known = new Map();
      const endMs = performance.now() + 3000;
      while (performance.now() < endMs) {
        await new Promise((done) => requestAnimationFrame(done));
        await app.updateComplete;
        const points = new Map(app.picture.points.map((point) => [`${point.device}/${point.point}`, point]));
        for (const [name, point] of points) {
          const old = known.get(name);
          if (old && old.value !== point.value) ages.push(Date.now() - Date.parse(point.measuredAt));
        }
        known = points;
      }
      return ages.sort((a, b) => a - b);
    });
    assert.ok(agesMs.length > 20, `only ${agesMs.length} values changed`);
    const at = (part) => agesMs[Math.floor(agesMs.length * part)];
    console.log(`        sample to screen: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, of ${agesMs.length} values`);
    assert.ok(at(0.95) < 2000, `p95 is ${at(0.95)} ms`);
  });
}

/** Pages of bundles: a good one, and some that go wrong in every way we could think of. */
async function checkPages() {
  const frame = (selector) => text(`page-frame ${selector}`);
  const open = (id) => page.locator('nav a', { hasText: `Page ${id}` }).click();
  await check('without pages of bundles there are the pages of the console', async () =>
    assert.deepEqual(await page.locator('busbar-console nav a').allInnerTexts(), ['Site', 'History', 'Plug-ins', 'Emergency']),
  );
  await check('a page that comes is in the navigation, and shows a live value', async () => {
    mock.pages.good = `export default (container, { api, token, subscribe, signal }) => {
      const value = document.createElement('output');
      container.append(value, api, String(token()));
      signal.addEventListener('abort', () => (window.left = 'aborted'));
      subscribe(['bat1/stateOfChargePct'], (point) => (value.textContent = point.value + ' ' + point.quality));
      return () => (window.left += ', ended');
    }`;
    await until('the navigation', async () => (await page.locator('nav a').count()) === 5);
    await open('good');
    await until('a value', async () => /^\d+(\.\d+)? GOOD$/.test(await frame('output')));
    assert.match(await frame('.container'), /\/api\/v1null/);
    const first = await frame('output');
    await until('the next', async () => (await frame('output')) !== first, 3000);
    assert.equal(await page.locator('safety-bar .stop').isVisible(), true);
    assert.equal(await page.locator('flow-picture').count(), 0);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'page-1440.png') });
  });
  await check('a page that is left is told so', async () => {
    await page.locator('nav a', { hasText: 'Site' }).click();
    await page.locator('flow-picture .card').first().waitFor();
    assert.equal(await page.evaluate(() => window.left), 'aborted, ended');
  });
  const wrong = {
    syntax: 'export default (',
    throwing: "export default () => { throw new Error('no sun today'); }",
    rejecting: "export default async () => { throw new Error('no sun today'); }",
    nothing: 'export const title = 1',
    listening: `export default (_, { subscribe }) => {
      subscribe(['pcc/activePowerW'], () => { throw new Error('no sun today'); }); }`,
    leaving: "export default () => () => { throw new Error('no sun today'); }",
  };
  await check('a page that is broken says so and breaks nothing else', async () => {
    Object.assign(mock.pages, wrong);
    await until('the navigation', async () => (await page.locator('nav a').count()) === 11);
    for (const id of Object.keys(wrong)) {
      await open(id);
      if (id !== 'leaving') await until(id, async () => /This page does not work/.test(await frame('.problem')));
      await open('good');
      await until('the good one', async () => / GOOD$/.test(await frame('output')));
      assert.equal(await page.locator('page-frame .problem').count(), 0);
    }
  });
  await check('a page whose bundle stops vanishes, and who looked at it sees the site', async () => {
    mock.pages = {};
    await until('the site', async () => (await page.locator('flow-picture .card').count()) > 0);
    assert.equal(await page.locator('nav a').count(), 4);
    assert.equal(await page.locator('page-frame').count(), 0);
    await page.evaluate(() => (location.hash = ''));
  });
}

async function checkFallback() {
  await check('without the live interface the page asks, and hears again when it is back', async () => {
    mock.pushes = false;
    mock.cut();
    const before = polls.length;
    await until('the asking', async () => polls.length > before + 3);
    assert.equal(await banner(), '');
    assert.doesNotMatch(await text('flow-picture [data-feeder=grid]'), /STALE/);
    mock.pushes = true;
    const opened = mock.pushed;
    await until('the connection', async () => mock.pushed > opened, 10_000);
    await page.waitForTimeout(1000);
    const asked = polls.length;
    await page.waitForTimeout(1500);
    assert.equal(polls.length, asked);
  });
}

function loseTheGateway() {
  if (!process.env.BUSBAR_PID) return context.setOffline(true);
  return process.kill(Number(process.env.BUSBAR_PID), 'SIGKILL');
}

async function checkLoss() {
  await check('a lost link marks everything stale within 3 s', async () => {
    await (mock ? mock.stop() : loseTheGateway());
    await until('the banner', async () => /Link to the gateway lost/.test(await banner()), 3000);
    for (const card of await page.locator('flow-picture .card').allInnerTexts()) assert.match(card, /STALE/);
    for (const button of await page.locator('safety-bar .orders button').all())
      assert.equal(await button.isDisabled(), true);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, 'lost-1440.png') });
  });
  await check('an emergency stop that cannot be delivered says so', async () => {
    await page.locator('safety-bar .stop').click();
    await until('the message', async () => /being sent/.test(await text('stop-panel .stopped')), 2000);
    await until(
      'the failure',
      async () => /was not delivered[\s\S]*hard-wired/.test(await text('stop-panel .stopped')),
      15_000,
    );
  });
}
