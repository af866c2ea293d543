// What a first visit and each page weigh, compressed: `npm run build && npm run weigh`. Fails above the budget.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../dist');
const BUDGET = { first: 90, page: 60 }; // kB, gzip

const size = new Map();
const text = new Map();
for (const name of readdirSync(join(dist, 'assets'))) {
  const bytes = readFileSync(join(dist, 'assets', name));
  size.set(name, gzipSync(bytes, { level: 9 }).length);
  text.set(name, bytes.toString());
}

/** What a chunk imports before it runs. */
function needed(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const found of (text.get(name) ?? '').matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) needed(found[1], seen);
  return seen;
}
const weight = (names) => [...names].reduce((sum, name) => sum + (size.get(name) ?? 0), 0) / 1000;

const index = readFileSync(join(dist, 'index.html'), 'utf8');
const named = [...index.matchAll(/assets\/([^"']+)/g)].map((found) => found[1]);
const first = new Set(named.flatMap((name) => [...needed(name)]));
// One catalogue comes with the first page.
const catalogue = [...size.keys()].filter((name) => /^(zh|en)-.*\.js$/.test(name)).reduce((most, name) => Math.max(most, size.get(name)), 0) / 1000;
const start = weight(first) + catalogue + gzipSync(index).length / 1000;

const rows = [...text.keys()]
  .filter((name) => name.endsWith('.js') && /^[A-Z]/.test(name) && !first.has(name))
  .map((name) => ({ name: name.replace(/-[^-]{8}\.js$/, ''), kB: weight([...needed(name)].filter((one) => !first.has(one))) }))
  .sort((a, b) => b.kB - a.kB);
console.log(`first visit: ${start.toFixed(1)} kB gzip (program ${weight(first).toFixed(1)}, catalogue ${catalogue.toFixed(1)})`);
for (const row of rows.slice(0, 12)) console.log(`  ${row.name.padEnd(20)} +${row.kB.toFixed(1)} kB`);
const charts = [...size.keys()].find((name) => name.startsWith('echarts'));
if (charts) console.log(`charts, when one is near the screen: +${(size.get(charts) / 1000).toFixed(1)} kB`);
const heavy = rows.filter((row) => row.kB > BUDGET.page);
if (start > BUDGET.first || heavy.length) {
  console.error(`over the budget of ${BUDGET.first} kB for the first visit and ${BUDGET.page} kB more for a page`);
  process.exit(1);
}
