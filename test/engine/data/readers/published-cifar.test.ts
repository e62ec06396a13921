import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { cifar100, cifar100Coarse } from '#datasets/cifar100.ts';
import type { CifarDataset } from '#datasets/dataset.ts';
import { readPublished } from '#engine/data/published.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import { tar } from '#test/engine/data/archive-writer.ts';
import { plainRecords } from '#test/engine/data/cifar-writer.ts';
import { gzip } from '#test/engine/data/idx-writer.ts';
import { files, type RunningServer, serve } from '#test/engine/data/small-set.ts';

const members = (trainCount: number) => [
  { path: 'cifar-100-binary/fine_label_names.txt', bytes: new TextEncoder().encode('apple\n') },
  { path: 'cifar-100-binary/test.bin', bytes: plainRecords(3, (index) => [index, 50 + index]) },
  {
    path: 'cifar-100-binary/train.bin',
    bytes: plainRecords(trainCount, (index) => [19 - index, 99 - index]),
  },
];

/** The set with six training and three test images, in a file of its own bytes. */
function small(facts: CifarDataset, archive: Uint8Array): CifarDataset {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const file = { name: 'small.tar.gz', sizeBytes: archive.length, sha256 };
  return { ...facts, trainCount: 6, testCount: 3, content: { ...facts.content, files: [file], mirrors: [] } };
}

const running: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function load(facts: CifarDataset, archive: Uint8Array<ArrayBuffer>, origin: 'server' | 'mirror') {
  const server = await serve(files({ bytes: new Map([['small.tar.gz', archive]]) }));
  running.push(server);
  const openStore = async () => undefined;
  return readPublished(small(facts, archive), { servers: [server.as(origin)], retryAfterMs: [], openStore });
}

describe('CIFAR-100 by its name', () => {
  const archive = gzip(tar(members(6)));

  it('has its fine labels, or its 20 superclasses, from the same archive', async () => {
    const fine = await load(cifar100, archive, 'mirror');
    expect([...fine.train.labels]).toEqual([99, 98, 97, 96, 95, 94]);
    expect([...fine.test.labels]).toEqual([50, 51, 52]);
    expect(fine.classNames[99]).toBe('worm');
    const coarse = await load(cifar100Coarse, archive, 'mirror');
    expect([...coarse.train.labels]).toEqual([19, 18, 17, 16, 15, 14]);
    expect(coarse.classNames[19]).toBe('vehicles 2');
  });

  it("may come unpacked from the page's own server", async () => {
    expect((await load(cifar100, tar(members(6)), 'server')).train.count).toBe(6);
  });

  it.each([
    ['of fewer images', gzip(tar(members(5)))],
    ['that is cut short', archive.slice(0, -40)],
    ['without the files', gzip(tar(members(6).slice(0, 1)))],
  ])('is not taken from an archive %s', async (_, bytes) => {
    const error = toEngineError(
      await load(cifar100, bytes, 'server').then(String, (thrown: unknown) => thrown),
    );
    expect(error.code).toBe('downloadCorrupt');
  });
});
