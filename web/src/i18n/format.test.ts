import { describe, expect, it } from 'vitest';
import { ago, bytes, exact, number, percent, unit } from './format';

// The language of a fresh module is Chinese; its figures use the same separators as English.
describe('figures', () => {
  it('keep four to five telling digits and never round above the decimal point', () => {
    expect(number(5205611.046)).toBe('5,205,611');
    expect(number(13511)).toBe('13,511');
    expect(number(1423.456)).toBe('1,423.5');
    expect(number(0.650846)).toBe('0.6508');
    expect(number(-0)).toBe('0');
    expect(number(0.00001234)).toBe('1.23 × 10⁻⁵');
  });
  it('keep the decimals a guideline rounds to', () => {
    expect(number(807821, 2)).toBe('807,821.00');
    expect(number(2609.7, 2)).toBe('2,609.70');
  });
  it('show every digit when opened', () => {
    expect(exact(15347.41475071247)).toBe('15,347.4147507125');
  });
});

describe('units and sizes', () => {
  it('are written as people write them', () => {
    expect(unit('kg CO2-eq')).toBe('kg CO₂e');
    expect(unit('t CO2e')).toBe('t CO₂e');
    expect(unit('Nm3')).toBe('Nm³');
    expect(unit('m3')).toBe('m³');
    expect(unit('1')).toBe('');
  });
  it('of files', () => {
    expect(bytes(900)).toBe('900 B');
    expect(bytes(2048)).toBe('2 KB');
    expect(bytes(3 * 1024 * 1024)).toBe('3 MB');
  });
  it('of shares', () => {
    expect(percent(0.0123)).toBe('1.2%');
  });
});

describe('times', () => {
  it('are told in the largest unit that fits', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    expect(ago('2026-11-21T09:00:00Z', now)).toContain('3');
    expect(ago('nonsense', now)).toBe('nonsense');
  });
});
