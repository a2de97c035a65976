// Drives a real Chromium over the pages that bundles bring to a running gateway:
//   BUSBAR_URL, BUSBAR_CODE   the gateway and its one-time code
//   BUSBAR_STOP_FILE          a file that lets the bundle of the page "Battery" stop when it is there
// The gateway has two pages: "Battery" of docs/how-to/first-page.md, and "Broken".
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const executablePath = [
  process.env.BUSBAR_CHROMIUM,
  ...['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`),
].find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const link = (title) => page.locator('nav a', { hasText: title });
  const wait = async (what, probe, ms = 10_000) => {
    const begun = Date.now();
    while (!(await probe().catch(() => false))) {
      if (Date.now() - begun > ms) throw new Error(`${what}: not within ${ms} ms`);
      await page.waitForTimeout(50);
    }
    console.log(`ok      ${what} (${Date.now() - begun} ms)`);
  };
  const charge = () => page.locator('page-frame output').innerText({ timeout: 1000 });

  await page.goto(`${process.env.BUSBAR_URL}/#code=${process.env.BUSBAR_CODE}`);
  await wait('the pages are in the navigation', async () => (await page.locator('nav a').count()) === 6);
  await link('Battery').click();
  await wait('a value is shown', async () => /^\d+\.\d %$/.test(await charge()));
  await wait('a document of the interface is read', async () =>
    /\d+ control modes/.test(await page.locator('page-frame p').innerText()),
  );
  const shown = await page.evaluate(async () => {
    const [point] = await (await fetch('/api/v1/points?device=bat1&point=stateOfChargePct')).json();
    return point.value.toFixed(1);
  });
  assert.equal(Number.parseFloat(await charge()).toFixed(0), Number.parseFloat(shown).toFixed(0));
  const first = await charge();
  await wait('the value lives', async () => (await charge()) !== first, 60_000);
  if (process.env.BUSBAR_SCREENSHOTS) {
    await page.screenshot({ path: join(process.env.BUSBAR_SCREENSHOTS, 'page-1440.png') });
  }
  await link('Broken').click();
  await wait('a broken page says so', async () =>
    /does not work: no sun today/.test(await page.locator('page-frame .problem').innerText({ timeout: 1000 })),
  );
  assert.ok(await page.locator('safety-bar .stop').isVisible());
  await link('Battery').click();
  await wait('the other page works on', async () => /^\d+\.\d %$/.test(await charge()));
  writeFileSync(process.env.BUSBAR_STOP_FILE, '');
  await wait('the page of a bundle that stopped is gone', async () => (await link('Battery').count()) === 0);
  await wait('who looked at it sees the site', async () => (await page.locator('flow-picture .card').count()) > 0);
  assert.equal(await link('Broken').count(), 1);
  assert.deepEqual(errors, []);
  console.log('The pages pass.');
} finally {
  await browser.close();
}
