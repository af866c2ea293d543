import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    url: string;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const response = await fetch(`${url}/ready`).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the server did not become ready');
}

/**
 * The server under test: `VERDIGRIS_URL` where one is running, else the program `VERDIGRIS_BIN`, started with the example
 * alliance in a temporary folder. Without either the tests skip and say so.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env.VERDIGRIS_URL;
  if (running) {
    project.provide('url', running);
    return undefined;
  }
  const program = process.env.VERDIGRIS_BIN;
  if (!program || !existsSync(program)) {
    console.warn('skipped: set VERDIGRIS_BIN to the built program, or VERDIGRIS_URL to a running server');
    project.provide('url', '');
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'verdigris-e2e-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  // Variables of these tests are no configuration of the server, which refuses what it does not know.
  const { VERDIGRIS_SHOTS: _shots, VERDIGRIS_PAGES: _pages, VERDIGRIS_VIEWS: _views, ...environment } = process.env;
  // Its log is kept back and told only where it did not start or broke off.
  const said: string[] = [];
  const child = spawn(program, ['serve', '--demo', '--listen', url.slice('http://'.length), '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (said.push(text) > 400 && said.shift()));
  let stopping = false;
  child.once('exit', (code) => {
    if (!stopping) console.error(`the server ended with ${code}\n${said.join('').slice(-4000)}`);
  });
  try {
    await answers(url, child);
  } catch (error) {
    stopping = true;
    child.kill('SIGKILL');
    console.error(said.join('').slice(-4000));
    throw error;
  }
  project.provide('url', url);
  return async () => {
    stopping = true;
    child.kill('SIGTERM');
    await new Promise((resolve) => {
      child.once('exit', resolve);
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    });
    rmSync(folder, { recursive: true, force: true });
  };
}
