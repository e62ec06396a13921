import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Runs the start command; `printed` resolves with all output so far once it matches. */
function start(port: number) {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = (text: Buffer) => {
        output += text;
        if (pattern.test(output)) resolve(output);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`ended after printing:\n${output}`)));
    });
  return { child, ended, printed };
}

async function listenAnywhere(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  return { server, port: (server.address() as AddressInfo).port };
}

describe('npm start', () => {
  it('serves the app, prints its address and ends cleanly on Ctrl-C', async () => {
    const { server, port } = await listenAnywhere();
    await new Promise((closed) => server.close(closed));
    const { child, ended, printed } = start(port);
    const output = await printed(/Press Ctrl-C to stop/);
    const address = /http:\S+/.exec(output)![0];
    expect(new URL(address).port).toBe(String(port));
    expect(await (await fetch(address)).text()).toContain('<title>CNN zoo</title>');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('says so when the port that was asked for is taken', async () => {
    const { server, port } = await listenAnywhere();
    const { ended, printed } = start(port);
    expect(await printed(/cannot be served/)).toContain(`Port ${port} is already in use`);
    expect(await ended).toBe(1);
    await new Promise((closed) => server.close(closed));
  });
});
