import type { Language } from '../../i18n/index.svelte';

/** A tag as it is read: one written in both languages (`铝 aluminium`) shows the reader's half; the whole of it is what is asked for. */
export function tagText(tag: string, language: Language): string {
  const halves = /^(\p{Script=Han}[\p{Script=Han}（）、·0-9%-]*) ([\p{Script=Latin}][^\p{Script=Han}]*)$/u.exec(tag);
  return halves ? ((language === 'zh' ? halves[1] : halves[2]) ?? tag) : tag;
}
