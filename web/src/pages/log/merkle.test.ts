import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { climb, fromHex, grew, hex, leafHash, nodeHash, readCheckpoint, same, signed, tells } from './merkle';

// The reference tree of Certificate Transparency (RFC 6962): leaves, the roots of its first 1 … 8 leaves, published proofs.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const FROM_LAST_OF_8 = ['bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'];
const FROM_1_TO_8 = ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'];
const FROM_6_TO_8 = ['0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'];

const all = (texts: string[]): Uint8Array[] => texts.map(fromHex);

describe('the log as this browser checks it', () => {
  it('hashes leaves and nodes as RFC 6962 does', async () => {
    const leaf = await leafHash(fromHex(LEAVES[0]!));
    expect(hex(leaf)).toBe(ROOTS[0]);
    expect(hex(await nodeHash(leaf, await leafHash(fromHex('00'))))).toBe(ROOTS[1]);
  });

  it('climbs published inclusion proofs to the published root, and only those', async () => {
    const leaf = await leafHash(fromHex(LEAVES[5]!));
    const climbed = await climb(5, 8, leaf, all(FROM_LAST_OF_8));
    expect(climbed && hex(climbed.root)).toBe(ROOTS[7]);
    for (const [index, size] of [[4, 8], [5, 6], [6, 8], [8, 8]] as const) {
      const other = await climb(index, size, leaf, all(FROM_LAST_OF_8));
      expect(other !== null && hex(other.root) === ROOTS[7]).toBe(false);
    }
    expect(await climb(5, 8, leaf, all(FROM_LAST_OF_8.slice(0, 2)))).toBeNull();
    expect(await climb(5, 8, leaf, all([...FROM_LAST_OF_8, ROOTS[0]!]))).toBeNull();
    const last = await climb(2, 3, await leafHash(fromHex(LEAVES[2]!)), all([ROOTS[1]!]));
    expect(last && hex(last.root)).toBe(ROOTS[2]);
  });

  it('accepts published consistency proofs and refuses altered ones', async () => {
    expect(await grew(1, 8, fromHex(ROOTS[0]!), fromHex(ROOTS[7]!), all(FROM_1_TO_8))).toBe(true);
    expect(await grew(6, 8, fromHex(ROOTS[5]!), fromHex(ROOTS[7]!), all(FROM_6_TO_8))).toBe(true);
    expect(await grew(4, 4, fromHex(ROOTS[3]!), fromHex(ROOTS[3]!), [])).toBe(true);
    expect(await grew(6, 8, fromHex(ROOTS[4]!), fromHex(ROOTS[7]!), all(FROM_6_TO_8))).toBe(false);
    expect(await grew(6, 8, fromHex(ROOTS[5]!), fromHex(ROOTS[6]!), all(FROM_6_TO_8))).toBe(false);
    expect(await grew(5, 8, fromHex(ROOTS[4]!), fromHex(ROOTS[7]!), all(FROM_6_TO_8))).toBe(false);
    expect(await grew(6, 8, fromHex(ROOTS[5]!), fromHex(ROOTS[7]!), all(FROM_6_TO_8.slice(1)))).toBe(false);
  });

  it('reads a checkpoint and verifies the note every implementation of signed notes is tried with', async () => {
    const key = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const note =
      'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n\n' +
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    const verdict = await signed(note, key);
    // A runtime without Ed25519 says so; it must never say that a wrong note is signed.
    expect([true, 'unknown']).toContain(verdict);
    expect(await signed(note.replace('answer', 'answes'), key)).not.toBe(true);
    expect(await signed(note, key.replace('c74f20a3', 'c74f20a4'))).toBe(false);
    const checkpoint = readCheckpoint(`example.org/log\n8\n${btoa(String.fromCharCode(...fromHex(ROOTS[7]!)))}\n\n— example.org/log AAAA\n`);
    expect(checkpoint).toMatchObject({ origin: 'example.org/log', size: 8, signers: ['example.org/log'] });
    expect(checkpoint && same(checkpoint.root, fromHex(ROOTS[7]!))).toBe(true);
    expect(readCheckpoint('nothing')).toBeNull();
  });

  it('opens a commitment with its salt and payload, and with no other', async () => {
    const salt = 'ab'.repeat(32);
    const payload = '{"kind":"提交"}';
    const commitment = createHash('sha256').update('verdigris-commitment/1\n').update(Buffer.from(salt, 'hex')).update(payload).digest('hex');
    const hidden = new TextEncoder().encode(`verdigris-entry/1 private\n${commitment}`);
    expect(await tells(hidden, payload, salt)).toBe(true);
    expect(await tells(hidden, payload.replace('提', '题'), salt)).toBe(false);
    expect(await tells(hidden, payload, 'ac' + salt.slice(2))).toBe(false);
    expect(await tells(hidden, payload)).toBe(false);
    expect(await tells(new TextEncoder().encode(`verdigris-entry/1 public\n${payload}`), payload)).toBe(true);
  });
});
