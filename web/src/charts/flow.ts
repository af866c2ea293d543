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

export function place(nodes: FlowNode[], all: FlowEdge[], size: FlowSize): Flow {
  const edges = withoutCircles(nodes.length, all);
  const depth = depths(nodes.length, edges);
  const columns = Math.max(0, ...depth) + 1;
  const most = Math.max(0, ...nodes.map((node) => Math.abs(node.value))) || 1;
  const per = size.scale / most;
  const step = columns > 1 ? (size.width - size.thickness) / (columns - 1) : 0;
  const placed: PlacedNode[] = nodes.map((node, index) => ({
    column: columns - 1 - depth[index]!,
    x: columns > 1 ? (columns - 1 - depth[index]!) * step : size.width - size.thickness,
    y: 0,
    height: Math.max(2, Math.abs(node.value) * per),
  }));

  const column: number[][] = Array.from({ length: columns }, () => []);
  placed.forEach((node, index) => column[node.column]!.push(index));
  const room = (index: number): number => Math.max(placed[index]!.height, size.slot) + size.gap;
  const height = Math.max(...column.map((members) => members.reduce((sum, index) => sum + room(index), 0)), size.scale);

  // Columns are settled from the product leftwards: each node as near as it can be to the users it feeds.
  const settle = (members: number[], wish: (index: number) => number): void => {
    members.sort((a, b) => wish(a) - wish(b) || Math.abs(nodes[b]!.value) - Math.abs(nodes[a]!.value));
    let floor = 0;
    for (const index of members) {
      const node = placed[index]!;
      node.y = Math.max(floor, wish(index) - node.height / 2);
      floor = node.y + room(index);
    }
    let ceiling = height + size.gap;
    for (const index of [...members].reverse()) {
      const node = placed[index]!;
      node.y = Math.max(0, Math.min(node.y, ceiling - room(index)));
      ceiling = node.y;
    }
  };
  const middle = (index: number): number => placed[index]!.y + placed[index]!.height / 2;
  const pull = (index: number, towards: 'to' | 'from'): number => {
    let sum = 0;
    let weight = 0;
    for (const edge of edges) {
      const other = towards === 'to' ? (edge.from === index ? edge.to : -1) : edge.to === index ? edge.from : -1;
      if (other < 0) continue;
      sum += middle(other) * Math.abs(edge.value);
      weight += Math.abs(edge.value);
    }
    return weight > 0 ? sum / weight : height / 2;
  };
  for (let index = columns - 1; index >= 0; index -= 1) {
    const wishes = new Map(column[index]!.map((node) => [node, index === columns - 1 ? height / 2 : pull(node, 'to')]));
    settle(column[index]!, (node) => wishes.get(node)!);
  }
  for (let pass = 0; pass < 4; pass += 1) {
    for (let index = 0; index < columns; index += 1) {
      const wishes = new Map(column[index]!.map((node) => [node, index === 0 ? middle(node) : (pull(node, 'from') + pull(node, 'to')) / 2]));
      if (index === columns - 1) for (const node of column[index]!) wishes.set(node, pull(node, 'from'));
      settle(column[index]!, (node) => wishes.get(node)!);
    }
    for (let index = columns - 2; index >= 0; index -= 1) {
      const wishes = new Map(column[index]!.map((node) => [node, pull(node, 'to')]));
      settle(column[index]!, (node) => wishes.get(node)!);
    }
  }
  const top = Math.min(...placed.map((node) => node.y));
  for (const node of placed) node.y -= top;

  // Ribbons leave and arrive in the order of what they join, so that they cross as little as they can.
  const ribbons: PlacedEdge[] = edges.map((edge) => ({ ...edge, width: Math.max(1, Math.abs(edge.value) * per), y0: 0, y1: 0 }));
  placed.forEach((node, index) => {
    let leave = node.y;
    for (const ribbon of ribbons.filter((one) => one.from === index).sort((a, b) => middle(a.to) - middle(b.to))) {
      ribbon.y0 = leave + ribbon.width / 2;
      leave += ribbon.width;
    }
    let arrive = node.y;
    for (const ribbon of ribbons.filter((one) => one.to === index).sort((a, b) => middle(a.from) - middle(b.from))) {
      ribbon.y1 = arrive + ribbon.width / 2;
      arrive += ribbon.width;
    }
  });
  const bottom = Math.max(...placed.map((node) => node.y + Math.max(node.height, size.slot)));
  return { nodes: placed, edges: ribbons, columns, width: size.width, height: bottom };
}

/** Breaks a label into lines of a width counted in Latin letters; a Chinese character takes two. */
export function wrap(text: string, most: number, lines: number): string[] {
  const wide = (part: string): number => [...part].reduce((sum, letter) => sum + (letter.codePointAt(0)! > 0x2e7f ? 1.85 : 1), 0);
  const parts = text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? [text];
  const out: string[] = [''];
  for (const part of parts) {
    if (out.at(-1) !== '' && wide(out.at(-1)! + part.trimEnd()) > most) out.push('');
    out[out.length - 1] += part;
  }
  const cut = out.map((line) => line.trim()).filter(Boolean);
  if (cut.length <= lines) return cut;
  return [...cut.slice(0, lines - 1), `${cut[lines - 1]!.slice(0, Math.max(1, Math.floor(most) - 1))}…`];
}
