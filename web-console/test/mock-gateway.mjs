// A stand-in for the gateway: serves dist/ and the documents of /api/v1 for a believable day.
// Started by hand it listens on 8080; the tests import startMock.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { MockPlugins, pictureOf } from './mock-plugins.mjs';
import { MockSite } from './mock-site.mjs';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
const POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** Starts the mock. `code` opens a session; `site` is the simulated plant, `requests` what was asked. */
export async function startMock({ port = 0, code = 'DEMO', token = 'mock-token' } = {}) {
  const site = new MockSite();
  const plugins = new MockPlugins();
  const requests = [];
  const sessions = new Set();
  const sockets = new Set();
  const server = http.createServer((request, response) => {
    serve(request, response).catch((error) => send(response, 500, problem(500, String(error))));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const live = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/api/v1/live' || !mock.pushes || !sessions.has(sessionOf(request))) return socket.destroy();
    return live.handleUpgrade(request, socket, head, (client) => {
      mock.pushed += 1;
      client.on('message', () => {
        client.sequence = site.events.length;
        tell(client, { type: 'subscribed', run: 'mock', events: client.sequence, decisions: 0, acknowledgements: 0 });
      });
    });
  });
  const timer = setInterval(() => {
    site.step();
    if (!mock.hangs) for (const client of live.clients) if (client.sequence !== undefined) push(client);
  }, 250);
  const tell = (client, message) => client.send(JSON.stringify(message));
  function push(client) {
    tell(client, { type: 'values', at: new Date().toISOString(), values: site.points() });
    tell(client, { type: 'site', ...site.site() });
    tell(client, { type: 'decision', sequence: site.stepNumber, ...site.decision() });
    for (const event of site.events.filter((each) => each.sequence > client.sequence).reverse()) {
      tell(client, { type: 'event', ...event });
      client.sequence = event.sequence;
    }
  }
  const mock = {
    url: '',
    code,
    site,
    plugins,
    requests,
    /** Takes requests and never answers them. */
    hangs: false,
    /** Whether it offers the live interface; what was opened stays. */
    pushes: true,
    /** Sources of pages by id. */
    pages: {},
    /** How many live connections were opened. */
    pushed: 0,
    /** Paths that are answered with an error. */
    broken: new Set(),
    /** Ends the live connections. */
    cut() {
      for (const client of live.clients) client.terminate();
    },
    async stop() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };

  async function serve(request, response) {
    const url = new URL(request.url, 'http://mock');
    const page = /^\/pages\/(\w+)\//.exec(url.pathname)?.[1];
    if (page) return sendScript(response, mock.pages[page]);
    if (!url.pathname.startsWith('/api/v1/')) return sendFile(response, url.pathname);
    const path = url.pathname.slice('/api/v1/'.length);
    const body = await readBody(request);
    requests.push({ method: request.method, path, body });
    if (path === 'session') {
      if (body?.code !== code && body?.token !== token)
        return send(
          response,
          401,
          problem(401, 'This code or token is not valid.', 'Use the address printed by the newest start.'),
        );
      const id = Math.random().toString(36).slice(2);
      sessions.add(id);
      response.setHeader('set-cookie', `busbar=${id}; HttpOnly; SameSite=Strict; Path=/`);
      return send(response, 204);
    }
    if (path !== 'health' && !sessions.has(sessionOf(request)))
      return send(response, 401, problem(401, 'There is no session.', 'Open the address printed at start.'));
    if (mock.hangs) return undefined;
    if (path === 'pages') {
      const entries = Object.entries(mock.pages);
      return send(
        response,
        200,
        entries.map(([id]) => ({ id, title: `Page ${id}`, module: `/pages/${id}/1/main.js` })),
      );
    }
    if (path.endsWith('/pictures')) {
      const picture = pictureOf(url.searchParams.get('path'));
      if (picture === undefined) return send(response, 404, problem(404, 'There is no such picture.'));
      response.writeHead(200, { 'content-type': 'image/svg+xml' });
      return response.end(picture);
    }
    const [status, document] = mock.broken.has(path)
      ? [500, problem(500, `No ${path} today.`)]
      : (plugins.answer(request.method, path, body, url.searchParams) ??
        site.answer(request.method, path, body, url.searchParams));
    // The effect of a command is pushed before its answer comes.
    if (request.method === 'PUT' || path === 'emergency-stop/reset') await pause(600);
    return send(response, status, document);
  }

  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  mock.url = `http://127.0.0.1:${server.address().port}`;
  return mock;
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

function sessionOf(request) {
  return /busbar=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
}

function sendScript(response, source) {
  if (source === undefined) return send(response, 404, problem(404, 'There is no such page.'));
  response.writeHead(200, { 'content-type': 'text/javascript', 'content-security-policy': POLICY });
  return response.end(source);
}

async function sendFile(response, path) {
  const name = normalize(path === '/' ? '/index.html' : path);
  try {
    const content = await readFile(join(DIST, name));
    response.writeHead(200, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    });
    response.end(content);
  } catch {
    send(response, 404, problem(404, `There is no ${path}.`));
  }
}

async function readBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const isFile = request.headers['content-type'] === 'application/octet-stream';
  return parts.length > 0 && !isFile ? JSON.parse(Buffer.concat(parts).toString()) : null;
}

function send(response, status, document) {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, document === undefined ? {} : { 'content-type': type });
  response.end(document === undefined ? undefined : JSON.stringify(document));
}

export function problem(status, detail, remedy) {
  return {
    type: 'about:blank',
    title: status === 401 ? 'No session' : 'Refused',
    status,
    detail,
    ...(remedy ? { remedy } : {}),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock({ port: Number(process.env.PORT ?? 8080) });
  console.log(`${mock.url}/#code=${mock.code}`);
}
