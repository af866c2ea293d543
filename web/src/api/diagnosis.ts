import type { Label } from './types';
import type { Finding } from './records';

/** The diagnosis of one plant, as `docs/formats/results.md` tells it. */

/** What is known, or why it is not. */
export type Known<T> = { known: T } | { 'not-available': Label };

export interface Origin {
  source: string;
  place?: string;
  url?: string;
  licence?: string;
  trust?: string;
}

export interface Trace {
  label: Label;
  value: number | null;
  unit: string;
  interval?: [number, number] | null;
  formula?: string | null;
  origin?: Origin | null;
  inputs?: Trace[];
}

export interface AccountInput {
  symbol?: string;
  key?: string;
  label: Label;
  value?: number | null;
  unit?: string;
  class?: string;
  quality?: { record: string } | string | null;
  choice?: Label | null;
  origin?: Origin | null;
  cells?: string[];
  better?: Label | null;
  missing?: Label | null;
  computed?: { formula: string; inputs: AccountInput[] } | null;
}

export interface AccountItem {
  id: string;
  name: Label;
  value: number | null;
  unit: string;
  formula: string;
  inputs: AccountInput[];
  source: string;
  trust?: string;
  process_unit?: string | null;
  of_name?: Label | null;
  missing: Label[];
}

export interface Estimate {
  mean: number;
  deviation: number;
  interval: [number, number];
}

export interface Account {
  scheme: string;
  name: Label;
  standard: string;
  year: number;
  total: number | null;
  unit: string;
  quantity: Label;
  range?: [number, number] | null;
  rounding: string;
  decimals: number | null;
  uncertainty?: {
    analytic: Estimate | null;
    sampled: Estimate | null;
    samples: number;
    shares: { key: string; label: Label; share: number }[];
    unknown: Label[];
  } | null;
  items: AccountItem[];
  auxiliary: AccountItem[];
  memo: AccountItem[];
  missing: Label[];
  uncounted: Label[];
  caveats: Label[];
}

export interface Reconciliation {
  from: string;
  to: string;
  from_total: string | number;
  to_total: string | number;
  unit: string;
  steps: { name: Label; amount: number; because: Label; kind: string }[];
}

export interface Rung {
  family: string;
  id: string;
  label: Label;
  value: Known<Trace>;
}

export interface Gap {
  met: boolean;
  share?: number;
  excess: Trace;
  yearly?: Trace;
  energy?: Known<Trace>;
  emissions?: Known<Trace>;
  money?: Known<Trace>;
}

export interface Ladder {
  indicator: string;
  label: Label;
  unit: string;
  direction: 'lower-is-better' | 'higher-is-better';
  caveat?: Label | null;
  performance: Known<{ indicator: string; output: Trace; value: Trace }>;
  steps: { rung: Rung; gap: Known<Gap> }[];
}

export interface Waterfall {
  label: Label;
  start: string | number;
  end: string | number;
  unit: string;
  bars: { factor: { id: string; label: Label }; effect: string | number; from: string | number; to: string | number }[];
}

export interface CurvePoint {
  measure: string;
  label: Label;
  abatement: number;
  abatement_range?: [number, number] | null;
  alone?: number;
  cost?: Known<Trace>;
  marginal_cost: Known<Trace>;
  emissions_after: number;
  energy_saved: number;
  source: string;
  trust?: string;
}

export interface Curve {
  base: { emissions: number; energy: number; cost: number | null };
  last: { emissions: number; energy: number; cost: number | null };
  points: CurvePoint[];
  without_cost: CurvePoint[];
  left: { measure: string; label: Label; reason: Label }[];
}

export interface Criterion {
  criterion: { id: string; group: string; label: Label; weight: number; evidence?: Label | null; place?: string; trust?: string };
  points: Known<Trace>;
}

export interface Findings {
  causes: { label: Label; waterfall: Waterfall }[];
  checks: {
    id: string;
    label: Label;
    recorded: Known<Trace>;
    expected: Known<Trace>;
    deviation?: number | null;
    tolerance: number;
    verdict: Known<string>;
  }[];
  clean_power?: Record<string, Known<Trace>>;
  curve: Known<Curve>;
  disclosures: { id: string; framework: string; disclosure: string; label: Label; note?: Label | null; value: Known<Trace> }[];
  grades: { indicator: string; label: Label; caveat?: Label | null; grade: Known<number | null>; value: Known<Trace>; limits: Known<Trace>[] }[];
  green_factory?: {
    admitted: Known<boolean>;
    criteria: Criterion[];
    full: number;
    possible: number;
    proven: number;
    vetoes: { id: string; label: Label; met: Known<boolean> }[];
  } | null;
  ladders: Ladder[];
}

export interface Quantiles {
  runs: number;
  failed: number;
  seed: number;
  mean: number;
  sd: number;
  p2_5: number;
  p5: number;
  p25: number;
  p50: number;
  p75: number;
  p95: number;
  p97_5: number;
}

export interface Score {
  indicator: string;
  name: Label;
  method: string;
  value: number | null;
  unit: string;
  available: boolean;
  quantiles?: Quantiles | null;
  trace?: Trace | null;
}

export interface Footprint {
  product: { flow: string; process: string; name: Label; process_name: Label; region: string };
  amount: number;
  unit: string;
  network: string;
  results: Score[];
  findings: { code: string; count: number }[];
}

export interface Diagnosed {
  id?: string;
  /** Id of the plant on this platform; `plant` is what its records say of it, absent where the profile is not shared. */
  plant_id?: string;
  version: number;
  year: number;
  plant?: { id: string; name: Label; sector: string; region: string; year: number };
  submission?: string;
  created?: string;
  findings?: Finding[];
  accounts?: Account[];
  reconciliations?: Reconciliation[];
  footprint?: Footprint | null;
  /** Its parts belong to different fields: what is not shared is absent. */
  diagnosis?: Partial<Findings>;
  trace?: Trace;
  withheld?: string[];
}
