// The pictures of the guide, taken from a running demo server that has diagnosed a year: `npm run pictures`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, places, settled, visit } from './browser.mjs';

const FOLDER = join(import.meta.dirname, '../../docs/guide/pictures');
const SIZE = { width: 1360, height: 820 };
/** Which picture the guide shows in which language: either is enough to see what stands where. */
const WANTED = { zh: ['import', 'footprint'], en: ['figure'] };
mkdirSync(FOLDER, { recursive: true });

/** Writes what the window shows as WebP. */
async function picture(context, page, subject, language) {
  const name = `platform-${subject}-${language}`;
  await settled(page);
  const client = await context.newCDPSession(page);
  const { data } = await client.send('Page.captureScreenshot', { format: 'webp', quality: 72 });
  const bytes = Buffer.from(data, 'base64');
  writeFileSync(join(FOLDER, `${name}.webp`), bytes);
  console.log(`${name}.webp ${(bytes.length / 1000).toFixed(0)} kB`);
}

const browser = await launch();
for (const [language, subjects] of Object.entries(WANTED)) {
  const context = await visit(browser, { language, role: 'engineer', viewport: SIZE });
  const page = await context.newPage();
  const { plant, result } = await places(context);

  // A year of the packaged example with an l for a 1, as someone types it.
  const text = readFileSync(join(import.meta.dirname, '../../data/plants/example-aluminium.csv'), 'utf8');
  const mistyped = text.replace(/^(electrolysis,electricity-cells-ac,used,.*?,)(\d*)1(\d*\.?\d*,MWh)/m, '$1$2l$3');
  if (subjects.includes('import')) {
    await page.goto(`${plant}/import`);
    await page.setInputFiles('input[type=file]', { name: 'smelter-2024.csv', mimeType: 'text/csv', buffer: Buffer.from(mistyped) });
    await page.getByRole('grid').waitFor();
    await picture(context, page, 'import', language);
  }

  if (result && subjects.includes('figure')) {
    await page.goto(`${result}?tab=accounts`);
    await settled(page);
    await page.getByRole('treegrid').first().locator('button.figure').first().click();
    await page.getByRole('dialog').locator('.inputs button').first().click();
    await picture(context, page, 'figure', language);
  }

  if (subjects.includes('footprint')) {
    await page.goto('/footprints/primary-aluminium-ingot@CN-SD');
    await settled(page);
    await page.locator('[data-chart]').first().evaluate((node) => scrollTo({ top: node.getBoundingClientRect().top + scrollY - 190, behavior: 'instant' }));
    await picture(context, page, 'footprint', language);
  }
  await context.close();
}
await browser.close();
