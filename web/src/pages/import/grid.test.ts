import { describe, expect, it } from 'vitest';
import { index, lay, letters, parts } from './grid';

describe('addresses of cells', () => {
  it('reads column and line', () => {
    expect(parts('AB12')).toEqual({ column: 'AB', line: 12 });
    expect(parts('nonsense')).toEqual({ column: '', line: 0 });
  });
  it('counts columns as spreadsheets do, both ways', () => {
    for (const [text, value] of [['A', 1], ['Z', 26], ['AA', 27], ['AZ', 52], ['ZZ', 702], ['AAA', 703]] as const) {
      expect(index(text)).toBe(value);
      expect(letters(value)).toBe(text);
    }
    for (let value = 1; value < 20_000; value += 37) expect(index(letters(value))).toBe(value);
  });
});

describe('a sheet laid out', () => {
  const sheet = {
    name: 'Records',
    first_column: 1,
    columns: 3,
    header_line: 1,
    rows: [
      { line: 1, cells: [{ cell: 'B1', text: 'item', kind: 'text' as const }] },
      { line: 4, cells: [{ cell: 'D4', text: '5l2', kind: 'text' as const }] },
    ],
  };
  it('gives every row every column', () => {
    const grid = lay(sheet, []);
    expect(grid.columns).toEqual(['B', 'C', 'D']);
    expect(grid.rows.map((row) => row.cells.length)).toEqual([3, 3]);
    expect(grid.rows[1]?.cells[0]).toMatchObject({ cell: 'B4', text: '', kind: 'empty' });
    expect(grid.header?.line).toBe(1);
  });
  it('puts findings on the cell at fault, the worst on its row, and none from other sheets', () => {
    const message = { en: 'x', zh: 'x' };
    const grid = lay(sheet, [
      { code: 'a', severity: 'warning', message, sheet: 'Records', line: 4, cell: 'D4' },
      { code: 'b', severity: 'error', message, sheet: 'Records', line: 4, cell: 'E4' },
      { code: 'c', severity: 'error', message, sheet: 'Other', line: 1, cell: 'B1' },
    ]);
    expect(grid.columns.at(-1)).toBe('E');
    expect(grid.rows[1]?.worst).toBe('error');
    expect(grid.rows[1]?.cells.find((cell) => cell.cell === 'D4')?.findings.map((finding) => finding.code)).toEqual(['a']);
    expect(grid.rows[0]?.worst).toBeUndefined();
  });
});
