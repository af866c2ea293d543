import { http } from '../../api/client';
import type { Session } from '../../api/types';

/** Passkeys: WebAuthn between this browser's authenticator and the server. */

export const available = (): boolean => typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** The server may wrap the options as `publicKey`, as the specification's examples do. */
function inner<T>(options: T | { publicKey: T }): T {
  return typeof options === 'object' && options !== null && 'publicKey' in options ? options.publicKey : options;
}

export async function byPasskey(email: string): Promise<Session> {
  const options = await http.post<PublicKeyCredentialRequestOptionsJSON>('/session/passkey/options', email ? { email } : {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(inner(options));
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  return http.post<Session>('/session/passkey', { credential: credential?.toJSON() });
}

export async function addPasskey(name: string): Promise<void> {
  const options = await http.post<PublicKeyCredentialCreationOptionsJSON>('/account/passkeys/options', {});
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(inner(options));
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  await http.post('/account/passkeys', { name, credential: credential?.toJSON() });
}
