import { expect, it } from 'vitest';
import type { Grant } from '../../api/types';
import { waits } from './state';

const grant = (state: string, can: string[]): Grant => ({ id: 'g', owner: { id: 'o', name: 'o' }, reader: { id: 'r', name: 'r' }, plants: 'all', fields: [], purpose: 'finance', until: '2027-01-01T00:00:00Z', state, note: '', version: 1, history: [], can });

it('waits for the one whose turn it is, not for the one who can only take it back', () => {
  // Moves by state and side as the alliance rules them.
  expect(waits(grant('requested', ['offer', 'decline']))).toBe(true);
  expect(waits(grant('requested', ['request', 'withdraw']))).toBe(false);
  expect(waits(grant('offered', ['agree', 'request', 'decline']))).toBe(true);
  expect(waits(grant('offered', ['offer', 'withdraw']))).toBe(false);
  expect(waits(grant('active', ['revoke']))).toBe(false);
  expect(waits(grant('declined', []))).toBe(false);
});
