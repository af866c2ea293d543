import { http } from '../../api/client';
import type { Method } from '../../api/cycle';
import type { Label } from '../../api/types';
import { ask, place } from '../../app/router.svelte';

/** What a footprint page asks, kept in its address, so that every view can be sent to a colleague. */
export interface Question {
  product: string;
  region: string;
  amount: number;
  unit: string;
  method: string;
  indicator: string;
}

export const METHOD = 'ipcc-ar6-gwp100';

export function asked(product: string): Question {
  const query = place.query;
  const amount = Number(query.get('amount') ?? 1);
  return {
    product,
    region: query.get('region') ?? '',
    amount: Number.isFinite(amount) && amount > 0 ? amount : 1,
    unit: query.get('unit') ?? '',
    method: query.get('method') ?? METHOD,
    indicator: query.get('indicator') ?? '',
  };
}

/** The question as the server reads it. */
export function query(question: Question): Record<string, string | number> {
  const { product, region, amount, unit, method, indicator } = question;
  return { product, amount, method, ...(region && { region }), ...(unit && { unit }), ...(indicator && { indicator }) };
}

export const change = (values: Partial<Question>): void => ask(values);

let known: Promise<Method[]> | undefined;

/** The methods do not change while the server runs: asked once. */
export function methods(): Promise<Method[]> {
  known ??= http.get<Method[] | { items: Method[] }>('/methods').then((answer) => (Array.isArray(answer) ? answer : answer.items));
  known.catch(() => (known = undefined));
  return known;
}

export interface Region {
  id: string;
  name: Label;
  parent?: string | null;
}

let places: Promise<Region[]> | undefined;
export function regions(): Promise<Region[]> {
  places ??= http.get<Region[] | { items: Region[] }>('/regions').then((answer) => (Array.isArray(answer) ? answer : answer.items));
  places.catch(() => (places = undefined));
  return places;
}
