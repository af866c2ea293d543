import type { Label } from './types';
import type { Footprint, Score, Trace } from './diagnosis';

/** Products and their footprints in the packaged network, the sector's series, technologies and standards. */

export interface Product {
  product: string;
  process: string;
  name: Label;
  region: string;
  region_name: Label;
  regions: (string | { id: string; name: Label })[];
  unit: string;
}

export interface Method {
  id: string;
  name: Label | string;
  indicators: { id: string; name: Label; unit: string }[];
}

export interface Contributions {
  by: string;
  results: {
    indicator: string;
    value: number;
    unit: string;
    rest: number;
    contributions: { id: string; label: string | Label; share: number; value: number }[];
  }[];
}

export interface Sankey {
  nodes: { id: string; name: Label; region: string; direct: number; value: number }[];
  edges: { from: string | number; to: string | number; value: number; flow?: Label }[];
  value: number;
  unit: string;
  remainder: number;
}

export interface Distribution {
  bins: { from: number; to: number; count: number }[];
  quantiles: Record<string, number>;
  unit?: string;
}

export interface Comparison {
  products: Footprint[];
  comparison: {
    indicator: string;
    method: string;
    unit: string;
    difference: number;
    ratio: number | null;
    probability_first_lower: number | null;
    standard_error: number | null;
    tied?: number;
  }[];
  runs: number;
}

export interface Sensitivities {
  results: {
    indicator: string;
    unit: string;
    value: number;
    sensitivities: { amount: string | Label; elasticity: number; derivative?: number; entry?: number }[];
  }[];
}

export interface RegionScore {
  region: string;
  name: Label;
  value: number | null;
  low?: number | null;
  high?: number | null;
}

export interface Opening {
  path: string;
  trace: Trace;
  ancestors: { path: string; label: Label }[];
}

export interface Facility {
  name: string;
  kind: string;
  metals: string[];
  country: string;
  lat: number;
  lon: number;
  owner?: string | null;
  source: string;
}

export interface SourceNote {
  id: string;
  name?: string | Label;
  title?: string | Label;
  licence?: string;
  url?: string;
}

export interface Series {
  id: string;
  name: Label;
  unit: string;
  region: string;
  points: [number, number][];
  source: string;
}

export interface Technology {
  id: string;
  name: Label;
  sectors: string[];
  effect: Label;
  changes: { parameter: string; from?: number | null; to: number | string; unit: string }[];
  cost?: { value: number; unit: string } | Label | null;
  source: string;
  trust: string;
}

export interface Standard {
  id: string;
  name: Label;
  number: string;
  in_force: boolean | string | null;
  superseded_by?: string | null;
  source: string;
  /** Title of the source, and its address where it has one. */
  source_name?: string;
  source_url?: string;
}

export type { Footprint, Score };
