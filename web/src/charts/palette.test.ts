import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ORDER } from './palette';

type Triple = [number, number, number];

// Full colour-vision deficiency as Machado, Oliveira and Fernandes (2009) give it, for linear RGB.
const VISION: Record<string, [Triple, Triple, Triple]> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const css = readFileSync(join(import.meta.dirname, '../styles/tokens.css'), 'utf8');
const [light = '', dark = ''] = css.split("[data-theme='dark']");

const colour = (part: string, name: string): string => new RegExp(`${name}:\\s*(#[0-9a-f]{6})`).exec(part)?.[1] ?? '';
const linear = (hex: string): Triple => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as Triple;
const luminance = (hex: string): number => linear(hex).reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at]!, 0);
const contrast = (a: string, b: string): number => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);

/** CIE L*a*b* of a colour as one kind of eye sees it. */
function lab(hex: string, vision: [Triple, Triple, Triple]): Triple {
  const given = linear(hex);
  const [r, g, b] = vision.map((row) => Math.min(1, Math.max(0, row.reduce((sum, v, at) => sum + v * given[at]!, 0)))) as Triple;
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [(0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b, (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089].map(f) as Triple;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each([['light', light], ['dark', dark]])('chart colours, %s', (_, part) => {
  const six = ORDER.slice(0, 6).map((name) => colour(part, name));
  it.each(Object.entries(VISION))('keep six series apart for %s', (_, vision) => {
    for (let a = 0; a < six.length; a += 1) {
      for (let b = a + 1; b < six.length; b += 1) {
        const one = lab(six[a]!, vision);
        const other = lab(six[b]!, vision);
        expect(Math.hypot(...one.map((v, at) => v - other[at]!)), `${six[a]} and ${six[b]}`).toBeGreaterThan(12);
      }
    }
  });
  it('reach 3:1 on the ground of a card', () => {
    for (const one of six) expect(contrast(one, colour(part, '--surface')), one).toBeGreaterThanOrEqual(3);
  });
});
