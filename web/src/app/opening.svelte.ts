import type { AccountInput, AccountItem, Account, Origin, Trace } from '../api/diagnosis';
import type { Label } from '../api/types';

/** A figure as it stands open in the panel: what it is, what it was made of, where it comes from. */
export interface Opened {
  label: Label;
  value: number | null;
  unit: string;
  decimals?: number | null;
  interval?: [number, number] | null;
  formula?: string | null;
  symbol?: string;
  origin?: Origin | null;
  inputs: Opened[];
  choice?: Label | null;
  quality?: string | null;
  cells?: string[];
  better?: Label | null;
  missing?: Label[];
  /** Where the plant's file can be seen: a submission's page. */
  file?: string;
  /** Fetches what lies deeper, where the answer at hand stops. */
  deeper?: (() => Promise<Opened>) | undefined;
}

let path = $state.raw<Opened[]>([]);

export const opening = {
  get path(): Opened[] {
    return path;
  },
  get now(): Opened | undefined {
    return path.at(-1);
  },
};

export function open(figure: Opened): void {
  path = [figure];
}

export function deeper(figure: Opened): void {
  path = [...path, figure];
}

export function back(depth: number): void {
  path = path.slice(0, depth);
}

export function replace(figure: Opened): void {
  path = [...path.slice(0, -1), figure];
}

export function close(): void {
  path = [];
}

/** A trace as the engines give it. `fetch` is asked with the path of a node whose inputs were left out. */
export function ofTrace(trace: Trace, fetch?: (path: string) => Promise<Trace>, at = ''): Opened {
  const inputs = (trace.inputs ?? []).map((input, index) => ofTrace(input, fetch, at ? `${at}.${index + 1}` : `${index + 1}`));
  return {
    label: trace.label,
    value: trace.value,
    unit: trace.unit,
    ...(trace.interval && { interval: trace.interval }),
    ...(trace.formula && { formula: trace.formula }),
    ...(trace.origin && { origin: trace.origin }),
    inputs,
    ...(fetch && trace.formula && inputs.length === 0 && { deeper: async () => ofTrace(await fetch(at), fetch, at) }),
  };
}

function ofInput(input: AccountInput, file?: string): Opened {
  const computed = input.computed;
  const quality = typeof input.quality === 'string' ? null : (input.quality?.record ?? null);
  return {
    label: input.label,
    value: input.value ?? null,
    unit: input.unit ?? '',
    ...(input.symbol && { symbol: input.symbol }),
    ...(computed && { formula: computed.formula }),
    ...(input.origin && { origin: input.origin }),
    inputs: (computed?.inputs ?? []).map((one) => ofInput(one, file)),
    choice: input.choice ?? null,
    quality,
    ...(input.cells && { cells: input.cells }),
    better: input.better ?? null,
    missing: input.missing ? [input.missing] : [],
    ...(file && { file }),
  };
}

/** An item of an account: its formula over the inputs that were chosen, each with the reason of the choice. */
export function ofItem(item: AccountItem, file?: string): Opened {
  return {
    label: item.name,
    value: item.value,
    unit: item.unit,
    formula: item.formula,
    origin: { source: item.source, ...(item.trust && { trust: item.trust }) },
    inputs: item.inputs.map((input) => ofInput(input, file)),
    missing: item.missing,
  };
}

/** A whole account: the sum of its items. */
export function ofAccount(account: Account, file?: string): Opened {
  return {
    label: account.name,
    value: account.total,
    unit: account.unit,
    decimals: account.decimals,
    formula: account.items.length > 1 ? `Σ 1–${account.items.length}` : 'Σ',
    interval: account.uncertainty?.sampled?.interval ?? account.uncertainty?.analytic?.interval ?? account.range ?? null,
    origin: { source: account.standard },
    inputs: account.items.map((item) => ofItem(item, file)),
    missing: account.missing,
  };
}
