// Addresses through @geolonia/normalize-japanese-addresses, one after the other.
//
//     node geolonia_run.mjs FOLDER_OF_NODE_MODULES FOLDER_WITH_JA_JSON IN.txt OUT.tsv
//
// Writes its level (0 nothing, 1 都道府県, 2 市区町村, 3 町) and the names.
import { createWriteStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, data, given, made] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), 'index.js'));
const { config, normalize } = require('@geolonia/normalize-japanese-addresses');
config.japaneseAddressesApi = pathToFileURL(path.resolve(data, 'ja')).href;

const out = createWriteStream(made);
for (const line of readFileSync(given, 'utf8').split('\n')) {
  if (line === '') continue;
  const { level, pref, city, town, addr } = await normalize(line);
  out.write(`${level}\t${pref}${city}${town}\t${addr}\n`);
}
out.end();
