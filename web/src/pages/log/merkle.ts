/**
 * What this browser checks of the log by itself: leaf and node hashes (RFC 6962), inclusion and consistency proofs
 * (RFC 9162, sections 2.1.3.2 and 2.1.4.2) and the signed checkpoint (C2SP tlog-checkpoint and signed-note).
 */

type Bytes = Uint8Array<ArrayBuffer>;

export function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function fromHex(text: string): Bytes {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new Error('not hexadecimal');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
}

/** A hash written in hexadecimal or, as in checkpoints, in Base64. */
export function hash(text: string): Bytes {
  return /^[0-9a-f]{64}$/i.test(text) ? fromHex(text) : fromBase64(text);
}

async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}

/** Hash of an entry: SHA-256(0x00 ‖ entry). */
export const leafHash = (entry: Uint8Array): Promise<Bytes> => sha256(Uint8Array.of(0), entry);
/** Hash of two subtrees: SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(Uint8Array.of(1), left, right);

const PUBLIC = 'verdigris-entry/1 public\n';
const PRIVATE = 'verdigris-entry/1 private\n';
const COMMITMENT = 'verdigris-commitment/1\n';

/** Whether the bytes that were logged are those of a payload: in clear, or as the commitment that salt and payload open. */
export async function tells(entry: Uint8Array, payload: string, salt?: string | null): Promise<boolean> {
  const bytes = new TextEncoder();
  if (!salt) return same(entry, bytes.encode(PUBLIC + payload));
  const commitment = await sha256(bytes.encode(COMMITMENT), fromHex(salt), bytes.encode(payload));
  return same(entry, bytes.encode(PRIVATE + hex(commitment)));
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

const isOdd = (value: number): boolean => value % 2 === 1;
const half = (value: number): number => Math.floor(value / 2);

/** The root a proof leads to from a leaf, with every hash on the way; null when the proof does not fit index and size. */
export async function climb(index: number, size: number, leaf: Uint8Array, proof: Uint8Array[]): Promise<{ root: Bytes; way: Bytes[] } | null> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  let node = index;
  let last = size - 1;
  let at: Bytes = Uint8Array.from(leaf);
  const way: Bytes[] = [at];
  for (const sibling of proof) {
    if (last === 0) return null;
    if (isOdd(node) || node === last) {
      at = await nodeHash(sibling, at);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      at = await nodeHash(at, sibling);
    }
    way.push(at);
    node = half(node);
    last = half(last);
  }
  return last === 0 ? { root: at, way } : null;
}

/** Whether a tree of `from` entries with one root is the beginning of a tree of `to` entries with another. */
export async function grew(from: number, to: number, before: Uint8Array, after: Uint8Array, proof: Uint8Array[]): Promise<boolean> {
  if (from < 1 || from > to) return false;
  if (from === to) return proof.length === 0 && same(before, after);
  const power = Number.isInteger(Math.log2(from));
  const steps = power ? [before, ...proof] : [...proof];
  const first = steps.shift();
  if (!first) return false;
  let node = from - 1;
  let last = to - 1;
  while (isOdd(node)) {
    node = half(node);
    last = half(last);
  }
  let old: Uint8Array = first;
  let now: Uint8Array = first;
  for (const step of steps) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      old = await nodeHash(step, old);
      now = await nodeHash(step, now);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      now = await nodeHash(now, step);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && same(old, before) && same(now, after);
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
  /** Names that signed. */
  signers: string[];
}

export function readCheckpoint(note: string): Checkpoint | null {
  const [text, signatures] = note.split(/\n\n/);
  const [origin, size, root] = (text ?? '').split('\n');
  if (!origin || !size || !/^(0|[1-9]\d*)$/.test(size) || !root || !signatures) return null;
  try {
    return { origin, size: Number(size), root: fromBase64(root), signers: signatures.split('\n').filter((line) => line.startsWith('— ')).map((line) => line.split(' ')[1] ?? '') };
  } catch {
    return null;
  }
}

/** Whether the note is signed by the key; 'unknown' where this browser cannot check Ed25519. */
export async function signed(note: string, key: string): Promise<boolean | 'unknown'> {
  const plus = key.trim().split('+');
  const material = fromBase64(plus.slice(2).join('+'));
  const name = plus[0] ?? '';
  const id = plus[1] ?? '';
  if (material[0] !== 1) return 'unknown';
  const end = note.indexOf('\n\n');
  if (end < 0) return false;
  const text = new TextEncoder().encode(note.slice(0, end + 1));
  const line = note.slice(end + 2).split('\n').find((one) => one.startsWith(`— ${name} `));
  if (!line) return false;
  const signature = fromBase64(line.slice(name.length + 3));
  if (hex(signature.slice(0, 4)) !== id) return false;
  try {
    const imported = await crypto.subtle.importKey('raw', material.slice(1), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature.slice(4), text);
  } catch {
    return 'unknown';
  }
}
