import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Mistyped {
  name: string;
  mimeType: string;
  buffer: Buffer;
  /** The cell at fault, and what should stand in it. */
  cell: string;
  right: string;
}

/** A year of the packaged example smelter, with one figure mistyped: an l for a 1. */
export function mistyped(): Mistyped {
  const lines = readFileSync(join(import.meta.dirname, '../../data/plants/example-aluminium.csv'), 'utf8').split(/\r?\n/);
  const line = lines.findIndex((text) => text.startsWith('electrolysis,electricity-cells-ac,used') && /,[^,]*1[^,]*,MWh/.test(text));
  const cells = (lines[line] ?? '').split(',');
  const right = cells[5] ?? '';
  cells[5] = right.replace('1', 'l');
  lines[line] = cells.join(',');
  return { name: 'smelter-2024.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')), cell: `F${line + 1}`, right };
}
