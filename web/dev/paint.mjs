// First paint and weight of pages on a running demo server, each in a fresh browser profile: `npm run paint`.
import { loadavg } from 'node:os';
import { launch, places, settled, visit } from './browser.mjs';

const RUNS = Number(process.env.RUNS ?? 5);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const browser = await launch();
const first = await visit(browser, { role: 'engineer' });
const { plant, result } = await places(first);
await first.close();
const pages = [
  ['sign in', '/sign-in', null],
  ['home board', '/', 'engineer'],
  ['plant', plant, 'engineer'],
  ...(result ? [['diagnosis, accounts', `${result}?tab=accounts`, 'engineer']] : []),
  ['footprint', '/footprints/primary-aluminium-ingot@CN-SD', 'engineer'],
  ['sector picture', '/sector', 'engineer'],
  ['library search', '/library?q=djl', 'engineer'],
];
console.log(`load average ${loadavg().map((one) => one.toFixed(1)).join(' ')}; medians of ${RUNS} first visits`);
console.log('| page | first paint, ms | largest paint, ms | content there, ms | requests | kB over the wire |');
console.log('|---|---|---|---|---|---|');
for (const [name, path, role] of pages) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    const context = await visit(browser, { role });
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.largest = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.largest = entry.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
    });
    await page.goto(path);
    await settled(page);
    runs.push(await page.evaluate(() => {
      const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      return {
        first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
        largest: window.largest,
        there: performance.now(),
        requests: entries.length,
        bytes: entries.reduce((sum, entry) => sum + entry.transferSize, 0),
      };
    }));
    await context.close();
  }
  const of = (key) => median(runs.map((run) => run[key]));
  console.log(`| ${name} | ${of('first').toFixed(0)} | ${of('largest').toFixed(0)} | ${of('there').toFixed(0)} | ${of('requests')} | ${(of('bytes') / 1000).toFixed(0)} |`);
}
await browser.close();
