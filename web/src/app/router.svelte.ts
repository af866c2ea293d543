import { tick } from 'svelte';
import { match, type Route } from './routes';

/** Where the application is: the path, its query, the route that serves it. */
let url = $state.raw(new URL(location.href));
let found = $derived(match(url.pathname));

export const place = {
  get path(): string {
    return url.pathname;
  },
  get query(): URLSearchParams {
    return url.searchParams;
  },
  get hash(): string {
    return url.hash;
  },
  get route(): Route {
    return found.route;
  },
  get params(): Record<string, string> {
    return found.params;
  },
};

async function arrive(scroll: boolean, samePage: boolean): Promise<void> {
  await tick();
  if (!scroll || samePage) return;
  window.scrollTo(0, 0);
  // The heading takes the focus, so that a screen reader says where one is; skipped on the first load.
  document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
}

/** Goes to an address of this application. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  const next = new URL(to, location.href);
  const samePage = next.pathname === url.pathname;
  if (options.replace) history.replaceState(null, '', next);
  else if (next.href !== url.href) history.pushState(null, '', next);
  url = next;
  void arrive(!options.replace, samePage);
}

/** Changes parts of the query in place; empty values are removed. */
export function ask(values: Record<string, string | number | null | undefined>): void {
  const next = new URL(url);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') next.searchParams.delete(name);
    else next.searchParams.set(name, String(value));
  }
  if (next.href !== url.href) go(next.pathname + next.search, { replace: true });
}

/** Turns clicks on links inside the application into navigation without loading the page again. */
export function listen(): () => void {
  const clicked = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/') || (link.hash && link.pathname === url.pathname)) return;
    event.preventDefault();
    go(link.href);
  };
  const moved = (): void => {
    url = new URL(location.href);
  };
  document.addEventListener('click', clicked);
  addEventListener('popstate', moved);
  return () => {
    document.removeEventListener('click', clicked);
    removeEventListener('popstate', moved);
  };
}
