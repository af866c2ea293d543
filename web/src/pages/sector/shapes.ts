import type { Label } from '../../api/types';

/** Shapes of the sector's routes. */
export interface Site {
  id?: string;
  name: string;
  kind: string;
  kinds?: string[];
  kind_name?: Label;
  metals: string[];
  metal_names?: Label[];
  country: string;
  country_name?: Label;
  lat: number;
  lon: number;
  confidence?: string;
  source: string;
}

export interface SourceTold {
  id: string;
  title: string;
  publisher?: string;
  year?: string;
  url?: string;
  licence?: string;
  trust?: string;
  note?: string;
}

export interface Line {
  id: string;
  name: Label;
  metal?: string;
  topic?: string;
  stage?: string;
  unit: string;
  region: string;
  region_name?: Label;
  points: [number, number][];
  source: string;
}

export interface Topic {
  topic: string;
  name: Label;
  units?: string[];
  metals: { id: string; name: Label }[];
  regions: { id: string; name: Label }[];
}

/** The figure of a kind of works: one shape and one colour each. A site that is several things is told by the furthest in the chain. */
export const KINDS = ['mine', 'smelter', 'refinery', 'plant'] as const;
export type Kind = (typeof KINDS)[number];

export function kindOf(site: Site): Kind {
  const kinds = site.kinds?.length ? site.kinds : [site.kind];
  return [...KINDS].reverse().find((kind) => kinds.includes(kind)) ?? 'mine';
}

/** Series that can stand in one chart: same quantity and unit, from one family of sources. */
export interface Group {
  id: string;
  name: Label;
  unit: string;
  sources: string[];
  lines: Line[];
}

/** Sources of one family carry on each other's series: a world sum beside its countries, a later edition after an earlier one. */
const family = (source: string): string => source.split('-')[0] ?? source;

/** Lines of one place become one where their years do not meet; where they do, both stay and neither is preferred. */
function joined(lines: Line[]): Line[] {
  const out: Line[] = [];
  for (const line of lines) {
    const years = new Set(line.points.map(([year]) => year));
    const at = out.findIndex((one) => one.region === line.region && !one.points.some(([year]) => years.has(year)));
    if (at < 0) out.push(line);
    else out[at] = { ...out[at]!, points: [...out[at]!.points, ...line.points].sort((a, b) => a[0] - b[0]) };
  }
  return out;
}

export function groups(lines: Line[]): Group[] {
  const found = new Map<string, Group>();
  for (const line of lines) {
    const id = [line.name.en, line.unit, family(line.source)].join('|');
    const group = found.get(id) ?? { id, name: line.name, unit: line.unit, sources: [], lines: [] };
    group.lines.push(line);
    if (!group.sources.includes(line.source)) group.sources.push(line.source);
    found.set(id, group);
  }
  const latest = (group: Group): number => Math.max(...group.lines.map((line) => last(line)?.[0] ?? 0));
  return [...found.values()].map((group) => ({ ...group, lines: joined(group.lines) })).sort((a, b) => latest(b) - latest(a) || b.lines.length - a.lines.length);
}

export const last = (line: Line): [number, number] | undefined => line.points.at(-1);
