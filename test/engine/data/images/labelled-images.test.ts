import { describe, expect, it } from 'vitest';
import { LooseFiles } from '#engine/data/file-tree.ts';
import { labelledImages } from '#engine/data/images/labelled-images.ts';
import { decodeText, readRows } from '#engine/data/readers/delimited-text.ts';
import { given } from '#test/engine/data/user-file.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** What a folder says: images by their paths alone, texts with what they hold. */
async function understood(texts: Readonly<Record<string, string>>, ...paths: readonly string[]) {
  const images = paths.map((path) => [path, utf8('image')] as const);
  const tables = Object.entries(texts).map(([path, text]) => [path, utf8(text)] as const);
  const tree = new LooseFiles(given(...images, ...tables));
  const files = tree.files.filter(({ path }) => paths.includes(path));
  const { placed, skipped, ...rest } = await labelledImages(tree, files, undefined);
  return {
    ...rest,
    placed: placed.map(({ file, split, className }) => `${file.path}: ${split} ${className}`),
    skipped: skipped.map(({ path, reason }) => `${path} ${reason.code}`),
  };
}

describe('rows of a text', () => {
  it.each([
    [
      'commas and quotes',
      'a,b\r\n"x, y","say ""no"""\r\n',
      [
        ['a', 'b'],
        ['x, y', 'say "no"'],
      ],
    ],
    [
      'semicolons',
      'file;label\n1.png;a,b\n',
      [
        ['file', 'label'],
        ['1.png', 'a,b'],
      ],
    ],
    [
      'tabs',
      'a\tb\nc\t\n',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    [
      'spaces',
      'a.jpg 3\nb.jpg  4',
      [
        ['a.jpg', '3'],
        ['b.jpg', '4'],
      ],
    ],
    ['empty lines, and a line end within quotes', '\n"a\nb",c\n\n', [['a\nb', 'c']]],
    [
      'a quote without its end',
      '"a,b\nc,d',
      [
        ['"a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['nothing', '', []],
  ])('with %s', (_, text, rows) => {
    expect(readRows(text)).toEqual(rows);
  });

  it('are Unicode by their mark or by their form, else GBK', () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('a');
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x2b, 0x73))).toBe('猫');
    expect(decodeText(utf8('猫'))).toBe('猫');
    // 狗 in GBK.
    expect(decodeText(Uint8Array.of(0xb9, 0xb7))).toBe('狗');
  });
});

describe('a table of labels', () => {
  it('names images by the end of their paths; rows without image and images without row are listed', async () => {
    const csv = '\ufefffilename,label\r\na.jpg,cat\r\n"b.jpg","dog, large"\r\nmissing.jpg,cat\r\n';
    const result = await understood({ 'labels.csv': csv }, 'images/a.jpg', 'images/b.jpg', 'images/c.jpg');
    expect(result).toMatchObject({
      classes: ['cat', 'dog, large'],
      placed: ['images/a.jpg: train cat', 'images/b.jpg: train dog, large'],
      skipped: ['missing.jpg imageMissing', 'images/c.jpg imageUnlabelled'],
      notes: [{ kind: 'labelsFromFile', details: { file: 'labels.csv', count: 2 } }],
    });
  });

  it('may leave out endings, come with more columns and say the split', async () => {
    const csv = 'id;width;breed;split\nb;640;husky;test\na;500;corgi;train\nc;500;corgi;val\n';
    const { placed } = await understood({ 'x/dogs.csv': csv }, 'x/a.jpg', 'x/b.jpg', 'x/c.jpg');
    expect(placed).toEqual(['x/a.jpg: train corgi', 'x/b.jpg: test husky', 'x/c.jpg: validation corgi']);
  });

  it('of each split may be its own', async () => {
    const tables = { 'train.csv': 'file,label\n1.png,a\n2.png,b\n', 'test.csv': 'file,label\n3.png,b\n' };
    const { placed, skipped } = await understood(tables, '1.png', '2.png', '3.png');
    expect(placed.toSorted()).toEqual(['1.png: train a', '2.png: train b', '3.png: test b']);
    expect(skipped).toEqual([]);
  });

  it("without a header is Caffe's list, whose classes are in natural order", async () => {
    const { classes, placed } = await understood(
      { 'val.txt': '0.png 10\n1.png 2\n2.png 10\n' },
      '0.png',
      '1.png',
      '2.png',
    );
    expect(classes).toEqual(['2', '10']);
    expect(placed[0]).toBe('0.png: validation 10');
  });

  it("as Tiny-ImageNet's comes beside class folders, and unlabelled images are left out", async () => {
    const result = await understood(
      {
        't/val/val_annotations.txt':
          'val_0.JPEG\tn00000002\t0\t32\t44\t62\nval_1.JPEG\tn00000001\t2\t3\t4\t6\n',
        't/wnids.txt': 'n00000002\nn00000001\n',
        't/words.txt': 'n00000002\tgoldfish, Carassius auratus\nn00000001\ttench\nn00000003\tshark\n',
      },
      't/train/n00000001/images/n00000001_0.JPEG',
      't/train/n00000002/images/n00000002_0.JPEG',
      't/val/images/val_0.JPEG',
      't/val/images/val_1.JPEG',
      't/test/images/test_0.JPEG',
    );
    expect(result.placed.toSorted()).toEqual([
      't/train/n00000001/images/n00000001_0.JPEG: train n00000001',
      't/train/n00000002/images/n00000002_0.JPEG: train n00000002',
      't/val/images/val_0.JPEG: validation n00000002',
      't/val/images/val_1.JPEG: validation n00000001',
    ]);
    expect(result.skipped).toEqual(['t/test/images/test_0.JPEG imageUnlabelled']);
  });

  it('is not any text', async () => {
    const { placed, notes } = await understood(
      { 'README.txt': 'Images of cats, made by hand.\nSee cat/1.png.\n', 'numbers.csv': 'a,b\n1,2\n' },
      'cat/1.png',
      'dog/1.png',
    );
    expect(placed).toEqual(['cat/1.png: train cat', 'dog/1.png: train dog']);
    expect(notes).toEqual([]);
  });
});

describe('a list of classes', () => {
  const list = 'n01440764 tench\nn01443537 goldfish\nn01484850 great white shark\n';

  it("gives ImageNet's order and readable names, and keeps the places of classes without images", async () => {
    const result = await understood({ 'classes.txt': list }, 'val/n01484850/a.JPEG', 'val/n01440764/b.JPEG');
    expect(result).toMatchObject({
      classes: ['n01440764', 'n01443537', 'n01484850'],
      names: ['tench', 'goldfish', 'great white shark'],
      isListed: true,
      notes: [{ kind: 'classesFromFile', details: { file: 'classes.txt', count: 3, present: 2 } }],
    });
  });

  it.each([
    ['0', ['0', '1', '2']],
    ['1', ['1', '2', '3']],
  ])('is counted from %s where labels are numbers', async (first, classes) => {
    const rows = [0, 2].map((index) => `${index}.png,${index + Number(first)}`).join('\n');
    const result = await understood({ 'classes.txt': list, 'y.csv': rows }, '0.png', '2.png');
    expect(result).toMatchObject({ classes, names: ['tench', 'goldfish', 'great white shark'] });
  });

  it('that does not know some folder is none', async () => {
    const result = await understood({ 'classes.txt': 'cat\n' }, 'cat/a.png', 'dog/a.png');
    expect(result).toMatchObject({ classes: ['cat', 'dog'], isListed: false, notes: [] });
  });
});
