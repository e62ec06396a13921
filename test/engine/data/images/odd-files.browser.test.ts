import { describe, expect, it } from 'vitest';
import { LooseFiles } from '#engine/data/file-tree.ts';
import { decodeImage } from '#engine/data/images/decode-image.ts';
import { decoded } from '#engine/data/images/decoding.ts';
import { readUserFiles } from '#engine/data/user-files.ts';
import { toEngineError } from '#engine/engine-failure.ts';

/** Odd images and zips of them, where this computer has the folder; images.json says what is right for each. */
const folder = `${import.meta.env['DATASETS_DIR']}/odd`;
const answer = await fetch(`/@fs${folder}/images.json`);
const isThere = answer.headers.get('content-type')?.includes('json') ?? false;

interface Expected {
  readonly width?: number;
  readonly height?: number;
  readonly quadrantsRGB?: readonly (readonly number[])[];
  readonly note: string;
}
const images: Readonly<Record<string, Expected>> = isThere ? await answer.json() : {};

async function fileOf(path: string): Promise<File> {
  const response = await fetch(`/@fs${folder}/${encodeURIComponent(path).replaceAll('%2F', '/')}`);
  return new File([await response.arrayBuffer()], path.slice(path.lastIndexOf('/') + 1));
}

/** JPEG is not exact. */
const TOLERANCE = 12;

describe.skipIf(!isThere)('odd images', () => {
  const names = Object.keys(images);
  const readable = names.filter((name) => images[name]!.width !== undefined);

  it.each(readable)('%s has its size and its colours', async (name) => {
    const { width, height, quadrantsRGB = [] } = images[name]!;
    const file = await fileOf(`images/${name}`);
    const image = await decodeImage(new Uint8Array(await file.arrayBuffer()));
    expect(image).toMatchObject({ width, height });
    quadrantsRGB.forEach((colour, quadrant) => {
      const x = Math.floor(width! * (quadrant % 2 === 0 ? 0.25 : 0.75));
      const y = Math.floor(height! * (quadrant < 2 ? 0.25 : 0.75));
      const at = (y * width! + x) * 3;
      colour.forEach((value, channel) => {
        expect(Math.abs(image.pixels[at + channel]! - value), `${quadrant}`).toBeLessThanOrEqual(TOLERANCE);
      });
    });
  });

  it('that cannot be read are left out with the reason, and the rest loads', async () => {
    const given = await Promise.all(
      names.map(async (name) => ({ path: `odd/all/${name}`, file: await fileOf(`images/${name}`) })),
    );
    const tree = new LooseFiles(given);
    const skipped: string[] = [];
    let count = 0;
    const size = { height: 32, width: 32 };
    for await (const { file, problem } of decoded(
      tree.read(tree.files, { mostBytes: 1e6 }),
      size,
      decodeImage,
    )) {
      if (problem) skipped.push(`${file.path.slice('odd/all/'.length)} ${problem.code}`);
      else count++;
    }
    expect(skipped.toSorted()).toEqual([
      'claims-100000x100000.png imageTooLarge',
      'corrupt.png imageDamaged',
      'empty.jpg fileEmpty',
      'text.jpg imageDamaged',
      'truncated.jpg imageDamaged',
    ]);
    expect(count).toBe(readable.length);
    const set = await readUserFiles(given);
    expect([set.train.count + set.test.count, set.skipped?.length]).toEqual([readable.length, 5]);
  });
});

async function read(name: string) {
  const set = await readUserFiles([{ path: name, file: await fileOf(`zips/${name}`) }]);
  return {
    classNames: set.classNames,
    count: set.train.count + set.test.count,
    train: set.train.count,
    test: set.test.count,
    skipped: (set.skipped ?? []).map(({ path, reason }) => `${path} ${reason.code}`),
    notes: (set.notes ?? []).map(({ kind }) => kind),
  };
}

describe.skipIf(!isThere)('odd zips', () => {
  it.each(['plain.zip', 'backslashes.zip', 'macos.zip'])(
    '%s has cats and dogs and nothing else',
    async (name) => {
      expect(await read(name)).toMatchObject({ classNames: ['cat', 'dog'], count: 12, skipped: [] });
    },
  );

  it('gbk-names.zip has its Chinese classes', async () => {
    expect((await read('gbk-names.zip')).classNames.toSorted()).toEqual(['狗', '猫'].toSorted());
  });

  it('numbers.zip has its classes in the order of their numbers', async () => {
    expect((await read('numbers.zip')).classNames).toEqual(
      Array.from({ length: 12 }, (_, index) => `${index}`),
    );
  });

  it('train-val-test.zip has its validation images among those for training, and says so', async () => {
    const { train, test, notes } = await read('train-val-test.zip');
    expect([train, test]).toEqual([22, 8]);
    expect(notes).toContain('validationJoined');
  });

  it('same-image-in-train-and-test.zip says so', async () => {
    const { test, notes } = await read('same-image-in-train-and-test.zip');
    expect(test).toBe(2);
    expect(notes).toContain('testAlsoInTraining');
  });

  it('one-class.zip and empty-class.zip load, the empty class listed', async () => {
    expect(await read('one-class.zip')).toMatchObject({ classNames: ['cat'], count: 5 });
    expect(await read('empty-class.zip')).toMatchObject({
      classNames: ['cat', 'dog'],
      skipped: ['bird folderEmpty'],
    });
  });

  it('traversal.zip loads without the paths that climb out', async () => {
    const { count, skipped } = await read('traversal.zip');
    expect(count).toBe(12);
    expect(skipped.map((line) => line.split(' ')[1])).toEqual(['pathUnsafe', 'pathUnsafe', 'pathUnsafe']);
  });

  it('bomb.zip loads without the bomb, which is not unpacked', async () => {
    expect(await read('bomb.zip')).toMatchObject({
      classNames: ['dog'],
      skipped: ['cat/0.jpg fileTooLarge', 'cat folderEmpty'],
    });
  });

  it.each([
    ['no-folders.zip', 'imagesWithoutFolders'],
    ['bzip2.zip', 'archiveUnsupported'],
    ['encrypted-flag.zip', 'archiveEncrypted'],
    ['truncated.zip', 'archiveDamaged'],
  ])('%s is refused: %s', async (name, code) => {
    const error = await read(name).then(String, toEngineError);
    expect(error).toMatchObject({ code });
  });

  it('not-a-zip.zip is refused for what it is', async () => {
    expect(await read('not-a-zip.zip').then(String, toEngineError)).toMatchObject({
      code: 'fileOfOtherKind',
    });
  });
});
