import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, ready, settled, signInAs, visit } from './browser';

describe.skipIf(!ready())('by keyboard alone', () => {
  let browser: Browser;
  let page: Page;
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim() || '');
  beforeAll(async () => {
    browser = await launch();
    ({ page } = await visit(browser, 'en', 'light', true));
    await signInAs(page, 'engineer');
    await settled(page);
  });
  afterAll(async () => browser.close());

  it('the first stop skips to the content', async () => {
    await page.reload();
    await settled(page);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'main');
  });

  it('the drawer of a phone opens, holds the focus, and gives it back', async () => {
    const opener = page.getByRole('button', { name: 'Open navigation' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Main navigation' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Main navigation' }).waitFor({ state: 'hidden' });
    expect(await opener.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it('find anything goes to a page', async () => {
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox').fill('Audit');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/log$/);
  });

  it('every focused control shows that it is', async () => {
    await page.goto('/plants');
    await settled(page);
    for (let stop = 0; stop < 12; stop++) {
      await page.keyboard.press('Tab');
      const marked = await page.evaluate(() => {
        const node = document.activeElement;
        if (!node || node === document.body) return true;
        const style = getComputedStyle(node);
        return style.boxShadow !== 'none' || style.outlineStyle !== 'none';
      });
      expect(marked, await focused()).toBe(true);
    }
  });
});
