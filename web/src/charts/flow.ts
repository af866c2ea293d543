/** Where the nodes and ribbons of a supply-chain picture lie: suppliers on the left, the product on the right. */

export interface FlowNode {
  /** Score with everything upstream; sets the height. */
  value: number;
}

export interface FlowEdge {
  from: number;
  to: number;
  value: number;
}

export interface PlacedNode {
  column: number;
  x: number;
  y: number;
  height: number;
}

export interface PlacedEdge {
  from: number;
  to: number;
  value: number;
  width: number;
  /** Middle of the ribbon where it leaves and where it arrives. */
  y0: number;
  y1: number;
  /** Where it passes the columns between. */
  lane: { x: number; y: number }[];
}

export interface Flow {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  columns: number;
  width: number;
  height: number;
}

export interface FlowSize {
  width: number;
  /** Height of the product's node. */
  scale: number;
  /** Room a node's label needs. */
  slot: number;
  gap: number;
  thickness: number;
}

/** Leaves out what closes a circle (a supplier that uses its own user's product), smallest flows first, and loops onto oneself. */
export function withoutCircles(count: number, edges: FlowEdge[]): FlowEdge[] {
  const kept: FlowEdge[] = [];
  const out: number[][] = Array.from({ length: count }, () => []);
  const reaches = (from: number, to: number): boolean => {
    const seen = new Set<number>([from]);
    const stack = [from];
    while (stack.length) {
      const node = stack.pop()!;
      if (node === to) return true;
      for (const next of out[node] ?? []) {
        if (!seen.has(next)) {
          seen.add(next);
          stack.push(next);
        }
      }
    }
    return false;
  };
  for (const edge of [...edges].sort((a, b) => b.value - a.value)) {
    if (edge.from === edge.to || !out[edge.from] || !out[edge.to] || reaches(edge.to, edge.from)) continue;
    out[edge.from]!.push(edge.to);
    kept.push(edge);
  }
  return kept;
}

/** Steps from each node to the product, the longest way. */
function depths(count: number, edges: FlowEdge[]): number[] {
  const users: number[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) users[edge.from]!.push(edge.to);
  const known = new Map<number, number>();
  const depth = (node: number): number => {
    const found = known.get(node);
    if (found !== undefined) return found;
    known.set(node, 0);
    const deep = Math.max(0, ...users[node]!.map((user) => depth(user) + 1));
    known.set(node, deep);
    return deep;
  };
  return Array.from({ length: count }, (_, node) => depth(node));
}

interface Box {
  column: number;
  y: number;
  height: number;
  room: number;
  value: number;
}

/** Pushes the boxes of a column to where they wish to be, in that order, without one on top of another. */
function settle(boxes: Box[], wish: Map<Box, number>, height: number, gap: number): void {
  boxes.sort((a, b) => wish.get(a)! - wish.get(b)! || b.value - a.value);
  let floor = 0;
  for (const box of boxes) {
    box.y = Math.max(floor, wish.get(box)! - box.height / 2);
    floor = box.y + box.room;
  }
  let ceiling = height + gap;
  for (const box of [...boxes].reverse()) {
    box.y = Math.max(0, Math.min(box.y, ceiling - box.room));
    ceiling = box.y;
  }
}

export function place(nodes: FlowNode[], all: FlowEdge[], size: FlowSize): Flow {
  const edges = withoutCircles(nodes.length, all);
  const depth = depths(nodes.length, edges);
  const columns = Math.max(0, ...depth) + 1;
  const most = Math.max(0, ...nodes.map((node) => Math.abs(node.value))) || 1;
  const per = size.scale / most;
  const step = columns > 1 ? (size.width - size.thickness) / (columns - 1) : 0;
  const xOf = (column: number): number => (columns > 1 ? column * step : size.width - size.thickness);
  const box = (column: number, value: number, slot: number): Box => {
    const height = Math.max(2, Math.abs(value) * per);
    return { column, y: 0, height, room: Math.max(height, slot) + size.gap, value: Math.abs(value) };
  };
  const boxes = nodes.map((node, index) => box(columns - 1 - depth[index]!, node.value, size.slot));
  // A ribbon that spans several columns keeps a lane of its own in each, so that it runs under no other node.
  const links: { from: Box; to: Box; value: number }[] = [];
  const lanes = edges.map((edge) => {
    const lane: Box[] = [];
    let before = boxes[edge.from]!;
    for (let column = before.column + 1; column < boxes[edge.to]!.column; column += 1) {
      const next = { ...box(column, edge.value, 0), value: 0 };
      links.push({ from: before, to: next, value: Math.abs(edge.value) });
      lane.push(next);
      before = next;
    }
    links.push({ from: before, to: boxes[edge.to]!, value: Math.abs(edge.value) });
    return lane;
  });
  const every = [...boxes, ...lanes.flat()];
  const column: Box[][] = Array.from({ length: columns }, () => []);
  for (const one of every) column[one.column]!.push(one);
  const height = Math.max(...column.map((members) => members.reduce((sum, one) => sum + one.room, 0)), size.scale);

  const middle = (one: Box): number => one.y + one.height / 2;
  const users = new Map<Box, { other: Box; value: number }[]>(every.map((one) => [one, []]));
  const suppliers = new Map<Box, { other: Box; value: number }[]>(every.map((one) => [one, []]));
  for (const link of links) {
    users.get(link.from)!.push({ other: link.to, value: link.value });
    suppliers.get(link.to)!.push({ other: link.from, value: link.value });
  }
  const pull = (one: Box, towards: Map<Box, { other: Box; value: number }[]>): number => {
    const list = towards.get(one)!;
    const weight = list.reduce((sum, next) => sum + next.value, 0);
    return weight > 0 ? list.reduce((sum, next) => sum + middle(next.other) * next.value, 0) / weight : one.y > 0 ? middle(one) : height / 2;
  };
  const sweep = (order: number[], wish: (one: Box) => number): void => {
    for (const index of order) settle(column[index]!, new Map(column[index]!.map((one) => [one, wish(one)])), height, size.gap);
  };
  const rightwards = Array.from({ length: columns }, (_, index) => index);
  const leftwards = [...rightwards].reverse();
  sweep(leftwards, (one) => (one.column === columns - 1 ? height / 2 : pull(one, users)));
  for (let pass = 0; pass < 6; pass += 1) {
    sweep(rightwards, (one) => (suppliers.get(one)!.length ? (pull(one, suppliers) + (users.get(one)!.length ? pull(one, users) : pull(one, suppliers))) / 2 : middle(one)));
    sweep(leftwards, (one) => (users.get(one)!.length ? pull(one, users) : pull(one, suppliers)));
  }
  const top = Math.min(...every.map((one) => one.y));
  for (const one of every) one.y -= top;

  // Ribbons leave and arrive in the order of where they go to and come from, so that they cross as little as they can.
  const ribbons: PlacedEdge[] = edges.map((edge) => ({ ...edge, width: Math.max(1, Math.abs(edge.value) * per), y0: 0, y1: 0, lane: [] }));
  ribbons.forEach((ribbon, index) => {
    ribbon.lane = lanes[index]!.map((one) => ({ x: xOf(one.column), y: middle(one) }));
  });
  boxes.forEach((node, index) => {
    const next = (ribbon: PlacedEdge): number => ribbon.lane[0]?.y ?? middle(boxes[ribbon.to]!);
    const before = (ribbon: PlacedEdge): number => ribbon.lane.at(-1)?.y ?? middle(boxes[ribbon.from]!);
    let leave = node.y;
    for (const ribbon of ribbons.filter((one) => one.from === index).sort((a, b) => next(a) - next(b))) {
      ribbon.y0 = leave + ribbon.width / 2;
      leave += ribbon.width;
    }
    let arrive = node.y;
    for (const ribbon of ribbons.filter((one) => one.to === index).sort((a, b) => before(a) - before(b))) {
      ribbon.y1 = arrive + ribbon.width / 2;
      arrive += ribbon.width;
    }
  });
  const placed = boxes.map((one) => ({ column: one.column, x: xOf(one.column), y: one.y, height: one.height }));
  const bottom = Math.max(...every.map((one) => one.y + one.room - size.gap));
  return { nodes: placed, edges: ribbons, columns, width: size.width, height: bottom };
}

/** Breaks a label into lines of a width counted in Latin letters; a Chinese character takes two. */
export function wrap(text: string, most: number, lines: number): string[] {
  const wide = (part: string): number => [...part].reduce((sum, letter) => sum + (letter.codePointAt(0)! > 0x2e7f ? 1.85 : 1), 0);
  const parts = text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? [text];
  const out: string[] = [''];
  for (const part of parts) {
    // No line begins with a closing mark.
    if (out.at(-1) !== '' && !/^[)）】》」』，。、；：]$/.test(part) && wide(out.at(-1)! + part.trimEnd()) > most) out.push('');
    out[out.length - 1] += part;
  }
  const cut = out.map((line) => line.trim()).filter(Boolean);
  if (cut.length <= lines) return cut;
  return [...cut.slice(0, lines - 1), `${cut[lines - 1]!.slice(0, Math.max(1, Math.floor(most) - 1))}…`];
}
