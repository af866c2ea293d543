import type { Page } from 'playwright-core';
import { mistyped } from './mistyped';

function fileOf(): { name: string; text: string } {
  const { name, buffer } = mistyped();
  return { name, text: buffer.toString() };
}

/** Every page of the application, by a name for its picture. Ids are asked of the server. */
export async function everyPage(page: Page): Promise<{ name: string; path: string }[]> {
  const ids = await page.evaluate(async (file) => {
    interface One { id?: string; product?: string; latest?: { result: string } | null; basis?: string; can?: string[]; years?: number[]; organisation?: { id: string } }
    const list = async (path: string): Promise<One[]> => {
      const response = await fetch(`/api/v1${path}`);
      if (!response.ok) return [];
      const body = (await response.json()) as { items?: One[] } | One[];
      return Array.isArray(body) ? body : (body.items ?? []);
    };
    const plants = await list('/plants');
    const plant = plants.find((one) => one.latest) ?? plants.find((one) => one.years?.length) ?? plants[0];
    const submissions = plant?.id ? await list(`/plants/${plant.id}/submissions`) : [];
    const results = plant?.id ? await list(`/plants/${plant.id}/results`) : [];
    const own = plants.find((one) => one.basis === 'own' && one.latest) ?? plants.find((one) => one.basis === 'own');
    // An import with a mistake in it, left open.
    const session = (await (await fetch('/api/v1/session')).json()) as { csrf: string };
    const headers = { 'X-CSRF-Token': session.csrf, 'Content-Type': 'application/octet-stream', 'Idempotency-Key': crypto.randomUUID() };
    const sent = own?.id && own.can?.includes('import') ? await fetch(`/api/v1/plants/${own.id}/imports?file_name=${file.name}`, { method: 'POST', headers, body: file.text }) : undefined;
    const opened = sent?.ok ? ((await sent.json()) as One) : undefined;
    const [products, documents, organisations, grants] = await Promise.all([list('/products?q=aluminium&limit=20'), list('/documents?limit=5'), list('/organisations'), list('/grants')]);
    return {
      import: opened?.id,
      plant: own?.id ?? plant?.id,
      result: plant?.latest?.result ?? results[0]?.id,
      submission: submissions[0]?.id,
      // One that stands in many provinces, so that its page shows everything it can.
      product: (products.find((one) => /ingot/.test(one.product ?? '')) ?? products[0])?.product,
      document: documents[0]?.id,
      organisation: own?.organisation?.id ?? organisations[0]?.id,
      grant: grants[0]?.id,
    };
  }, fileOf());
  const pages: { name: string; path: string | undefined }[] = [
    { name: 'home', path: '/' },
    { name: 'plants', path: '/plants' },
    { name: 'plant', path: ids.plant && `/plants/${ids.plant}` },
    { name: 'import-start', path: ids.plant && `/plants/${ids.plant}/import` },
    { name: 'import', path: ids.import && `/imports/${ids.import}` },
    { name: 'submission', path: ids.submission && `/submissions/${ids.submission}` },
    ...['summary', 'accounts', 'footprint', 'ladders', 'causes', 'measures', 'evidence', 'files'].map((tab) => ({ name: `result-${tab}`, path: ids.result && `/results/${ids.result}?tab=${tab}` })),
    { name: 'footprints', path: '/footprints' },
    { name: 'footprint', path: ids.product && `/footprints/${encodeURIComponent(ids.product)}` },
    { name: 'compare-empty', path: '/footprints/compare' },
    { name: 'compare', path: '/footprints/compare?a=primary-aluminium-ingot@CN-SD&b=primary-aluminium-ingot@CN-YN' },
    { name: 'benchmark', path: '/benchmark' },
    { name: 'sector', path: '/sector' },
    { name: 'sector-production', path: '/sector?view=production' },
    { name: 'sector-grid', path: '/sector?view=grid' },
    { name: 'technologies', path: '/technologies' },
    { name: 'library', path: '/library' },
    { name: 'document', path: ids.document && `/library/${ids.document}` },
    { name: 'standards', path: '/standards' },
    { name: 'grants', path: '/grants' },
    { name: 'grant', path: ids.grant && `/grants/${ids.grant}` },
    { name: 'grant-new', path: '/grants/new' },
    { name: 'accesses', path: '/accesses' },
    { name: 'organisations', path: '/organisations' },
    { name: 'organisation', path: ids.organisation && `/organisations/${ids.organisation}` },
    { name: 'account', path: '/account' },
    { name: 'notices', path: '/notices' },
    { name: 'jobs', path: '/jobs' },
    { name: 'log', path: '/log' },
    { name: 'help', path: '/help' },
    { name: 'missing', path: '/nowhere' },
  ];
  return pages.flatMap((one) => (one.path ? [{ name: one.name, path: one.path }] : []));
}
