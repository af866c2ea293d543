import { describe, expect, it } from 'vitest';
import { groups, kindOf, type Line, type Site } from './shapes';

const line = (id: string, region: string, source: string, points: [number, number][], name = 'copper, mine'): Line => ({ id, name: { en: name, zh: name }, unit: 't/a', region, source, points });

describe('series', () => {
  it('stand together by quantity, unit and family of sources, the latest first', () => {
    const found = groups([
      line('a', 'CL', 'owid-clio-usgs', [[2000, 1]]),
      line('b', 'CL', 'bgs-2012-2021', [[2020, 5], [2021, 6]]),
      line('c', 'GLO', 'bgs-world-sum', [[2021, 20]]),
      line('d', 'CL', 'bgs-2012-2021', [[2019, 3]], 'copper, refined'),
    ]);
    expect(found.map((group) => [group.name.en, group.sources, group.lines.length])).toEqual([
      ['copper, mine', ['bgs-2012-2021', 'bgs-world-sum'], 2],
      ['copper, refined', ['bgs-2012-2021'], 1],
      ['copper, mine', ['owid-clio-usgs'], 1],
    ]);
  });
  it('of one place become one line where years follow, and stay two where they meet', () => {
    const [follow] = groups([line('a', 'CN', 'iai-2022', [[2020, 1], [2021, 2]]), line('b', 'CN', 'iai-2024', [[2022, 3]])]);
    expect(follow?.lines.map((one) => one.points)).toEqual([[[2020, 1], [2021, 2], [2022, 3]]]);
    const [meet] = groups([line('a', 'CN', 'iai-2022', [[2021, 2]]), line('b', 'CN', 'iai-2024', [[2021, 3]])]);
    expect(meet?.lines).toHaveLength(2);
  });
});

it('a site is told by the furthest of what it is', () => {
  const site = (kinds: string[]): Site => ({ name: 'x', kind: kinds[0] ?? '', kinds, metals: [], country: 'CN', lat: 0, lon: 0, source: 's' });
  expect(kindOf(site(['mine', 'smelter', 'refinery']))).toBe('refinery');
  expect(kindOf(site(['mine']))).toBe('mine');
  expect(kindOf({ ...site([]), kind: 'smelter' })).toBe('smelter');
  expect(kindOf(site(['unheard-of']))).toBe('mine');
});
