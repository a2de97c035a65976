// The page of the past in a browser, over the mock or a gateway whose history holds the last day but for an hour from 9 h
// to 8 h ago. What is drawn, what is saved and what the gateway answers are compared value by value.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GAP } from './mock-site.mjs';

const HOUR_MS = 3_600_000;
const DAYS = { day: 1, week: 7, month: 30, year: 365 };

export async function checkHistory({ page, check, until, text, shots, sizes, mock, endMs }) {
  const chart = page.locator('history-chart svg.plot');
  const period = (id) => page.locator(`history-page [data-period=${id}]`);
  const [beganMs, endedMs] = mock ? [GAP.beganMs, GAP.endedMs] : [9 * HOUR_MS, 8 * HOUR_MS];
  const settled = () => until('the answer', async () => (await page.locator('history-page [aria-busy=true]').count()) === 0, 15_000);
  const range = async () => ['aria-valuemin', 'aria-valuemax'].map(async (name) => Number(await chart.getAttribute(name)));
  const span = async () => {
    const [from, to] = await Promise.all(await range());
    return to - from;
  };

  await check('history: the page is one click away and shows the last day', async () => {
    await page.setViewportSize(sizes[0]);
    await page.locator('nav a', { hasText: 'History' }).click();
    await chart.waitFor({ timeout: 15_000 });
    await settled();
    assert.ok(Math.abs((await span()) - 86_400) <= 1);
  });
  for (const [id, days] of Object.entries(DAYS)) {
    await check(`history: the file of a ${id} equals the chart and the gateway's answer`, async () => {
      await period(id).click();
      await until(`a ${id}`, async () => Math.abs((await span()) - days * 86_400) <= 1, 15_000);
      await settled();
      assert.equal(await period(id).getAttribute('aria-pressed'), 'true');
      await compare(page, id !== 'day' || !mock ? 1 : 100);
      if (shots) await page.screenshot({ path: join(shots, `history-${id}-1440.png`), fullPage: true });
    });
  }
  await check('history: a range of one\'s own, and a gap is unknown in picture, words and file', async () => {
    await period('custom').click();
    await fill(page, 'from', endMs - beganMs - HOUR_MS);
    await fill(page, 'to', endMs - endedMs + HOUR_MS);
    await page.locator('history-page form button').click();
    const length = (beganMs - endedMs) / 1000 + 7200;
    await until('the range', async () => Math.abs((await span()) - length) <= 60, 15_000);
    await settled();
    const { rows, columns } = await compare(page, 20);
    const inside = rows.filter(([at]) => {
      const ageMs = endMs - Date.parse(at);
      return ageMs < beganMs - 90_000 && ageMs > endedMs + 90_000;
    });
    assert.ok(inside.length > 5, `${inside.length} rows in the gap`);
    for (const row of inside) assert.deepEqual(row.slice(1), Array(columns.length * 3).fill(''));
    assert.ok(rows.length > inside.length + 20);
    for (const path of await page.locator('history-chart path.line').all()) {
      assert.ok((await path.getAttribute('d')).match(/M/g).length >= 2, 'the line is not broken');
    }
    const box = await chart.boundingBox();
    await chart.hover({ position: { x: box.width / 2, y: 60 } });
    await until('unknown', async () => /unknown/.test(await text('history-chart ul li:first-child strong')), 1000);
  });
  await check('history: the keyboard moves the cursor and the values are told in words', async () => {
    await page.mouse.move(0, 0);
    await chart.focus();
    await page.keyboard.press('Home');
    const first = await chart.getAttribute('aria-valuetext');
    assert.match(first, /activePowerW (importing|exporting|no exchange|\d)/);
    assert.doesNotMatch(first, /NaN|undefined|null|[-−]\d+ k?W/);
    await page.keyboard.press('ArrowRight');
    await until('a step on', async () => (await chart.getAttribute('aria-valuetext')) !== first, 1000);
    await page.keyboard.press('Escape');
    await until('the end', async () => /no moment/.test(await chart.getAttribute('aria-valuetext')), 1000);
  });
  await check('history: points are removed and added, each unit has its own axis', async () => {
    const points = page.locator('history-page .points .id');
    const before = await points.count();
    await page.locator('history-page .points li button').first().click();
    await until('one less', async () => (await points.count()) === before - 1);
    await page.locator('history-page select').selectOption('pcc/activePowerW');
    await until('it is back', async () => /pcc\/activePowerW/.test((await points.allInnerTexts()).join()));
    await settled();
    const units = await page.locator('history-chart g').evaluateAll((all) => all.map((g) => g.dataset.unit));
    assert.ok(units.includes('W') && units.includes('%'), units.join());
    await compare(page, 1);
  });
  await check('history: a range without anything says so, and one that ends before it begins is refused', async () => {
    if (!mock) {
      await fill(page, 'from', Date.now() - 20 * 24 * HOUR_MS);
      await fill(page, 'to', Date.now() - 19 * 24 * HOUR_MS);
      await page.locator('history-page form button').click();
      await until('the words', async () => /Nothing was recorded/.test(await text('history-page section')), 15_000);
    }
    await fill(page, 'from', Date.now());
    await fill(page, 'to', Date.now() - HOUR_MS);
    await page.locator('history-page form button').click();
    await until('the refusal', async () => /must begin before/.test(await text('history-page .problem')), 1000);
  });
  await check('history: a telephone shows it without scrolling sideways, and the stop stays in reach', async () => {
    await page.setViewportSize(sizes[1]);
    await period('week').click();
    await until('a week', async () => Math.abs((await span()) - 7 * 86_400) <= 1, 15_000);
    await settled();
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `${content} px of content in ${window} px`);
    assert.ok(await page.locator('safety-bar .stop').isVisible());
    await compare(page, 1);
    if (shots) await page.screenshot({ path: join(shots, `history-week-${sizes[1].width}.png`), fullPage: true });
    await page.setViewportSize(sizes[0]);
  });
  await page.setViewportSize(sizes[0]);
  await page.locator('nav a', { hasText: 'Site' }).click();
  await page.locator('flow-picture .card').first().waitFor();
}

async function fill(page, name, ms) {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  await page.locator(`history-page input[name=${name}]`).fill(local);
}

/** Saves the file and compares it with the lines on the screen and with what the gateway answers. */
async function compare(page, leastRows) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('history-page .file').click()]);
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  assert.equal(lines.pop(), '');
  const [head, ...rows] = lines.map((line) => line.split(','));
  assert.equal(head[0], 'begin');
  const columns = head.slice(1).filter((_, i) => i % 3 === 0).map((name) => /^(\S+) mean \((.+)\)$/.exec(name)?.slice(1) ?? assert.fail(name));
  columns.forEach(([name, unit], i) => {
    const own = head.slice(1 + 3 * i, 4 + 3 * i);
    assert.deepEqual(own, ['mean', 'min', 'max'].map((what) => `${name} ${what} (${unit})`));
  });
  const stepMs = rows.length > 1 ? Date.parse(rows[1][0]) - Date.parse(rows[0][0]) : 0;
  rows.forEach(([at], i) => {
    assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(Date.parse(at), Date.parse(rows[0][0]) + i * stepMs, 'a step is missing');
  });
  assert.ok(rows.length >= leastRows && rows.length <= 801, `${rows.length} rows`);
  const shown = await page.evaluate(() => {
    const root = document.querySelector('busbar-console').shadowRoot.querySelector('history-page').shadowRoot;
    const plot = root.querySelector('history-chart').shadowRoot.querySelector('svg.plot');
    const paths = [...plot.querySelectorAll('path.line')].map((path) => {
      const { unit, low, high, top, height } = path.parentNode.dataset;
      return { name: path.dataset.point, unit, low: +low, high: +high, top: +top, height: +height, d: path.getAttribute('d') };
    });
    const { fromMs, toMs } = root.querySelector('history-chart').table;
    return { paths, width: plot.viewBox.baseVal.width, fromMs, toMs };
  });
  assert.deepEqual(columns.map(([name]) => name).sort(), shown.paths.map(({ name }) => name).sort());
  for (const path of shown.paths) {
    const column = columns.findIndex(([name]) => name === path.name);
    const known = rows.filter((row) => row[1 + 3 * column] !== '');
    const vertices = [...path.d.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    assert.equal(vertices.length, known.length, `${path.name}: ${vertices.length} drawn, ${known.length} in the file`);
    known.forEach((row, i) => {
      const [mean, min, max] = row.slice(1 + 3 * column, 4 + 3 * column).map(Number);
      // A mean is a quotient of rounded sums.
      assert.ok(min <= mean + 1e-3 && mean <= max + 1e-3, `${row}`);
      const [x, y] = vertices[i];
      const atMs = shown.fromMs + (x / shown.width) * (shown.toMs - shown.fromMs);
      const pixelMs = (shown.toMs - shown.fromMs) / shown.width;
      assert.ok(Math.abs(atMs - Date.parse(row[0]) - stepMs / 2) <= pixelMs / 10 + 1, `${path.name} ${row[0]} stands elsewhere`);
      const drawn = path.high - ((y - path.top) / path.height) * (path.high - path.low);
      assert.ok(Math.abs(drawn - mean) <= ((path.high - path.low) / path.height) * 0.051, `${path.name} ${row[0]}: ${drawn} is drawn, ${mean} saved`);
    });
    // A break in the line for every run of empty rows between known ones.
    const filled = rows.map((row) => (row[1 + 3 * column] === '' ? ' ' : 'x')).join('');
    assert.equal((path.d.match(/M/g) ?? []).length, (filled.match(/x+/g) ?? []).length, `${path.name}: gaps`);
    const answer = await page.evaluate(
      async ([name, from, to, resolution]) => {
        const [device, point] = name.split('/');
        const query = new URLSearchParams({ device, point, from, to, resolution });
        return (await fetch(`/api/v1/history?${query}`)).json();
      },
      [path.name, new Date(shown.fromMs).toISOString(), new Date(shown.toMs).toISOString(), `${stepMs / 1000}s`],
    );
    // The last step may have gone on meanwhile.
    const settled = answer.rows?.filter(([at]) => Date.parse(at) + stepMs <= shown.toMs) ?? [];
    for (const [at, ...values] of settled) {
      const row = rows.find(([begin]) => Date.parse(begin) === Date.parse(at));
      assert.deepEqual(row?.slice(1 + 3 * column, 4 + 3 * column).map(Number), values.slice(0, 3), `${path.name} at ${at}`);
    }
    assert.ok(settled.length >= known.length - 1, `${settled.length} answered, ${known.length} saved`);
  }
  return { rows, columns };
}
