import { describe, expect, it } from 'vitest';
import { match, routes } from './routes';

describe('routes', () => {
  it('find the page of a path and what its parts hold', () => {
    expect(match('/plants/42').route.path).toBe('/plants/:id');
    expect(match('/plants/42').params).toEqual({ id: '42' });
    expect(match('/plants/').route.path).toBe('/plants');
    expect(match('/footprints/a%2Fb').params).toEqual({ product: 'a/b' });
  });
  it('prefer a fixed part to one that holds anything', () => {
    expect(match('/grants/new').route.path).toBe('/grants/new');
    expect(match('/footprints/compare').route.path).toBe('/footprints/compare');
    expect(match('/library/new').route.path).toBe('/library/new');
  });
  it('have a page for what does not exist, also where an address cannot be decoded', () => {
    expect(match('/nowhere/at/all').route.path).toBe('*');
    expect(match('/plants/%E0%A4%A').route.path).toBe('*');
  });
  it('stand once each', () => {
    expect(new Set(routes.map((route) => route.path)).size).toBe(routes.length);
  });
});
