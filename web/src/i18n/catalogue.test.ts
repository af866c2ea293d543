import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en';
import zh from './zh';
import { fill } from './index.svelte';

const SOURCE = join(import.meta.dirname, '..');

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return /i18n\/(zh|en)$/.test(path) ? [] : sources(path);
    return /\.(svelte|ts)$/.test(name) && !name.endsWith('.test.ts') ? [readFileSync(path, 'utf8')] : [];
  });
}

const written = sources(SOURCE).join('\n');
/** Families looked up by a word of the vocabulary: `word('role', …)`. */
const families = [...written.matchAll(/\bword\(\s*['`]([a-z0-9.-]+)['`]/g)].map((match) => match[1] ?? '');
/** Keys put together from a word: t(`standards.state.${state}`). */
const built = [...written.matchAll(/\b(?:t\(|messages\[)\s*`([^`]+)`/g)].map((match) => new RegExp(`^${(match[1] ?? '').replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '[a-z0-9-]+')}$`));
/** English texts that quote Chinese on purpose: an example of what one may type, the name of the other language. */
const QUOTING = ['footprint.search.hint', 'footprint.none.why', 'library.search.hint', 'editor.zh'];
const keys = Object.keys(zh) as (keyof typeof zh)[];
const holes = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].sort();

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });
  it('say something under every key, in the language they are of', () => {
    for (const key of keys) {
      expect(zh[key].trim(), key).not.toBe('');
      expect(en[key].trim(), key).not.toBe('');
      if (QUOTING.includes(key)) continue;
      expect(/[\u4e00-\u9fff]/.test(en[key]), `${key} has Chinese in English`).toBe(false);
    }
  });
  it('have the same holes to fill', () => {
    for (const key of keys) expect(holes(en[key]), key).toEqual(holes(zh[key]));
  });
  it('hold no key nobody uses', () => {
    const unused = keys.filter((key) => !written.includes(`'${key}'`) && !written.includes(`"${key}"`) && !families.some((family) => key.startsWith(`${family}.`)) && !built.some((pattern) => pattern.test(key)));
    expect(unused).toEqual([]);
  });
  it('hold every key that is asked for', () => {
    const asked = [...written.matchAll(/\bt\(\s*'([a-z0-9.-]+)'/gi)].map((match) => match[1] ?? '');
    expect(asked.filter((key) => !(key in zh))).toEqual([]);
  });
});

describe('filling', () => {
  it('puts values in, and one or many by the number', () => {
    expect(fill('{name}: {n} {n|plant|plants}', { name: 'x', n: 1 })).toBe('x: 1 plant');
    expect(fill('{n} {n|plant|plants}', { n: 2 })).toBe('2 plants');
  });
  it('leaves an unknown hole visible', () => {
    expect(fill('{what}', {})).toBe('{what}');
  });
});
