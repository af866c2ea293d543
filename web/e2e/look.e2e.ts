import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, ready, settled, SHOTS, signInAs, visit, type Language, type Theme } from './browser';
import { everyPage } from './pages';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
interface Violation { id: string; impact: string | null; help: string; nodes: { html: string; failureSummary?: string }[] }

/** What axe finds serious or critical. */
async function serious(page: Page): Promise<string[]> {
  // Evaluated, not added as a script element: the page's own policy forbids inline scripts.
  const { readFileSync } = await import('node:fs');
  await page.evaluate(readFileSync(axe, 'utf8'));
  const found = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run: (node: Document, options: object) => Promise<{ violations: Violation[] }> } }).axe.run;
    return (await run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations;
  });
  return found.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => `${one.id} (${one.impact}): ${one.help} — ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

const STEWARD = new Set(['grants', 'grant', 'grant-new', 'accesses', 'organisation']);

/** Each language, theme and size once; every second one more with `VERDIGRIS_VIEWS=all`. */
const views: { language: Language; theme: Theme; phone: boolean }[] = [
  { language: 'zh', theme: 'light', phone: false },
  { language: 'en', theme: 'dark', phone: true },
  ...(process.env.VERDIGRIS_VIEWS === 'all'
    ? ([
        { language: 'en', theme: 'light', phone: false },
        { language: 'zh', theme: 'light', phone: true },
        { language: 'zh', theme: 'dark', phone: false },
        { language: 'en', theme: 'light', phone: true },
      ] as const)
    : []),
];

describe.skipIf(!ready())('every page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
    if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  });
  afterAll(async () => browser.close());

  it.each(views)('is clean and complete in $language, $theme, phone: $phone', async ({ language, theme, phone }) => {
    const { context, page, faults } = await visit(browser, language, theme, phone);
    const findings: string[] = [];
    const tell = `${language}-${theme}-${phone ? 'phone' : 'desktop'}`;
    const look = async (name: string): Promise<void> => {
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${tell}.png`, fullPage: true });
      for (const finding of await serious(page)) findings.push(`${name}: ${finding}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 1) findings.push(`${name}: the page is ${wide} px wider than the screen`);
      const language_shown = await page.evaluate(() => document.documentElement.lang);
      if (!language_shown.startsWith(language)) findings.push(`${name}: says lang=${language_shown}`);
      const raw = await page.evaluate(() => document.body.innerText.match(/\b[a-z]+(?:\.[a-z]+){1,3}\b(?=\s|$)/g)?.filter((text) => !/\.(pdf|xlsx|csv|json|svg|example|org|com|net|cn|toml)\b/.test(text)) ?? []);
      for (const key of raw.slice(0, 3)) findings.push(`${name}: looks like an untranslated key: ${key}`);
    };
    await page.goto('/sign-in');
    await settled(page);
    await look('sign-in');
    const only = process.env.VERDIGRIS_PAGES?.split(',').filter(Boolean);
    // Who keeps grants and people sees more on their pages than an engineer does.
    for (const role of ['engineer', 'steward']) {
      await context.clearCookies();
      await signInAs(page, role);
      for (const one of await everyPage(page)) {
        if (only?.length && !only.includes(one.name)) continue;
        if (STEWARD.has(one.name) !== (role === 'steward')) continue;
        await page.goto(one.path);
        await settled(page).catch((error: unknown) => findings.push(`${one.name}: did not settle: ${String(error).slice(0, 120)}`));
        await look(one.name);
      }
    }
    await context.close();
    expect([...findings, ...faults].join('\n')).toBe('');
  }, 900_000);
});
