import { mkdirSync, readFileSync, statSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mistyped } from './mistyped';
import { launch, ready, settled, SHOTS, signInAs, visit } from './browser';

/** A debug build presses two reports of a year of the example, then two of ours. */
const PATIENCE = 420_000;

describe.skipIf(!ready())('a plant engineer', () => {
  let browser: Browser;
  let page: Page;
  let faults: string[];
  const shot = async (name: string): Promise<void> => {
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/journey-${name}.png` });
  };
  beforeAll(async () => {
    if (SHOTS) mkdirSync(SHOTS, { recursive: true });
    browser = await launch();
    ({ page, faults } = await visit(browser, 'en', 'light'));
  });
  afterAll(async () => browser.close());

  it('is refused with a wrong password, and told so', async () => {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill('nobody@example.org');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
  });

  it('signs in with one click and sees the board', async () => {
    await signInAs(page, 'engineer');
    await settled(page);
    expect(await page.getByRole('navigation', { name: 'Main navigation' }).count()).toBe(1);
    await shot('1-home');
  });

  it('imports a spreadsheet with a mistake, is led to the cell, and mends it in place', async () => {
    const file = mistyped();
    await page.goto('/plants');
    await settled(page);
    await page.getByRole('row').filter({ hasText: /aluminium electrolysis/i }).filter({ hasText: 'own' }).first().getByRole('link').first().click();
    await page.getByRole('link', { name: 'Import records' }).first().click();
    await page.setInputFiles('input[type=file]', { name: file.name, mimeType: file.mimeType, buffer: file.buffer });
    await page.getByRole('grid').waitFor();
    await settled(page);
    const wrong = page.getByRole('button').filter({ hasText: file.cell }).filter({ hasText: 'error' }).first();
    await wrong.waitFor();
    await shot('2-finding');
    const submit = page.getByRole('button', { name: 'Hand in the records' });
    expect(await submit.isDisabled()).toBe(true);

    await wrong.click();
    await page.waitForFunction((cell) => document.activeElement?.getAttribute('data-cell') === cell, file.cell);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(file.right);
    await page.keyboard.press('Enter');
    await wrong.waitFor({ state: 'detached' });
    await page.waitForFunction(() => ![...document.querySelectorAll('.tag.bad')].some((tag) => /error/.test(tag.textContent ?? '')));
    await shot('3-mended');
  });

  it('hands it in, runs the diagnosis and sees its result', async () => {
    await page.getByRole('button', { name: 'Hand in the records' }).click();
    await page.getByRole('heading', { name: /Handed in/ }).waitFor();
    await page.getByRole('button', { name: 'Start the diagnosis' }).click();
    await page.getByRole('progressbar', { name: 'Progress' }).waitFor();
    await page.waitForURL(/\/results\//, { timeout: PATIENCE });
    await settled(page);
    await shot('4-result');
  }, PATIENCE + 60_000);

  it('opens a figure down to its source and cell', async () => {
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await settled(page);
    await page.getByRole('treegrid').first().locator('button.figure').first().click();
    const panel = page.getByRole('dialog', { name: 'Where does this figure come from?' });
    await panel.waitFor();
    await panel.getByText('Formula').first().waitFor();
    await panel.locator('.inputs button').first().click();
    await panel.getByText('Source').first().waitFor();
    expect(await panel.locator('.cells .tag').count()).toBeGreaterThan(0);
    await shot('5-source');
    // From the figure to the very cells of the file that was handed in, and back.
    await panel.getByRole('link', { name: 'See them in the submitted file' }).click();
    await page.waitForURL(/\/submissions\//);
    await settled(page);
    expect(await page.locator('td.marked').count()).toBeGreaterThan(0);
    await shot('5-cells');
    await page.goBack();
    await settled(page);
  });

  it('leaves with the report', async () => {
    await page.getByRole('tab', { name: 'Report and files' }).click();
    await settled(page);
    await shot('6-files');
    const pdf = page.getByRole('link', { name: /\.pdf/ }).first();
    const link = (await pdf.count()) ? pdf : page.getByRole('link', { name: /\.xlsx/ }).first();
    if (!(await pdf.count())) console.warn('this build of the program makes no PDF: the workbook is taken instead');
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const path = await download.path();
    expect(statSync(path).size).toBeGreaterThan(1000);
    const bytes = readFileSync(path);
    if (/\.pdf$/.test(download.suggestedFilename())) {
      expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
      expect(bytes.subarray(-1024).toString('latin1')).toContain('%%EOF');
    } else expect(bytes.subarray(0, 2).toString('latin1')).toBe('PK');
  });

  it('switches the language, which holds over a reload', async () => {
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('tab', { name: '排放核算' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await page.reload();
    await settled(page);
    expect(await page.getByRole('tab', { name: '排放核算' }).count()).toBe(1);
  });

  it.each([
    ['in Chinese', '电解铝', /电解铝/],
    ['in pinyin', 'djl', /电解铝/],
    ['in English', 'smelters', /smelter/i],
  ])('searches the library %s', async (_, words, found) => {
    await page.goto(`/library?q=${encodeURIComponent(words)}`);
    await settled(page);
    const hits = page.locator('.hits article');
    await hits.first().waitFor();
    expect((await hits.allTextContents()).join('\n')).toMatch(found);
    await shot('7-search');
  });

  it('goes anywhere by the keyboard', async () => {
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox').fill('铝锭');
    await page.getByRole('option').filter({ hasText: '铝锭' }).first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('signs out, after which nothing is shown', async () => {
    await page.locator('summary').first().click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL(/sign-in/);
    await page.goto('/plants');
    await page.waitForURL(/sign-in/);
  });

  it('saw no error of the page', () => {
    expect(faults.join('\n')).toBe('');
  });
});
