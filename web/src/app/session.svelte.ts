import { http, useCsrf } from '../api/client';
import { Problem } from '../api/problem';
import type { About, Session } from '../api/types';
import { chosen, i18n, speak } from '../i18n/index.svelte';
import { choose, theme } from './theme.svelte';

let current = $state.raw<Session | null>(null);
let about = $state.raw<About | null>(null);

/** Who is signed in, and what this server is. */
export const session = {
  get now(): Session | null {
    return current;
  },
  get about(): About | null {
    return about;
  },
  get demo(): boolean {
    return (about?.mode ?? current?.mode) === 'demo';
  },
  /** Whether the person holds one of the roles in any organisation. */
  has(...roles: string[]): boolean {
    return current?.mandates.some((mandate) => roles.includes(mandate.role)) ?? false;
  },
  /** The organisation of the first mandate with one of the roles. */
  organisation(...roles: string[]): Session['mandates'][number]['organisation'] | undefined {
    return current?.mandates.find((mandate) => roles.length === 0 || roles.includes(mandate.role))?.organisation;
  },
};

function take(next: Session | null): void {
  current = next;
  useCsrf(next?.csrf ?? '', () => {
    current = null;
  });
  if (next && !chosen()) void speak(next.person.language);
}

export async function begin(): Promise<void> {
  const [what, who] = await Promise.all([
    http.get<About>('/about').catch(() => null),
    http.get<Session>('/session').catch((thrown: unknown) => {
      if (thrown instanceof Problem && thrown.status === 401) return null;
      throw thrown;
    }),
  ]);
  about = what;
  take(who);
}

export async function signIn(email: string, password: string): Promise<void> {
  take(await http.post<Session>('/session', { email, password }));
}

export function signedIn(next: Session): void {
  take(next);
}

export async function refresh(): Promise<void> {
  take(await http.get<Session>('/session'));
}

export async function signOut(): Promise<void> {
  await http.del('/session').catch(() => undefined);
  // The server had the browser forget everything kept for this site; language and appearance are this device's, not the person's.
  await speak(i18n.language, true);
  choose(theme.choice);
  take(null);
}
