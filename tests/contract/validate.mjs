// Validates JSON documents against the schemas of docs/schema with ajv, every line of a .jsonl file on its own.
//
//   node validate.mjs SCHEMA=FILE...     SCHEMA: manifest, finding, run, keys-private, check, estimate
//
// Prints one line of JSON: {"documents": N, "errors": ["FILE:LINE: ..."]}. Errors name places and rules, not values.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(join(root, 'tests', 'servers', 'npm', 'package.json'));
const Ajv = require('ajv/dist/2020').default;

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
const folder = join(root, 'docs', 'schema');
for (const name of readdirSync(folder)) {
  ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

const errors = [];
let documents = 0;
for (const argument of process.argv.slice(2)) {
  const [schema, file] = argument.split(/=(.*)/s);
  const validate = ajv.getSchema(`urn:phicrawl:schema:${schema}:1`);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  const lines = file.endsWith('.jsonl') ? text.split('\n').slice(0, -1) : [text];
  lines.forEach((line, index) => {
    documents++;
    if (!validate(JSON.parse(line))) {
      for (const error of validate.errors.slice(0, 5)) {
        const detail = error.params.additionalProperty ?? error.params.allowedValues ?? '';
        errors.push(`${file}:${index + 1}: ${error.instancePath} ${error.message} ${detail}`);
      }
    }
  });
}
console.log(JSON.stringify({ documents, errors }));
