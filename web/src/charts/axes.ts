import type { Palette } from './palette';

/** What every axis, grid line and tooltip has in common. */
export function valueAxis(palette: Palette, name: string, format?: (value: number) => string) {
  return {
    type: 'value' as const,
    name,
    nameTextStyle: { color: palette.ink3, align: 'left' as const, fontSize: 12 },
    axisLabel: { color: palette.ink3, ...(format && { formatter: (value: number) => format(value) }) },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: palette.line } },
  };
}

export function tooltip(palette: Palette) {
  return {
    confine: true,
    backgroundColor: palette.surface,
    borderColor: palette.line,
    padding: [8, 12],
    textStyle: { color: palette.ink, fontSize: 12, fontFamily: palette.font },
    transitionDuration: 0,
  };
}
