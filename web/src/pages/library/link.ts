/** An address a document may link to: the web, mail, or a place in this application. Everything else (javascript:, data: …) is refused. */
export function safe(href: string | null | undefined): string | null {
  if (!href) return null;
  const text = href.trim();
  if (/^(https?:\/\/|mailto:)/i.test(text)) return text;
  if (/^[/#]/.test(text) && !/^[/\\]{2}/.test(text)) return text;
  return null;
}

/** Where a link of a document leads. */
export function target(link: { kind: string; id: string }): string | null {
  const id = encodeURIComponent(link.id);
  switch (link.kind) {
    case 'product':
    case 'process':
      return `/footprints/${id}`;
    case 'plant':
      return `/plants/${id}`;
    case 'document':
      return `/library/${id}`;
    case 'standard':
      return `/standards?q=${id}`;
    case 'technology':
      return `/technologies?id=${id}`;
    case 'url':
      return safe(link.id);
    default:
      return null;
  }
}
