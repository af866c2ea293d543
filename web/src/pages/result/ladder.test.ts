import { describe, expect, it } from 'vitest';
import type { Ladder } from '../../api/diagnosis';
import { rungs } from './ladder';

const label = { en: 'x', zh: 'x' };
const trace = (value: number) => ({ label, value, unit: 'kWh/t' });
const ladder = (direction: Ladder['direction'], own: number, values: number[]): Ladder => ({
  indicator: 'i',
  label,
  unit: 'kWh/t',
  direction,
  performance: { known: { indicator: 'i', output: trace(1), value: trace(own) } },
  steps: values.map((value, index) => ({ rung: { family: 'limit', id: `r${index}`, label, value: { known: trace(value) } }, gap: { 'not-available': label } })),
});

describe('a ladder', () => {
  it('goes from best to worst, whichever way is better, with the plant where it stands', () => {
    expect(rungs(ladder('lower-is-better', 13511, [13350, 13000, 14114])).map((line) => line.value)).toEqual([13000, 13350, 13511, 14114]);
    expect(rungs(ladder('higher-is-better', 90, [95, 80])).map((line) => line.value)).toEqual([95, 90, 80]);
  });
  it('puts the plant below a reference it equals', () => {
    expect(rungs(ladder('lower-is-better', 100, [100])).map((line) => line.own)).toEqual([false, true]);
  });
  it('draws no bar longer than the track and none invisible', () => {
    for (const line of rungs(ladder('lower-is-better', 13511, [12950, 13000, 13350, 14114]))) {
      expect(line.width).toBeGreaterThanOrEqual(4);
      expect(line.width).toBeLessThanOrEqual(100);
    }
  });
  it('leaves out what is not available, and is empty without references', () => {
    const one = ladder('lower-is-better', 1, [2]);
    one.steps[0]!.rung.value = { 'not-available': label };
    expect(rungs(one)).toEqual([]);
  });
});
