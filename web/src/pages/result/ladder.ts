import type { Gap, Ladder, Trace } from '../../api/diagnosis';
import type { Label } from '../../api/types';

/** A line of a ladder: a reference, or the plant itself. */
export interface Line {
  id: string;
  own: boolean;
  family: string;
  label: Label;
  value: number;
  trace: Trace;
  gap?: Gap | undefined;
  /** Length of its bar, in per cent of the longest. */
  width: number;
}

/** The known references and the plant, best first. Where the plant equals a reference it stands below it: it has reached it. */
export function rungs(ladder: Ladder): Line[] {
  const lines: Omit<Line, 'width'>[] = ladder.steps.flatMap((step) =>
    'known' in step.rung.value && step.rung.value.known.value !== null
      ? [{ id: step.rung.id, own: false, family: step.rung.family, label: step.rung.label, value: step.rung.value.known.value, trace: step.rung.value.known, gap: 'known' in step.gap ? step.gap.known : undefined }]
      : [],
  );
  if (lines.length === 0) return [];
  if ('known' in ladder.performance && ladder.performance.known.value.value !== null) {
    const trace = ladder.performance.known.value;
    lines.push({ id: 'own', own: true, family: '', label: ladder.label, value: trace.value ?? 0, trace });
  }
  const sign = ladder.direction === 'lower-is-better' ? 1 : -1;
  lines.sort((a, b) => sign * (a.value - b.value) || Number(a.own) - Number(b.own));
  const longest = Math.max(...lines.map((line) => Math.abs(line.value)));
  const shortest = Math.min(...lines.map((line) => Math.abs(line.value)));
  // Values close together are told apart by drawing them from a little below the smallest.
  const base = longest > 0 && shortest / longest > 0.6 ? shortest - (longest - shortest) * 0.5 - longest * 0.01 : 0;
  return lines.map((line) => ({ ...line, width: longest > base ? Math.max(4, ((Math.abs(line.value) - base) / (longest - base)) * 100) : 0 }));
}
