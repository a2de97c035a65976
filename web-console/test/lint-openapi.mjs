// Lints OpenAPI documents with the rules others recommend: node test/lint-openapi.mjs FILE...
// What it finds is written down; ends with 1 where it found anything.
// OpenAPI ends where a WebSocket begins, so two rules have an exception: a GET that becomes one (101) has no other way
// to succeed, and what only its messages use is used.
import { readFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'] });
let found = 0;
const report = (text) => {
  found += 1;
  console.log(text);
};
for (const file of process.argv.slice(2)) {
  const source = await readFile(file, 'utf8');
  const { paths, components } = JSON.parse(source);
  const sockets = Object.keys(paths ?? {}).filter((path) => paths[path].get?.responses?.[101]);
  const upgrades = sockets.map((path) => `#/paths/${path.replaceAll('/', '~1')}/get/responses`);
  const said = JSON.stringify(sockets.map((path) => paths[path].get['x-messages']));
  const used = new Set(said.match(/#\/components\/schemas\/\w+/g));
  for (const each of used) {
    if (!components.schemas[each.split('/').pop()]) report(`error x-messages: ${each} is not there`);
  }
  for (const { severity, ruleId, location, message } of await lintFromString({ source, absoluteRef: file, config })) {
    const where = location[0]?.pointer ?? '';
    if (ruleId === 'operation-2xx-response' && upgrades.includes(where)) continue;
    if (ruleId === 'no-unused-components' && used.has(where)) continue;
    report(`${severity} ${ruleId} ${where}: ${message}`);
  }
}
console.log(`${found} problems`);
process.exit(found === 0 ? 0 : 1);
