/** What a chart shows, as a table: the same facts for people who do not see the picture. */
export interface ChartTable {
  columns: { text: string; num?: boolean }[];
  rows: (string | number | null)[][];
}

/** A point the arrow keys stop at, and what is read out there. */
export interface Stop {
  series: number;
  index: number;
  text: string;
}
