import { describe, expect, it } from 'vitest';
import { place, withoutCircles, wrap, type FlowEdge } from './flow';

const size = { width: 900, scale: 200, slot: 40, gap: 8, thickness: 12 };

describe('supply-chain layout', () => {
  it('puts suppliers left of what they supply, and nothing on top of anything', () => {
    const nodes = [100, 60, 40, 50, 10, 5, 5, 20].map((value) => ({ value }));
    const edges: FlowEdge[] = [[1, 0, 60], [2, 0, 40], [3, 1, 50], [3, 2, 5], [4, 2, 10], [5, 4, 5], [6, 4, 5], [7, 1, 8], [7, 2, 12], [6, 0, 1]].map(([from, to, value]) => ({ from: from!, to: to!, value: value! }));
    const flow = place(nodes, edges, size);
    for (const edge of flow.edges) expect(flow.nodes[edge.from]!.x).toBeLessThan(flow.nodes[edge.to]!.x);
    for (const a of flow.nodes) {
      expect(a.y).toBeGreaterThanOrEqual(0);
      for (const b of flow.nodes) {
        if (a !== b && a.column === b.column && a.y <= b.y) expect(a.y + Math.max(a.height, size.slot)).toBeLessThanOrEqual(b.y + 1e-6);
      }
    }
    // A ribbon over several columns runs through none of the nodes between.
    for (const edge of flow.edges) {
      for (const point of edge.lane) {
        for (const node of flow.nodes.filter((one) => Math.abs(one.x - point.x) < 1)) {
          expect(point.y + edge.width / 2 <= node.y + 1e-6 || point.y - edge.width / 2 >= node.y + node.height - 1e-6).toBe(true);
        }
      }
    }
    expect(flow.edges.some((edge) => edge.lane.length > 0)).toBe(true);
    // Heights are in the ratio of the values.
    expect(flow.nodes[1]!.height / flow.nodes[2]!.height).toBeCloseTo(1.5);
    expect(flow.nodes[0]!.height).toBeCloseTo(200);
  });

  it('breaks circles at their smallest flow and keeps the rest', () => {
    const kept = withoutCircles(3, [{ from: 0, to: 1, value: 5 }, { from: 1, to: 2, value: 4 }, { from: 2, to: 0, value: 1 }, { from: 1, to: 1, value: 9 }]);
    expect(kept.map((edge) => [edge.from, edge.to])).toEqual([[0, 1], [1, 2]]);
  });

  it('draws one node alone, and nodes of no value', () => {
    expect(place([{ value: 7 }], [], size).nodes).toHaveLength(1);
    const flow = place([{ value: 0 }, { value: 0 }], [{ from: 1, to: 0, value: 0 }], size);
    expect(flow.nodes.every((node) => Number.isFinite(node.y) && Number.isFinite(node.x))).toBe(true);
  });

  it('wraps words between spaces and Chinese between characters', () => {
    expect(wrap('primary aluminium ingot', 12, 3)).toEqual(['primary', 'aluminium', 'ingot']);
    expect(wrap('重熔用铝锭电解铝液', 8, 2)).toHaveLength(2);
    expect(wrap('电力', 8, 2)).toEqual(['电力']);
    expect(wrap('硬煤燃烧（热值）', 14, 3).some((line) => line.startsWith('）'))).toBe(false);
    expect(wrap('one two three four five six seven', 8, 2).at(-1)).toMatch(/…$/);
  });
});
