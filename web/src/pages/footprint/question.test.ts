import { expect, it, vi } from 'vitest';

vi.mock('../../app/router.svelte', () => ({ ask: () => undefined, place: { query: new URLSearchParams('region=CN-YN&amount=-3&indicator=acidification&method=ef-3.1') } }));

it('reads a question from the address and leaves out what was not asked', async () => {
  const { asked, query } = await import('./question.svelte');
  const question = asked('alumina');
  // An amount that makes no sense is one.
  expect(question).toMatchObject({ product: 'alumina', region: 'CN-YN', amount: 1, unit: '', method: 'ef-3.1', indicator: 'acidification' });
  expect(query(question)).toEqual({ product: 'alumina', amount: 1, method: 'ef-3.1', region: 'CN-YN', indicator: 'acidification' });
  expect(query({ ...question, region: '', indicator: '' })).toEqual({ product: 'alumina', amount: 1, method: 'ef-3.1' });
});
