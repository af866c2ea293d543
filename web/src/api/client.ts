import { Problem } from './problem';

const BASE = '/api/v1';

/** Values of a query string; what is undefined, null or empty is left out. */
export type Query = Record<string, string | number | boolean | undefined | null>;

/** The CSRF token of the session in force; set by the session module. */
let csrf = '';
/** Called when the server no longer knows the session. */
let lost: () => void = () => {};
/** Entity tags of the single objects last read, by path: sent back as If-Match when they are changed. */
const tags = new Map<string, string>();

export function useCsrf(token: string, onLost: () => void): void {
  csrf = token;
  lost = onLost;
}

export function query(values: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

/** The address of something the browser fetches itself: a download, a feed, a stream. */
export function address(path: string, values?: Query): string {
  return BASE + path + query(values);
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

async function send(method: string, path: string, options: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  const language = document.documentElement.lang;
  if (language) headers['Accept-Language'] = language;
  let body: BodyInit | undefined;
  if (options.body instanceof Blob) {
    body = options.body;
    headers['Content-Type'] = options.body.type || 'application/octet-stream';
  } else if (options.body !== undefined) {
    body = JSON.stringify(options.body);
    headers['Content-Type'] = 'application/json';
  }
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (method === 'POST') headers['Idempotency-Key'] = crypto.randomUUID();
  const tag = tags.get(path);
  if (tag && (method === 'PATCH' || method === 'PUT')) headers['If-Match'] = tag;
  const request = (): Promise<Response> =>
    fetch(address(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body !== undefined && { body }),
      ...(options.signal && { signal: options.signal }),
    });
  let response: Response;
  try {
    // The same idempotency key makes a second try of a POST harmless where the first answer was lost on its way.
    response = method === 'POST' ? await request().catch(() => pause(500).then(request)) : await request();
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown;
    throw Problem.unreachable();
  }
  if (!response.ok) {
    if (response.status === 401 && path !== '/session') lost();
    throw await Problem.read(response);
  }
  const fresh = response.headers.get('ETag');
  if (fresh) tags.set(path, fresh);
  return response;
}

async function json<T>(method: string, path: string, options?: Options): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** The calls of the API. Paths are below `/api/v1`. */
export const http = {
  get: <T>(path: string, values?: Query, signal?: AbortSignal) =>
    json<T>('GET', path, { ...(values && { query: values }), ...(signal && { signal }) }),
  text: async (path: string, values?: Query) => (await send('GET', path, { ...(values && { query: values }) })).text(),
  bytes: async (path: string) => new Uint8Array(await (await send('GET', path)).arrayBuffer()),
  post: <T>(path: string, body?: unknown, values?: Query) =>
    json<T>('POST', path, { body: body ?? {}, ...(values && { query: values }) }),
  patch: <T>(path: string, body: unknown) => json<T>('PATCH', path, { body }),
  put: <T>(path: string, body: unknown) => json<T>('PUT', path, { body }),
  del: (path: string) => json<void>('DELETE', path),
};
