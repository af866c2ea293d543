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

/** Series that can stand in one chart: same quantity, unit and source. */
export interface Group {
  id: string;
  name: Label;
  unit: string;
  source: string;
  lines: Line[];
}

export function groups(lines: Line[]): Group[] {
  const found = new Map<string, Group>();
  for (const line of lines) {
    const source = line.source.endsWith('-sum') ? line.source.split('-')[0]! : line.source.split('-').slice(0, 1).join('-');
    const id = [line.name.en, line.unit, source].join('|');
    const group = found.get(id);
    if (group) group.lines.push(line);
    else found.set(id, { id, name: line.name, unit: line.unit, source: line.source, lines: [line] });
  }
  return [...found.values()].sort((a, b) => b.lines.length - a.lines.length);
}

export const last = (line: Line): [number, number] | undefined => line.points.at(-1);
