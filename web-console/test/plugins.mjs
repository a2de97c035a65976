// Drives a real Chromium over the pages about plug-ins:
//   BUSBAR_URL, BUSBAR_CODE   a running gateway and its one-time code, instead of the mock
//   BUSBAR_PLUGIN             id of a plug-in that its catalogue has and that is not installed
//   BUSBAR_CONFIRM            command that confirms at the gateway's own terminal; number of the job and consent are added
//   BUSBAR_SCREENSHOTS=DIR    write pictures there
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startMock } from './mock-gateway.mjs';

const executablePath = [
  process.env.BUSBAR_CHROMIUM,
  ...['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`),
].find((path) => path && existsSync(path));
const mock = process.env.BUSBAR_URL ? null : await startMock();
const base = process.env.BUSBAR_URL ?? mock.url;
const plugin = process.env.BUSBAR_PLUGIN ?? 'org.example.meter';
const shots = process.env.BUSBAR_SCREENSHOTS;
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
const begun = Date.now();
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const said = () => page.locator('plugins-page .panel').innerText({ timeout: 1000 });
  const wait = async (what, probe, ms = 20_000) => {
    const from = Date.now();
    while (!(await probe().catch(() => false))) {
      if (Date.now() - from > ms) throw new Error(`${what}: not within ${ms} ms\n${await said().catch(() => '')}`);
      await page.waitForTimeout(50);
    }
    console.log(`ok      ${what} (${Date.now() - from} ms)`);
  };
  const says = (what, words, ms) => wait(what, async () => words.test(await said()), ms);
  const tab = (name) => page.locator('plugins-page nav a', { hasText: name }).click();
  /** No view is wider than a telephone, has a field without a name, or is unreadable in the dark. */
  const look = async (name) => {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 1000 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name} is ${wide} px too wide at ${width} px`);
      if (shots) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `plugins-${name}-${width}.png`), fullPage: true });
      }
    }
    await page.setViewportSize({ width: 1440, height: 1000 });
    const nameless = await page.evaluate(() => {
      const found = [];
      const walk = (root) => {
        for (const each of root.querySelectorAll('*')) {
          const field = each.matches('input, select');
          if (field && each.labels.length === 0 && !each.ariaLabel) found.push(each.outerHTML);
          if (each.matches('button, a') && !each.innerText.trim()) found.push(each.outerHTML);
          if (each.shadowRoot) walk(each.shadowRoot);
        }
      };
      walk(document);
      return found;
    });
    assert.deepEqual(nameless, [], `without a name in ${name}`);
  };
  const confirm = async (word) => {
    const number = Number(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('number'));
    if (mock) mock.plugins.confirm(number);
    else spawn('sh', ['-c', `${process.env.BUSBAR_CONFIRM} ${number} --yes ${word}`], { stdio: 'inherit' });
  };
  const begin = async (reason) => {
    for (const ask of await page.locator('plugin-plan input[name=ask]').all()) {
      assert.ok(await page.locator('plugin-plan button').isDisabled(), 'it begins without consent');
      await ask.check();
    }
    await page.locator('plugin-plan input[name=reason]').fill(reason);
    await page.locator('plugin-plan button').click();
  };

  await page.goto(`${base}/#code=${process.env.BUSBAR_CODE ?? mock.code}`);
  await page.locator('nav a', { hasText: 'Plug-ins' }).click();
  await says('what can be had is found', /from /);
  if (mock) await says('a catalogue that failed is named, with when it last worked', /stick cannot be used[\s\S]*last worked: \w/);
  await look('discover');
  await page.locator('plugin-discover select[name=kind]').selectOption('mode');
  await page.locator('plugin-discover button').click();
  await wait('a filter leaves what it says', async () => {
    const items = await page.locator('plugin-discover .items > li').allInnerTexts();
    return items.length > 0 && items.every((item) => /mode by/.test(item) && /fits this gateway/.test(item));
  });
  await page.locator('plugin-discover select[name=kind]').selectOption('');
  await page.locator('plugin-discover input[name=words]').fill('nothing has this word');
  await page.keyboard.press('Enter');
  await says('nothing is found and it says why', /None of \d+ versions/);
  await page.locator('plugin-discover input[name=words]').fill(plugin.split('.').at(-1));
  await page.locator('plugin-discover button').click();
  const found = page.locator(`plugin-discover a[href*="${plugin}"]`);
  await wait('a plug-in is found by a word', async () => (await found.count()) > 0);
  await found.first().click();
  await says('its page says who signed it', /Signed by[\s\S]*Licence/);
  if (mock) {
    await wait('icon and screenshot are shown, and one that cannot be had leaves its place empty', async () => {
      const shown = await page.locator('plugin-offer img').evaluateAll((all) => all.map((each) => !each.hidden && each.naturalWidth > 0));
      return JSON.stringify(shown) === '[true,true,false]';
    });
    assert.match(errors.pop() ?? '', /404/);
  }
  await look('offer');
  await page.locator('plugin-offer a.go').click();
  await says('the plan says what happens and what it asks for', /What happens[\s\S]*What it asks for/);
  await look('plan');
  await begin('tried in a browser');
  await says('it waits and says what to type', /Waits for a confirmation[\s\S]*busbar plugin confirm/);
  await look('job');
  await confirm(plugin);
  await says('it is done, step by step, and was watched', /^Done$/m, 60_000);
  await tab('Installed');
  await says('it is installed', new RegExp(`${plugin.replaceAll('.', '\\.')}[\\s\\S]*Last swaps`));
  await look('installed');
  if (mock) {
    await page.locator('plugin-installed input[name=reason]').fill('mended');
    await page.locator('plugin-installed form button').click();
    await wait('a plug-in is restored from quarantine', async () => !/in quarantine/.test(await said()));
    await tab('Updates');
    await says('updates are grouped', /cool-down[\s\S]*0\.3\.0/);
    await look('updates');
    await page.locator('plugin-updates a', { hasText: 'Plan it' }).click();
    await says('what cannot be done says why and what to do', /cannot be done[\s\S]*requires[\s\S]*What to do/);
    await look('why-not');
  }
  await tab('Generations');
  await page.locator('plugin-generations button', { hasText: 'What differs' }).first().click();
  await says('the difference of generations is shown', new RegExp(plugin.replaceAll('.', '\\.')));
  await look('generations');
  await page.locator('plugin-generations a', { hasText: 'Go back to' }).first().click();
  await says('going back is a plan too', /Go back to generation[\s\S]*What happens/);
  // Undoing takes one command: nobody has to confirm it.
  await begin('not needed any more');
  await says('it went back', /^Done$/m, 60_000);
  await tab('Installed');
  await wait('it is not installed any more', async () => {
    const now = await said();
    return /Installed plug-ins/.test(now) && !now.includes(plugin);
  });
  await tab('Sources');
  await says('catalogues have their keys', /Keys of its root/);
  await look('sources');
  await tab('Offline');
  if (mock) {
    await page.locator('plugin-archive input').setInputFiles({
      name: 'meter.busbar',
      mimeType: 'application/octet-stream',
      buffer: Buffer.alloc(200_000),
    });
    await page.locator('plugin-archive button').click();
    await says('a file is brought', /is on offer until the next\s+start/);
  }
  await look('archive');
  if (shots) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await tab('Discover');
    await says('what can be had, in the dark', /from /);
    await page.screenshot({ path: join(shots, 'plugins-dark-1440.png'), fullPage: true });
  }
  assert.deepEqual(errors, []);
  console.log(`The pages about plug-ins pass in ${((Date.now() - begun) / 1000).toFixed(1)} s.`);
} finally {
  await browser.close();
  await mock?.stop();
}
