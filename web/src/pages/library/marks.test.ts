import { expect, it } from 'vitest';
import { pieces } from './marks';

it('splits highlights, and lets no other tag through as HTML', () => {
  expect(pieces('电解<mark>铝</mark>的碳足迹')).toEqual([
    { text: '电解', marked: false },
    { text: '铝', marked: true },
    { text: '的碳足迹', marked: false },
  ]);
  expect(pieces('a &lt;b&gt; &amp;amp; <img src=x onerror=alert(1)>')).toEqual([{ text: 'a <b> &amp; <img src=x onerror=alert(1)>', marked: false }]);
  expect(pieces('<mark>open')).toEqual([{ text: 'open', marked: true }]);
  expect(pieces('')).toEqual([]);
});
