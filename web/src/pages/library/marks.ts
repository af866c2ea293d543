/** A piece of a highlighted text: found words are marked, everything else is plain. */
export interface Piece {
  text: string;
  marked: boolean;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#34': '"', '#x2F': '/', nbsp: ' ' };

function decoded(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

/** Splits a highlight as the server tells it (`<mark>` only, everything else escaped). Any other tag is shown as text, never as HTML. */
export function pieces(html: string): Piece[] {
  const out: Piece[] = [];
  let marked = false;
  for (const part of html.split(/(<\/?mark>)/)) {
    if (part === '<mark>') marked = true;
    else if (part === '</mark>') marked = false;
    else if (part) out.push({ text: decoded(part), marked });
  }
  return out;
}
