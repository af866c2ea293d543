import type { Label } from '../api/types';
import type zh from './zh';

export type Language = 'zh' | 'en';
export type Key = keyof typeof zh;
export type Args = Record<string, string | number>;

const STORED = 'verdigris.language';
const LOCALES = { zh: 'zh-CN', en: 'en-GB' } as const;
const catalogues = { zh: () => import('./zh'), en: () => import('./en') };

let language = $state<Language>('zh');
let messages = $state.raw<Record<string, string>>({});

/** The language of the interface and everything that depends on it. */
export const i18n = {
  get language(): Language {
    return language;
  },
  get locale(): string {
    return LOCALES[language];
  },
};

function preferred(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'zh' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Loads a catalogue, then shows everything in it at once. */
export async function speak(wanted: Language = preferred(), keep = false): Promise<void> {
  const loaded = await catalogues[wanted]();
  messages = loaded.default;
  language = wanted;
  document.documentElement.lang = LOCALES[wanted];
  if (keep) localStorage.setItem(STORED, wanted);
}

/** Whether the person chose a language on this device. */
export const chosen = (): boolean => localStorage.getItem(STORED) !== null;

/** Fills `{name}`, and `{name|one|many}` by the number given. */
export function fill(text: string, args: Args): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = args[name];
    if (value === undefined) return whole;
    if (one !== undefined && many !== undefined) return Number(value) === 1 ? one : many;
    return typeof value === 'number' ? new Intl.NumberFormat(LOCALES[language]).format(value) : value;
  });
}

export function t(key: Key, args?: Args): string {
  const text = messages[key] ?? key;
  return args ? fill(text, args) : text;
}

/** A word of the vocabulary (role, purpose, state …): its catalogue text, or the word itself when it is not ours. */
export function word(family: string, value: string | null | undefined): string {
  if (!value) return '';
  return messages[`${family}.${value}`] ?? value;
}

/** What a label says in the language shown; plain text stays as it is. */
export function said(name: string | Label | null | undefined): string {
  if (!name) return '';
  if (typeof name === 'string') return name;
  return name[language] || name[language === 'zh' ? 'en' : 'zh'] || '';
}
