import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** The server under test, as `server.ts` started or found it; empty where there is none. */
export const URL_UNDER_TEST = inject('url');
/** Folder for screenshots; none are taken without it. */
export const SHOTS = process.env.VERDIGRIS_SHOTS;
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

export type Language = 'zh' | 'en';
export type Theme = 'light' | 'dark';

/** Whether there is a browser and a server; what is missing is said. */
export function ready(): boolean {
  const browser = existsSync(EXECUTABLE);
  if (!browser) console.warn(`skipped: no browser at ${EXECUTABLE}; set CHROMIUM`);
  return browser && URL_UNDER_TEST !== '';
}

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-prefers-reduced-motion'] });
}

/** A browser in one language and theme. What its console says against us is gathered. */
export async function visit(browser: Browser, language: Language, theme: Theme, phone = false): Promise<{ context: BrowserContext; page: Page; faults: string[] }> {
  const context = await browser.newContext({
    baseURL: URL_UNDER_TEST,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: theme,
    reducedMotion: 'reduce',
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    acceptDownloads: true,
  });
  await context.addInitScript((chosen: string) => {
    // Only where nothing was chosen yet: a switch made in the test must hold over a reload.
    if (!localStorage.getItem('verdigris.language')) localStorage.setItem('verdigris.language', chosen);
  }, language);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // The first question of an unknown visitor is answered 401, which the browser notes; nothing is wrong.
    if (message.type() === 'error' && !/401/.test(message.text())) faults.push(`${page.url()}: ${message.text()}`);
  });
  return { context, page, faults };
}

interface About {
  demo_accounts?: { email: string; password: string; role: string }[];
}

/** Signs in with the demo account of a role, by pressing its card. */
export async function signInAs(page: Page, role: string): Promise<void> {
  await page.goto('/sign-in');
  const about = await page.evaluate(async () => (await (await fetch('/api/v1/about')).json()) as unknown);
  const account = (about as About).demo_accounts?.find((one) => one.role === role);
  if (!account) throw new Error(`no demo account with the role ${role}`);
  const index = (about as About).demo_accounts?.indexOf(account) ?? 0;
  await page.locator('.account').nth(index).click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.locator('main h1').waitFor();
}

/** Waits until the page shows its content and draws no skeleton any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor({ timeout: 30_000 });
  const still = (): boolean => !document.querySelector('main .skeleton') && !document.querySelector('[aria-busy=true]');
  await page.waitForFunction(still, undefined, { timeout: 30_000 });
  // Charts draw when they come near the screen: each is brought there once, and pictures are read.
  for (const chart of await page.locator('[data-chart=waiting]:visible').elementHandles()) {
    await chart.scrollIntoViewIfNeeded();
    await page.waitForFunction((node) => !node.isConnected || (node as Element).getAttribute('data-chart') === 'drawn', chart, { timeout: 30_000 });
  }
  await page.evaluate(async () => {
    scrollTo(0, 0);
    await document.fonts.ready;
    // Two frames: what was set is laid out, and painted.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
  await page.waitForFunction(still, undefined, { timeout: 30_000 });
}
