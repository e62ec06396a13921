import { describe, expect, it } from 'vitest';
import { classFolders } from '#engine/data/images/class-folders.ts';

function understood(...paths: string[]) {
  const { placed, stray, classNames } = classFolders(paths.map((path) => ({ path, sizeBytes: 1 })));
  return {
    classNames,
    splits: placed.map(({ split, className }) => `${split} ${className}`),
    stray: stray.map(({ path }) => path),
  };
}

describe('folders of images', () => {
  it('are the classes, in natural order', () => {
    const { classNames, splits } = understood('10/a.png', '2/a.png', '1/a.png', 'é/a.png');
    expect(classNames).toEqual(['1', '2', '10', 'é']);
    expect(splits[0]).toBe('train 10');
  });

  it('may lie under those of the splits, whatever these are called', () => {
    const { classNames, splits } = understood(
      'Training/cat/0.jpg',
      'valid/dog/0.jpg',
      'TEST/cat/1.jpg',
      'val/cat/2.jpg',
    );
    expect(classNames).toEqual(['cat', 'dog']);
    expect(splits).toEqual(['train cat', 'validation dog', 'test cat', 'validation cat']);
  });

  it.each([
    ['one', 'pets/'],
    ['two', 'downloads/pets/'],
  ])('may lie in %s that hold everything', (_, above) => {
    const paths = ['train/cat/0.jpg', 'test/dog/0.jpg'].map((path) => above + path);
    expect(understood(...paths, `${above}about.jpg`)).toEqual({
      classNames: ['cat', 'dog'],
      splits: ['train cat', 'test dog'],
      stray: [`${above}about.jpg`],
    });
    expect(understood(`${above}cat/0.jpg`, `${above}dog/0.jpg`).classNames).toEqual(['cat', 'dog']);
  });

  it('of one class alone, and of one split alone, keep their meaning', () => {
    expect(understood('cat/0.jpg', 'cat/1.jpg').classNames).toEqual(['cat']);
    expect(understood('pets/cat/0.jpg', 'pets/cat/1.jpg').classNames).toEqual(['cat']);
    expect(understood('val/n01/a.JPEG', 'val/n02/b.JPEG').splits).toEqual([
      'validation n01',
      'validation n02',
    ]);
  });

  it('called like splits are classes where there are no folders in them', () => {
    expect(understood('test/0.jpg', 'train/0.jpg').classNames).toEqual(['test', 'train']);
  });

  it('within classes say nothing', () => {
    expect(understood('cat/images/0.jpg', 'cat/more/deep/1.jpg', 'dog/0.jpg').classNames).toEqual([
      'cat',
      'dog',
    ]);
  });

  it('are missed where there are none', () => {
    expect(understood('0.jpg', '1.jpg')).toEqual({ classNames: [], splits: [], stray: ['0.jpg', '1.jpg'] });
  });
});
