import { MantineProvider } from '@mantine/core';
import { useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { NumberField, type NumberNote } from '#ui/number-field.tsx';

let root: Root;
let setFromOutside: (value: number) => void;
const onChange = vi.fn<(value: number) => void>();

beforeEach(() => {
  const frame = document.createElement('div');
  document.body.replaceChildren(frame);
  root = createRoot(frame);
  onChange.mockClear();
});
afterEach(() => root.unmount());

const explain = (note: NumberNote) => (note.kind === 'invalid' ? 'invalid' : `${note.kind} ${note.value}`);

const RATE = { label: 'Learning rate', start: 0.004, min: 1e-6, max: 10, whole: false };
const EPOCHS = { label: 'Epochs', start: 3, min: 1, max: 20, whole: true };

function Held({ start, ...props }: typeof RATE) {
  const [value, setValue] = useState(start);
  setFromOutside = setValue;
  const change = (next: number) => {
    onChange(next);
    setValue(next);
  };
  return <NumberField {...props} value={value} explain={explain} onChange={change} />;
}

async function show(props: typeof RATE) {
  root.render(
    <MantineProvider>
      <Held {...props} />
    </MantineProvider>,
  );
  const field = page.getByRole('spinbutton', { name: props.label });
  await expect.element(field).toBeVisible();
  return field;
}

describe('a number field', () => {
  it('takes valid entries over at once and corrects others when left, and says so until the next edit', async () => {
    const field = await show(EPOCHS);
    await field.fill('7');
    expect(onChange).toHaveBeenLastCalledWith(7);
    await field.fill('99');
    expect(onChange).toHaveBeenCalledTimes(1);
    await expect.element(field).toBeInvalid();
    await expect.element(field).toHaveAccessibleDescription('invalid');
    await userEvent.tab();
    expect(onChange).toHaveBeenLastCalledWith(20);
    await expect.element(field).toHaveValue('20');
    await expect.element(field).toBeValid();
    await expect.element(field).toHaveAccessibleDescription('corrected 20');
    await field.click();
    await userEvent.tab();
    await expect.element(field).toHaveAccessibleDescription('corrected 20');
    // An edit, even one that leaves the value as it is.
    await field.fill('20.0');
    await expect.element(field).toHaveAccessibleDescription('');
  });

  it('rounds what must be whole and says so', async () => {
    const field = await show(EPOCHS);
    await field.fill('4.6');
    await userEvent.keyboard('{Enter}');
    await expect.element(field).toHaveValue('5');
    await expect.element(field).toHaveAccessibleDescription('corrected 5');
    expect(onChange).toHaveBeenCalledExactlyOnceWith(5);
  });

  it('keeps its value where no number was entered', async () => {
    const field = await show(RATE);
    for (const text of ['', 'fast', '1e-']) {
      await field.fill(text);
      await userEvent.tab();
      await expect.element(field).toHaveValue('0.004');
      await expect.element(field).toHaveAccessibleDescription('kept 0.004');
    }
    expect(onChange).not.toHaveBeenCalled();
  });

  it.each([
    ['0,01', 0.01],
    ['1e-3', 0.001],
    ['2,5E-4', 0.00025],
  ])('understands %s, and writes the number out when left', async (text, number) => {
    const field = await show(RATE);
    await field.fill(text);
    expect(onChange).toHaveBeenLastCalledWith(number);
    await expect.element(field).toHaveAccessibleDescription('');
    await userEvent.tab();
    await expect.element(field).toHaveValue(String(number));
  });

  it('corrects 1e6 to the largest value and says so', async () => {
    const field = await show(RATE);
    await field.fill('1e6');
    await userEvent.tab();
    await expect.element(field).toHaveValue('10');
    await expect.element(field).toHaveAccessibleDescription('corrected 10');
  });

  it('is a spin button that tells its value and limits', async () => {
    const field = await show(RATE);
    await expect.element(field).toHaveAttribute('aria-valuenow', '0.004');
    await expect.element(field).toHaveAttribute('aria-valuemin', '0.000001');
    await expect.element(field).toHaveAttribute('aria-valuemax', '10');
    await field.fill('0.5');
    await expect.element(field).toHaveAttribute('aria-valuenow', '0.5');
    const note = field.element().getAttribute('aria-describedby')!;
    expect(document.getElementById(note)!.querySelector('[aria-live="polite"]')).not.toBeNull();
  });

  it('goes up and down by the arrow keys in steps that suit its size', async () => {
    const field = await show(RATE);
    await field.click();
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(field).toHaveValue('0.005');
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(field).toHaveValue('0.01');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
    await expect.element(field).toHaveValue('0.001');
    expect(onChange.mock.calls.flat()).toEqual([0.005, 0.01, 0.005, 0.002, 0.001]);
  });

  it('does not change under the wheel', async () => {
    const field = await show(RATE);
    await field.click();
    await userEvent.wheel(field, { direction: 'up' });
    await userEvent.wheel(field, { direction: 'down', times: 3 });
    await expect.element(field).toHaveValue('0.004');
    expect(onChange).not.toHaveBeenCalled();
  });

  it('follows a value that is set from outside, and forgets what it said', async () => {
    const field = await show(RATE);
    await field.fill('1e6');
    await userEvent.tab();
    await expect.element(field).toHaveAccessibleDescription('corrected 10');
    setFromOutside(0.3);
    await expect.element(field).toHaveValue('0.3');
    await expect.element(field).toHaveAccessibleDescription('');
  });
});
