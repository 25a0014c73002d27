// Fills abr-geocoder's common.sqlite from a registry.sqlite of addrreg.
//
//     node abr_geocoder_load.mjs FOLDER_OF_NODE_MODULES REGISTRY.sqlite ABRG_DIR
//
// Tables, columns and keys are written by abr-geocoder's own download class, as `abrg download` would: a schema
// copied here could differ from what the geocoder reads. Rows without a machiaza_id are left out, its keys are
// made of them. Every point that is missing is taken from the 大字, else from the municipality, because the
// geocoder drops rows without one in Kyoto.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, registry, target] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), 'index.js'));
const Database = require('better-sqlite3');
const build = '@digital-go-jp/abr-geocoder/build';
const { CommonDbDownloadSqlite3 } = require(`${build}/drivers/database/sqlite3/download/common-db-download-sqlite3.js`);

mkdirSync(path.join(target, 'database'), { recursive: true });
const source = new Database(registry, { readonly: true, fileMustExist: true });
const common = new CommonDbDownloadSqlite3({
  sqliteFilePath: path.join(target, 'database', 'common.sqlite'),
  readonly: false,
});

const centres = (length) => new Map(source.prepare(`
  SELECT substr(lg_code, 1, ${length}) AS code, avg(rep_lat) AS rep_lat, avg(rep_lon) AS rep_lon
  FROM town GROUP BY 1`).all().map(({ code, rep_lat, rep_lon }) => [code, { rep_lat, rep_lon }]));
const prefCentres = centres(2);
const cityCentres = centres(6);

const prefs = source.prepare('SELECT lg_code, pref FROM pref').all();
await common.prefCsvRows(prefs.map((row) => ({ ...row })));
const nowhere = { rep_lat: null, rep_lon: null };
await common.prefPosCsvRows(prefs.map((row) => ({ ...row, ...nowhere, ...prefCentres.get(row.lg_code.slice(0, 2)) })));

// cityCsvRows takes the prefecture, and townCsvRows the municipality, of the first row for that of all rows
const ofPref = source.prepare(`
  SELECT lg_code, county, city, ward, lg_code AS crc32 FROM city WHERE substr(lg_code, 1, 2) = ?`);
const ofCity = source.prepare(`
  SELECT lg_code, machiaza_id, oaza_cho, chome, koaza, rsdt_addr_flg, rep_lat, rep_lon,
         iif(koaza = '', '0', '1') AS koaza_aka_code, machiaza_id AS crc32
  FROM town WHERE lg_code = ? AND machiaza_id <> ''`);
let towns = 0;
for (const { lg_code: prefCode } of prefs) {
  const cities = ofPref.all(prefCode.slice(0, 2));
  const placed = (row) => ({ ...row, ...nowhere, ...cityCentres.get(row.lg_code) });
  await common.cityCsvRows(cities.map((row) => ({ ...row })));
  await common.cityPosCsvRows(cities.map(placed));
  for (const { lg_code: cityCode } of cities) {
    const rows = ofCity.all(cityCode);
    if (rows.length === 0) continue; // a designated city without its wards
    const oaza = new Map(rows.filter((row) => row.rep_lat !== null && row.machiaza_id.endsWith('000'))
      .map((row) => [row.machiaza_id.slice(0, 4), row]));
    for (const row of rows) {
      if (row.rep_lat !== null) continue;
      const { rep_lat, rep_lon } = oaza.get(row.machiaza_id.slice(0, 4)) ?? cityCentres.get(cityCode) ?? nowhere;
      Object.assign(row, { rep_lat, rep_lon });
    }
    await common.townCsvRows(rows.map((row) => ({ ...row })));
    await common.townPosCsvRows(rows.map((row) => ({ ...row })));
    towns += rows.length;
  }
}
await common.close();
console.log(`${prefs.length} prefectures, ${towns} towns`);
