import { i18n } from './index.svelte';

/** How figures, dates and sizes are written in the language shown. */

const cache = new Map<string, Intl.NumberFormat>();

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = i18n.locale + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.NumberFormat(i18n.locale, options);
    cache.set(key, found);
  }
  return found;
}

/** A figure with four to five telling digits, never rounded above the decimal point. */
export function number(value: number, decimals?: number | null): string {
  if (decimals !== undefined && decimals !== null) {
    return formatter({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
  }
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= 1000) return formatter({ maximumFractionDigits: size >= 10000 ? 0 : 1 }).format(value);
  if (size < 1e-4) return value.toExponential(2).replace('e', ' × 10^').replace(/\^(-?\d+)/, (_, e: string) => raised(e));
  return formatter({ maximumSignificantDigits: 4 }).format(value);
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
function raised(exponent: string): string {
  return exponent.replace('-', '⁻').replace(/\d/g, (digit) => RAISED[Number(digit)] ?? digit);
}

/** Every digit that is there: shown when a figure is opened. */
export function exact(value: number): string {
  return formatter({ maximumSignificantDigits: 15 }).format(value);
}

export function percent(share: number, digits = 1): string {
  return formatter({ style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** A figure short enough for an axis or a tile. */
export function compact(value: number): string {
  return formatter({ notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/** Units as they are written by people: CO₂, m³; the dimensionless one is silent. */
export function unit(text: string | null | undefined): string {
  if (!text || text === '1') return '';
  return text
    .replace(/CO2-?eq?\b/g, 'CO₂e')
    .replace(/CO2/g, 'CO₂')
    .replace(/SO2/g, 'SO₂')
    .replace(/\bNm3/g, 'Nm³')
    .replace(/m3/g, 'm³')
    .replace(/m2/g, 'm²');
}

export function date(text: string | null | undefined): string {
  if (!text) return '';
  const day = new Date(text);
  if (Number.isNaN(day.getTime())) return text;
  return new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium' }).format(day);
}

export function moment(text: string | null | undefined): string {
  if (!text) return '';
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  return new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** How long ago, in the largest unit that fits. */
export function ago(text: string, now: number = Date.now()): string {
  const seconds = (new Date(text).getTime() - now) / 1000;
  if (Number.isNaN(seconds)) return text;
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 31_557_600],
    ['month', 2_629_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  const relative = new Intl.RelativeTimeFormat(i18n.locale, { numeric: 'auto' });
  for (const [name, length] of steps) {
    if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), name);
  }
  return relative.format(Math.round(seconds), 'second');
}

export function bytes(size: number): string {
  if (size < 1024) return `${number(size)} B`;
  if (size < 1024 * 1024) return `${number(Math.round(size / 102.4) / 10)} KB`;
  return `${number(Math.round(size / 104857.6) / 10)} MB`;
}
