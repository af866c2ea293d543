import { expect, it } from 'vitest';
import en from '../../i18n/en';
import zh from '../../i18n/zh';
import { sentence } from './sentence';

const terms = {
  owner: { id: 'o', name: { zh: '示例铝业', en: 'Example Aluminium' } },
  reader: { id: 'r', name: { zh: '示例银行', en: 'Example Bank' } },
  plants: [{ id: 'p', name: { zh: '一厂', en: 'Plant One' } }, { id: 'q', name: { zh: '二厂', en: 'Plant Two' } }],
  fields: ['accounts', 'measures'],
  purpose: 'finance',
  from: '2026-01-01T12:00:00Z',
  until: '2026-12-31T12:00:00Z',
};

it('tells a grant as one sentence in both languages, for every state, with nothing left to fill', () => {
  for (const state of ['requested', 'offered', 'agreed', 'active', 'declined', 'withdrawn', 'revoked', 'expired']) {
    for (const [language, messages] of [['zh', zh], ['en', en]] as const) {
      for (const from of [terms.from, null]) {
        const text = sentence(language, messages, state, { ...terms, from });
        expect(text).not.toMatch(/[{}]|undefined/);
        for (const part of language === 'zh' ? ['示例铝业', '示例银行', '一厂', '2026'] : ['Example Aluminium', 'Example Bank', 'Plant One', '2026']) expect(text).toContain(part);
        expect(sentence(language, messages, state, { ...terms, plants: 'all', fields: [] })).not.toMatch(/[{}]|undefined/);
      }
    }
  }
  const text = sentence('en', en, 'active', terms);
  expect(text).toContain('31 December 2026');
  expect(text).toContain('Plant One and Plant Two');
});
