import type { Named, Terms } from '../../api/types';

export const FIELDS = ['profile', 'records', 'file', 'accounts', 'footprint', 'diagnosis', 'measures', 'report'] as const;
export const PURPOSES = ['diagnosis', 'benchmark', 'finance', 'verification', 'project', 'research', 'policy', 'supply-chain'] as const;

/** A plant by its name; where its profile is not one's to read, by the beginning of its id. */
export function plantName(plant: { id: string; name?: Named['name'] | null }): Named {
  const short = plant.id.slice(-6);
  return { id: plant.id, name: plant.name ?? { zh: `工厂 ${short}`, en: `plant ${short}` } };
}

/** Terms as a form holds them: days as days, plants as ids. */
export interface Draft {
  all: boolean;
  plants: string[];
  fields: string[];
  purpose: string;
  from: string;
  until: string;
  note: string;
}

const DAY = 86_400_000;
const dayOf = (text: string | null | undefined): string => {
  if (!text) return '';
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return '';
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
};

export function blank(now = Date.now()): Draft {
  return { all: true, plants: [], fields: ['profile'], purpose: 'benchmark', from: '', until: dayOf(new Date(now + 365 * DAY).toISOString()), note: '' };
}

export function ofTerms(terms: { plants: Terms['plants'] | 'all' | Named[]; fields: string[]; purpose: string; from?: string | null; until: string }): Draft {
  const plants = terms.plants === 'all' ? [] : terms.plants.map((plant) => (typeof plant === 'string' ? plant : plant.id));
  return { all: terms.plants === 'all', plants, fields: [...terms.fields], purpose: terms.purpose, from: dayOf(terms.from), until: dayOf(terms.until), note: '' };
}

/** The days as moments: from the beginning of the first day to the end of the last, where the person is. */
export function moments(draft: Draft): { from: string | null; until: string } {
  return {
    from: draft.from ? new Date(`${draft.from}T00:00:00`).toISOString() : null,
    until: draft.until ? new Date(`${draft.until}T23:59:59`).toISOString() : '',
  };
}

/** What keeps terms from being sent; message keys. */
export function faults(draft: Draft, now = Date.now()): ('terms.fault.plants' | 'terms.fault.fields' | 'terms.fault.until' | 'terms.fault.order')[] {
  const out: ReturnType<typeof faults> = [];
  if (!draft.all && draft.plants.length === 0) out.push('terms.fault.plants');
  if (draft.fields.length === 0) out.push('terms.fault.fields');
  const { from, until } = moments(draft);
  if (!until || new Date(until).getTime() <= now) out.push('terms.fault.until');
  else if (from && from >= until) out.push('terms.fault.order');
  return out;
}

export function body(draft: Draft): { plants: 'all' | string[]; fields: string[]; purpose: string; from?: string; until: string } {
  const { from, until } = moments(draft);
  return { plants: draft.all ? 'all' : draft.plants, fields: FIELDS.filter((field) => draft.fields.includes(field)), purpose: draft.purpose, ...(from && { from }), until };
}
