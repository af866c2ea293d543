import { describe, expect, it } from 'vitest';
import { ground, steps } from './waterfall';

describe('a waterfall', () => {
  const all = steps({ name: 'a', value: 100 }, [{ name: 'x', amount: 30 }, { name: 'y', amount: -50 }], { name: 'b', value: 80 });
  it('begins each step where the last ended, and ends at the end', () => {
    expect(all.map((step) => [step.from, step.to])).toEqual([[0, 100], [100, 130], [130, 80], [0, 80]]);
  });
  it('stands on zero where the changes can be seen', () => {
    expect(ground(all)).toBe(0);
  });
  it('lifts the ground where the changes are small beside the totals, and never above the lowest bar', () => {
    const small = steps({ name: 'a', value: 1000 }, [{ name: 'x', amount: 10 }], { name: 'b', value: 1010 });
    expect(ground(small)).toBeGreaterThan(900);
    expect(ground(small)).toBeLessThan(1000);
  });
  it('reaches below zero where an amount does', () => {
    expect(ground(steps({ name: 'a', value: 10 }, [{ name: 'x', amount: -40 }], { name: 'b', value: -30 }))).toBe(-30);
  });
});
