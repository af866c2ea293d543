import type { CustomSeriesOption, EChartsOption } from 'echarts';
import { valueAxis, tooltip } from '../../charts/axes';
import type { Palette } from '../../charts/palette';
import { tip } from '../../charts/tip';
import { compact, number } from '../../i18n/format';

/** A bar that floats between two amounts, or a total that stands on the ground. */
export interface Step {
  name: string;
  from: number;
  to: number;
  total?: boolean;
}

/** Steps from a start to an end that add up: each next one begins where the last ended. */
export function steps(start: { name: string; value: number }, changes: { name: string; amount: number }[], end: { name: string; value: number }): Step[] {
  let at = start.value;
  const middle = changes.map((change): Step => {
    const step = { name: change.name, from: at, to: at + change.amount };
    at = step.to;
    return step;
  });
  return [{ name: start.name, from: 0, to: start.value, total: true }, ...middle, { name: end.name, from: 0, to: end.value, total: true }];
}

/** The lowest amount the axis shows: zero, unless the changes would be too small to see. */
export function ground(all: Step[]): number {
  const heights = all.flatMap((step) => (step.total ? [step.to] : [step.from, step.to]));
  const low = Math.min(...heights);
  const high = Math.max(...heights);
  if (low <= 0 || (high - low) / high > 0.12) return Math.min(0, low);
  return Math.max(0, low - (high - low) * 1.2);
}

export function waterfall(palette: Palette, all: Step[], unit: string, narrow = false): EChartsOption {
  const low = ground(all);
  const series: CustomSeriesOption = {
    type: 'custom',
    data: all.map((step, index) => [index, Math.max(low, Math.min(step.from, step.to)), Math.max(step.from, step.to)]),
    encode: { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const index = Number(api.value(0));
      const step = all[index];
      const base = api.coord([index, step?.total ? low : api.value(1)]);
      const top = api.coord([index, api.value(2)]);
      const size = api.size?.([1, 0]);
      const width = Math.min(64, (Array.isArray(size) ? (size[0] ?? 60) : 60) * 0.62);
      const height = Math.max(2, (base[1] ?? 0) - (top[1] ?? 0));
      const colour = step?.total ? palette.ink3 : (step?.to ?? 0) >= (step?.from ?? 0) ? palette.copper : palette.patina;
      return { type: 'rect', shape: { x: (top[0] ?? 0) - width / 2, y: top[1] ?? 0, width, height, r: 2 }, style: { fill: colour } };
    },
  };
  return {
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: all.map((step) => step.name), axisTick: { show: false }, axisLine: { lineStyle: { color: palette.line } }, axisLabel: { color: palette.ink2, interval: 0, fontSize: 11, lineHeight: 14, ...(narrow ? { rotate: 48, width: 84, overflow: 'truncate' as const } : { width: 96, overflow: 'break' as const }) } },
    yAxis: { ...valueAxis(palette, unit, (value) => (value === low && low > 0 ? '' : compact(value))), min: low, scale: true },
    tooltip: {
      ...tooltip(palette),
      trigger: 'item',
      formatter: (given) => {
        const step = all[(Array.isArray(given) ? given[0] : given)?.dataIndex ?? 0];
        if (!step) return '';
        const change = step.total ? step.to : step.to - step.from;
        return tip(step.name, [{ name: unit, value: (step.total || change <= 0 ? '' : '+') + number(change) }]);
      },
    },
    series: [series],
  };
}
