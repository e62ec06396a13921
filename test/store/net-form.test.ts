import { describe, expect, it } from 'vitest';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import { classroomForm, modelForm, publishedForm, trainableModel } from '#store/net-form.ts';

const DIGITS = { shape: [28, 28, 1], numClasses: 10 } as const;
const resnet18 = findArchitecture('resnet18');

describe('the net that a page hands over to Train', () => {
  it('is in the classroom form when it is shown as published: Train has small images', () => {
    const { width, stem } = resnet18.classroom;
    expect(trainableModel(publishedForm(resnet18), DIGITS.shape)).toMatchObject({
      id: 'resnet18',
      width,
      stem,
    });
  });

  it('keeps the width, the stem and the choices that the reader gave it', () => {
    const form = { ...publishedForm(resnet18), width: 0.5, choices: { shortcut: 'zeroPadding' } };
    const { stem = 'paper', ...model } = trainableModel({ ...form, stem: 'small' }, DIGITS.shape);
    expect({ stem, ...model }).toEqual({
      id: 'resnet18',
      width: 0.5,
      stem: 'small',
      choices: { shortcut: 'zeroPadding' },
    });
    expect(trainableModel(form, DIGITS.shape).stem).toBeUndefined(); // ResNet takes 28 x 28 pixels as published too
  });

  it('takes the stem for small images where the other one needs larger ones', () => {
    const vgg = publishedForm(findArchitecture('vgg16'));
    expect(trainableModel({ ...vgg, width: 0.25 }, DIGITS.shape)).toMatchObject({
      width: 0.25,
      stem: 'small',
    });
  });

  it('comes back as the same form', () => {
    const form = { ...modelForm(trainableModel(classroomForm(resnet18), DIGITS.shape), DIGITS) };
    expect(form).toMatchObject({ inputShape: [28, 28, 1], numClasses: 10, width: resnet18.classroom.width });
    expect(buildGraph(form.id, form).adapted).toBe(true);
  });
});
