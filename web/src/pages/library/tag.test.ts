import { expect, it } from 'vitest';
import { tagText } from './tag';

it('shows the half of a tag that is in the language of the reader, and any other tag as it is', () => {
  expect(tagText('再生金属 recycled metals', 'zh')).toBe('再生金属');
  expect(tagText('再生金属 recycled metals', 'en')).toBe('recycled metals');
  for (const tag of ['GB/T', 'CBAM', '铝', 'red mud', 'GB 21346 铝']) expect(tagText(tag, 'zh')).toBe(tag);
});
