import type { Label } from './types';

/** Imports, submissions and results of a plant. */

export type Severity = 'error' | 'warning' | 'note';

export interface Counts {
  error: number;
  warning: number;
  note: number;
}

export interface Finding {
  code: string;
  severity: Severity;
  message: Label;
  remedy?: Label | null;
  sheet?: string | null;
  line?: number | null;
  cell?: string | null;
}

export interface Cell {
  cell: string;
  text: string;
  kind: 'text' | 'number' | 'percent' | 'date' | 'error' | 'empty';
  edited?: boolean;
}

export interface Sheet {
  name: string;
  first_column: number | string;
  columns: number;
  header_line?: number | null;
  rows: { line: number; cells: Cell[] }[];
}

export interface Import {
  id: string;
  plant: string | { id: string; name: string };
  file_name: string;
  created: string;
  by: { id: string; name: string | Label };
  state: 'open' | 'submitted' | 'discarded';
  year?: number | null;
  counts: Counts;
  findings: Finding[];
  sheets: Sheet[];
  edits: { sheet: string; cell: string; text: string }[];
  totals?: { item: Label; measure: Label; value: number; unit: string }[];
}

export interface Submission {
  id: string;
  plant: string | { id: string; name: string };
  year: number;
  version: number;
  created: string;
  by: { id: string; name: string | Label };
  file_name: string;
  sha256: string;
  counts: Counts;
  log_index?: number | null;
  findings?: Finding[];
}

export interface ResultSummary {
  id: string;
  plant: string | { id: string; name: string };
  year: number;
  submission: string;
  version: number;
  created: string;
  engine: string;
  /** Null where the accounts are withheld. */
  totals: { scheme: string; name: Label; value: number | null; unit: string }[] | null;
}

export interface ResultFile {
  name: string;
  media_type: string;
  bytes: number;
}
