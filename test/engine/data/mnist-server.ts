import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MnistServer, PublishedFile } from '#engine/data/mnist-catalog.ts';
import { gzip, idxImages, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';

/** A small MNIST: 40 training and 20 test images, with the catalogue that describes it. */
export interface SmallMnist {
  readonly catalog: readonly PublishedFile[];
  readonly bytes: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export function smallMnist(): SmallMnist {
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  const describe = (
    name: string,
    kind: PublishedFile['kind'],
    split: PublishedFile['split'],
    count: number,
  ): PublishedFile => {
    const content = gzip(kind === 'images' ? idxImages({ count }) : idxLabels(labelsInTurn(count)));
    bytes.set(name, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { name, kind, split, count, bytes: content.length, sha256 };
  };
  const catalog = [
    describe('train-images-idx3-ubyte.gz', 'images', 'train', 40),
    describe('train-labels-idx1-ubyte.gz', 'labels', 'train', 40),
    describe('t10k-images-idx3-ubyte.gz', 'images', 'test', 20),
    describe('t10k-labels-idx1-ubyte.gz', 'labels', 'test', 20),
  ];
  return { catalog, bytes };
}

export interface RunningServer {
  readonly url: string;
  /** Names of the files asked for, in order. */
  readonly asked: readonly string[];
  as(origin: MnistServer['origin']): MnistServer;
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
export function files({ bytes }: Pick<SmallMnist, 'bytes'>): Answer {
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
