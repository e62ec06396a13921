import { describe, expect, it } from 'vitest';
import { createFormat } from '#panels/shared/format.ts';

describe('figures', () => {
  it('write an error with two decimals, as the errors on MNIST are published', () => {
    expect(createFormat('en').error(0.0095)).toBe('0.95%');
    expect(createFormat('zh-Hans').error(0.008)).toBe('0.80%');
  });

  it('write a loss beyond all sense as a power of ten', () => {
    const { loss, short } = createFormat('en');
    expect(loss(1.23456)).toBe('1.2346');
    expect(loss(12345.6)).toBe('12,345.6000');
    expect(loss(1.2345e33)).toBe('1.23E33');
    expect(short(1.2345e33)).toBe('1.23E33');
  });

  it('tell marks of an axis apart, however close they lie', () => {
    const { percentMark } = createFormat('en');
    expect([0, 0.0005, 0.001, 0.0015, 0.125].map(percentMark)).toEqual([
      '0%',
      '0.05%',
      '0.1%',
      '0.15%',
      '12.5%',
    ]);
  });

  it('write durations in the units that matter', () => {
    const { duration } = createFormat('en');
    expect(duration(420)).toBe('0.4 sec');
    expect(duration(59_000)).toBe('59 sec');
    expect(duration(125_000)).toBe('2 min 5 sec');
    expect(duration(7_500_000)).toBe('2 hr 5 min');
  });

  it("follow the reader's language", () => {
    expect(createFormat('zh-Hans').duration(125_000)).toBe('2分钟 5秒');
  });
});
