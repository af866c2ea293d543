import type { CustomSeriesOption, EChartsOption } from 'echarts';
import type { CurvePoint } from '../../api/diagnosis';
import { tooltip, valueAxis } from '../../charts/axes';
import type { Palette } from '../../charts/palette';
import { tip } from '../../charts/tip';
import { compact, number, unit } from '../../i18n/format';
import { said } from '../../i18n/index.svelte';

/** A block of the cost curve: as wide as what it abates, as high as what a tonne costs. */
export interface Block {
  name: string;
  from: number;
  to: number;
  cost: number;
  unit: string;
}

export function blocks(points: CurvePoint[]): Block[] {
  let at = 0;
  return points.flatMap((point) => {
    if (!('known' in point.marginal_cost) || point.marginal_cost.known.value === null) return [];
    const from = at;
    at += point.abatement;
    return [{ name: said(point.label), from, to: at, cost: point.marginal_cost.known.value, unit: point.marginal_cost.known.unit }];
  });
}

export function costCurve(palette: Palette, all: Block[], abated: string): EChartsOption {
  const series: CustomSeriesOption = {
    type: 'custom',
    data: all.map((block) => [block.from, block.to, block.cost]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_, api) => {
      const left = api.coord([api.value(0), Number(api.value(2))]);
      const right = api.coord([api.value(1), 0]);
      const [x0 = 0, y0 = 0] = left;
      const [x1 = 0, y1 = 0] = right;
      return { type: 'rect', shape: { x: x0, y: Math.min(y0, y1), width: Math.max(2, x1 - x0 - 1), height: Math.max(2, Math.abs(y1 - y0)) }, style: { fill: Number(api.value(2)) <= 0 ? palette.patina : palette.copper } };
    },
  };
  return {
    grid: { left: 8, right: 24, top: 40, bottom: 30, containLabel: true },
    xAxis: { ...valueAxis(palette, '', compact), name: abated, nameLocation: 'middle', nameGap: 30, min: 0 },
    yAxis: valueAxis(palette, unit(all[0]?.unit), compact),
    tooltip: {
      ...tooltip(palette),
      trigger: 'item',
      formatter: (given) => {
        const block = all[(Array.isArray(given) ? given[0] : given)?.dataIndex ?? 0];
        return block ? tip(block.name, [{ name: abated, value: number(block.to - block.from) }, { name: unit(block.unit), value: number(block.cost) }]) : '';
      },
    },
    series: [series],
  };
}
