import type { Label, Named } from '../../api/types';

/** What a grant says, in one sentence that needs no lawyer: who may read what of whom, for what, until when. */
export interface Said {
  owner: Named;
  reader: Named;
  plants: 'all' | (Named | string)[];
  fields: string[];
  purpose: string;
  from?: string | null;
  until: string;
}

type Messages = Record<string, string>;
const LOCALES = { zh: 'zh-CN', en: 'en-GB' } as const;

const nameIn = (language: 'zh' | 'en', name: string | Label | undefined): string => (!name ? '' : typeof name === 'string' ? name : name[language] || name[language === 'zh' ? 'en' : 'zh']);

function day(language: 'zh' | 'en', text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long' }).format(at);
}

/** Which form of the sentence a state calls for. */
export function form(state: string): 'requested' | 'offered' | 'agreed' | 'active' | 'ended' {
  if (state === 'requested' || state === 'offered' || state === 'agreed' || state === 'active') return state;
  return 'ended';
}

export function sentence(language: 'zh' | 'en', messages: Messages, state: string, of: Said): string {
  const list = new Intl.ListFormat(LOCALES[language], { type: 'conjunction' });
  const word = (family: string, value: string): string => messages[`${family}.${value}`] ?? value;
  const plants = of.plants === 'all' || of.plants.length === 0 ? (messages['sentence.plants.all'] ?? '') : list.format(of.plants.map((plant) => (typeof plant === 'string' ? plant : nameIn(language, plant.name))));
  const values: Record<string, string> = {
    owner: nameIn(language, of.owner.name),
    reader: nameIn(language, of.reader.name),
    plants,
    fields: of.fields.length ? list.format(of.fields.map((field) => word('field', field))) : (messages['sentence.nothing'] ?? ''),
    purpose: word('purpose', of.purpose),
    until: day(language, of.until),
    from: of.from ? day(language, of.from) : '',
  };
  const period = messages[of.from ? 'sentence.period.both' : 'sentence.period.until'] ?? '';
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  values.period = filled(period);
  return filled(messages[`sentence.${form(state)}`] ?? '');
}
