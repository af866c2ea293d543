import type { Component } from 'svelte';
import type { Key } from '../i18n/index.svelte';

export interface Route {
  path: string;
  title: Key;
  /** The entry of the navigation that is lit. */
  area: string;
  /** Open without a session. */
  open?: boolean;
  load: () => Promise<{ default: Component<any> }>;
}

const route = (path: string, title: Key, area: string, load: Route['load'], open = false): Route => ({ path, title, area, load, open });

/** Every page, each a chunk of its own. The first route that fits serves. */
export const routes: Route[] = [
  route('/', 'nav.home', '/', () => import('../pages/home/Home.svelte')),
  route('/sign-in', 'signin.title', '', () => import('../pages/account/SignIn.svelte'), true),
  route('/plants', 'nav.plants', '/plants', () => import('../pages/plants/Plants.svelte')),
  route('/plants/:id', 'plant.title', '/plants', () => import('../pages/plants/Plant.svelte')),
  route('/plants/:id/import', 'import.title', '/plants', () => import('../pages/import/Start.svelte')),
  route('/imports/:id', 'import.title', '/plants', () => import('../pages/import/Import.svelte')),
  route('/submissions/:id', 'submission.title', '/plants', () => import('../pages/plants/Submission.svelte')),
  route('/results/:id', 'result.title', '/plants', () => import('../pages/result/Result.svelte')),
  route('/footprints', 'nav.footprints', '/footprints', () => import('../pages/footprint/Footprints.svelte')),
  route('/footprints/compare', 'compare.title', '/footprints', () => import('../pages/footprint/Compare.svelte')),
  route('/footprints/:product', 'footprint.title', '/footprints', () => import('../pages/footprint/Footprint.svelte')),
  route('/benchmark', 'nav.benchmark', '/benchmark', () => import('../pages/benchmark/Benchmark.svelte')),
  route('/sector', 'nav.sector', '/sector', () => import('../pages/sector/Sector.svelte')),
  route('/technologies', 'nav.technologies', '/technologies', () => import('../pages/technologies/Technologies.svelte')),
  route('/library', 'nav.library', '/library', () => import('../pages/library/Library.svelte')),
  route('/library/new', 'editor.new', '/library', () => import('../pages/library/Editor.svelte')),
  route('/library/:id', 'document.title', '/library', () => import('../pages/library/Document.svelte')),
  route('/library/:id/edit', 'editor.title', '/library', () => import('../pages/library/Editor.svelte')),
  route('/standards', 'nav.standards', '/standards', () => import('../pages/library/Standards.svelte')),
  route('/grants', 'nav.grants', '/grants', () => import('../pages/grants/Grants.svelte')),
  route('/grants/new', 'grant.new', '/grants', () => import('../pages/grants/NewGrant.svelte')),
  route('/grants/:id', 'grant.title', '/grants', () => import('../pages/grants/Grant.svelte')),
  route('/accesses', 'nav.accesses', '/accesses', () => import('../pages/grants/Accesses.svelte')),
  route('/organisations', 'nav.organisations', '/organisations', () => import('../pages/organisations/Organisations.svelte')),
  route('/organisations/:id', 'organisation.title', '/organisations', () => import('../pages/organisations/Organisation.svelte')),
  route('/account', 'nav.account', '/account', () => import('../pages/account/Account.svelte')),
  route('/notices', 'nav.notices', '', () => import('../pages/home/Notices.svelte')),
  route('/jobs', 'nav.jobs', '/jobs', () => import('../pages/home/Jobs.svelte')),
  route('/jobs/:id', 'job.title', '/jobs', () => import('../pages/home/Job.svelte')),
  route('/log', 'nav.log', '/log', () => import('../pages/log/Log.svelte')),
  route('/help', 'nav.help', '/help', () => import('../pages/help/Help.svelte'), true),
];

const missing: Route = route('*', 'missing.title', '', () => import('../pages/Missing.svelte'), true);

/** The route of a path, and what its `:name` parts hold. */
export function match(path: string): { route: Route; params: Record<string, string> } {
  const parts = path.split('/').filter(Boolean);
  for (const candidate of routes) {
    const wanted = candidate.path.split('/').filter(Boolean);
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      const given = parts[index] ?? '';
      if (!part.startsWith(':')) return part === given;
      try {
        params[part.slice(1)] = decodeURIComponent(given);
        return true;
      } catch {
        return false;
      }
    });
    if (fits) return { route: candidate, params };
  }
  return { route: missing, params: {} };
}
