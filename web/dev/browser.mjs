// A browser on a running demo server, signed in as someone: shared by the scripts of this folder.
import { chromium } from 'playwright-core';

export const SERVER = process.env.VERDIGRIS_SERVER ?? 'http://127.0.0.1:8080';

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}

/** A context in a language, signed in with the demo account of a role, or nobody's. */
export async function visit(browser, { language = 'en', role = null, viewport = { width: 1440, height: 900 }, scheme = 'light' } = {}) {
  const context = await browser.newContext({ baseURL: SERVER, locale: language === 'zh' ? 'zh-CN' : 'en-GB', viewport, colorScheme: scheme, reducedMotion: 'reduce' });
  await context.addInitScript((chosen) => localStorage.setItem('verdigris.language', chosen), language);
  if (role) {
    const about = await (await context.request.get('/api/v1/about')).json();
    const account = about.demo_accounts?.find((one) => one.role === role);
    if (!account) throw new Error(`no demo account with the role ${role}: start the server with --demo`);
    const answer = await context.request.post('/api/v1/session', { data: { email: account.email, password: account.password }, headers: { Origin: SERVER } });
    if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`);
  }
  return context;
}

/** Waits until a page shows its content and its charts in sight are drawn. */
export async function settled(page) {
  await page.locator('main h1').first().waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => !document.querySelector('main .skeleton') && !document.querySelector('[aria-busy=true]'), undefined, { timeout: 60_000 });
  await page.waitForFunction(() => [...document.querySelectorAll('[data-chart=waiting]')].every((node) => node.getBoundingClientRect().top > innerHeight + 300), undefined, { timeout: 60_000 });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Paths of a diagnosed plant and its latest result, as the person signed in sees them. */
export async function places(context) {
  const plants = (await (await context.request.get('/api/v1/plants')).json()).items;
  const plant = plants.find((one) => one.latest) ?? plants[0];
  return { plant: `/plants/${plant.id}`, result: plant.latest ? `/results/${plant.latest.result}` : null };
}
