import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IdxDataset, IdxFile } from '#datasets/dataset.ts';
import { mnist } from '#datasets/mnist.ts';
import type { DatasetServer } from '#engine/data/servers.ts';
import { gzip, idxImages, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';

/** A published set of 40 training and 20 test images, and the bytes of its files. */
export interface SmallSet {
  readonly facts: IdxDataset;
  readonly bytes: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export function smallSet(size: { readonly height?: number; readonly width?: number } = {}): SmallSet {
  const { height = 28, width = 28 } = size;
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  const describe = (
    name: string,
    holds: IdxFile['holds'],
    split: IdxFile['split'],
    count: number,
  ): IdxFile => {
    const raw = holds === 'images' ? idxImages({ count, height, width }) : idxLabels(labelsInTurn(count));
    const content = gzip(raw);
    bytes.set(name, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { name, holds, split, sizeBytes: content.length, sha256 };
  };
  const files = [
    describe('train-images-idx3-ubyte.gz', 'images', 'train', 40),
    describe('train-labels-idx1-ubyte.gz', 'labels', 'train', 40),
    describe('t10k-images-idx3-ubyte.gz', 'images', 'test', 20),
    describe('t10k-labels-idx1-ubyte.gz', 'labels', 'test', 20),
  ];
  const facts: IdxDataset = {
    ...mnist,
    id: 'small',
    height,
    width,
    trainCount: 40,
    testCount: 20,
    content: { format: 'idx', files, mirrors: [] },
  };
  return { facts, bytes };
}

export interface RunningServer {
  readonly url: string;
  /** Names of the files asked for, in order. */
  readonly asked: readonly string[];
  as(origin: DatasetServer['origin']): DatasetServer;
  close(): Promise<void>;
}

export type Answer = (name: string, response: ServerResponse, request: IncomingMessage) => void;

export async function serve(answer: Answer): Promise<RunningServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = (request.url ?? '').replace(/^\//, '');
    asked.push(name);
    answer(name, response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    asked,
    as: (origin) => ({ url, origin }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers with the files as they are. */
export function files({ bytes }: Pick<SmallSet, 'bytes'>): Answer {
  return (name, response) => {
    const content = bytes.get(name);
    if (!content) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-length': content.length }).end(content);
  };
}

export function status(code: number): Answer {
  return (_, response) => {
    response.writeHead(code).end();
  };
}
