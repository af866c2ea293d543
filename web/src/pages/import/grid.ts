import type { Cell, Finding, Sheet } from '../../api/records';

/** A sheet laid out for the screen: every row has every column, cells know their findings. */

export interface GridCell extends Cell {
  findings: Finding[];
}

export interface GridRow {
  line: number;
  cells: GridCell[];
  worst: Finding['severity'] | undefined;
}

export interface Grid {
  columns: string[];
  rows: GridRow[];
  header: GridRow | undefined;
}

/** `AB12` → column `AB`, line 12. */
export function parts(address: string): { column: string; line: number } {
  const found = /^([A-Z]+)(\d+)$/.exec(address);
  return { column: found?.[1] ?? '', line: Number(found?.[2] ?? 0) };
}

/** `A` → 1, `Z` → 26, `AA` → 27. */
export function index(column: string): number {
  let value = 0;
  for (const letter of column) value = value * 26 + letter.charCodeAt(0) - 64;
  return value;
}

export function letters(value: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}

const order = { error: 0, warning: 1, note: 2 } as const;

export function worst(findings: Finding[]): Finding['severity'] | undefined {
  return findings.map((finding) => finding.severity).sort((a, b) => order[a] - order[b])[0];
}

export function lay(sheet: Sheet, findings: Finding[]): Grid {
  const here = findings.filter((finding) => !finding.sheet || finding.sheet === sheet.name);
  const byCell = new Map<string, Finding[]>();
  const byLine = new Map<number, Finding[]>();
  for (const finding of here) {
    if (finding.cell) byCell.set(finding.cell, [...(byCell.get(finding.cell) ?? []), finding]);
    const line = finding.line ?? (finding.cell ? parts(finding.cell).line : undefined);
    if (line) byLine.set(line, [...(byLine.get(line) ?? []), finding]);
  }
  let first = Infinity;
  let last = 0;
  for (const row of sheet.rows) {
    for (const cell of row.cells) {
      const at = index(parts(cell.cell).column);
      first = Math.min(first, at);
      last = Math.max(last, at);
    }
  }
  for (const address of byCell.keys()) last = Math.max(last, index(parts(address).column));
  if (last === 0) return { columns: [], rows: [], header: undefined };
  const columns = Array.from({ length: last - first + 1 }, (_, offset) => letters(first + offset));
  const rows = sheet.rows.map((row): GridRow => {
    const known = new Map(row.cells.map((cell) => [cell.cell, cell]));
    return {
      line: row.line,
      cells: columns.map((column) => {
        const address = `${column}${row.line}`;
        const cell = known.get(address) ?? { cell: address, text: '', kind: 'empty' as const };
        return { ...cell, findings: byCell.get(address) ?? [] };
      }),
      worst: worst(byLine.get(row.line) ?? []),
    };
  });
  return { columns, rows, header: rows.find((row) => row.line === sheet.header_line) };
}
