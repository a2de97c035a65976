// Lints OpenAPI documents with the rules others recommend: node test/lint-openapi.mjs FILE...
// What it finds is written down; ends with 1 where it found anything.
import { readFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'] });
let found = 0;
for (const file of process.argv.slice(2)) {
  const source = await readFile(file, 'utf8');
  for (const problem of await lintFromString({ source, absoluteRef: file, config })) {
    found += 1;
    console.log(`${problem.severity} ${problem.ruleId} ${problem.location[0]?.pointer ?? ''}: ${problem.message}`);
  }
}
console.log(`${found} problems`);
process.exit(found === 0 ? 0 : 1);
