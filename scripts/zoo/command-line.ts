import { parseArgs } from 'node:util';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { BuildOptions } from '#models/catalog.ts';
import { GraphError, type Shape } from '#models/graph.ts';
import { accepts, RUN_FIELDS } from '#models/recipe-fields.ts';
import { buildGraph, SmallInputError } from '#models/registry.ts';
import { EXPORT_FORMATS } from '#protocol/export.ts';
import { exportNet } from './export.ts';
import { listText } from './list.ts';
import { tableJson, tableText } from './table.ts';

const USAGE = `Usage:
  npm run -s zoo -- list
  npm run -s zoo -- table <id> [--json] [form]
  npm run -s zoo -- export <id> --format pytorch [--seed 1] [--out file] [form]

form: [--input 64x64x3] [--classes 10] [--width 0.25] [--stem small]

list shows every net with its smallest input: as published, and with its stem for small images where it has one.
table shows a net's layers and totals, as published or adapted by its form.
export writes a net with the weights that a run of the seed starts from: as a PyTorch project (pytorch), safetensors,
onnx or tfjs. A trained net is exported on the page.`;

/** What to print, or what is wrong with the arguments. */
export interface Outcome {
  readonly output?: string;
  readonly problem?: string;
}

/** A mistake in the arguments; its message is for the person at the terminal. */
class ArgumentProblem extends Error {}

/** Runs one command of the terminal's zoo: `list`, `table <id>` or `export <id>`, whose file goes into `folder`. */
export async function runCommandLine(
  programArguments: readonly string[],
  folder = process.cwd(),
): Promise<Outcome> {
  try {
    return { output: await dispatch(programArguments, folder) };
  } catch (error) {
    if (error instanceof ArgumentProblem || isParseProblem(error)) {
      return { problem: `${error.message}\n\n${USAGE}` };
    }
    if (error instanceof SmallInputError && error.isForSmallStem) {
      return { problem: `${error.message}: add --stem small` };
    }
    if (error instanceof GraphError || isFileProblem(error)) return { problem: error.message };
    if (error instanceof EngineFailure && error.value.code === 'exportTooLarge') {
      const { neededBytes, limitBytes } = error.value.details;
      return { problem: `the net needs ${neededBytes} bytes, and the format holds ${limitBytes}` };
    }
    throw error;
  }
}

async function dispatch(programArguments: readonly string[], folder: string): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...programArguments],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      json: { type: 'boolean', default: false },
      input: { type: 'string' },
      classes: { type: 'string' },
      width: { type: 'string' },
      stem: { type: 'string' },
      format: { type: 'string' },
      seed: { type: 'string' },
      out: { type: 'string' },
    },
  });
  if (values.help) return USAGE;
  const [command, id, ...rest] = positionals;
  if (command === 'list') {
    if (programArguments.length > 1) throw new ArgumentProblem('list takes no arguments');
    return listText();
  }
  if (command !== 'table' && command !== 'export') {
    throw new ArgumentProblem(command === undefined ? 'no command given' : `unknown command '${command}'`);
  }
  if (id === undefined) throw new ArgumentProblem(`${command} needs the id of a net; list shows them`);
  if (rest.length > 0) throw new ArgumentProblem(`${command} takes one net, found also '${rest.join(' ')}'`);
  const options: Partial<BuildOptions> = {
    ...(values.input === undefined ? {} : { inputShape: readShape(values.input) }),
    ...(values.classes === undefined ? {} : { numClasses: readNumber('--classes', values.classes) }),
    ...(values.width === undefined ? {} : { width: readNumber('--width', values.width) }),
    ...(values.stem === undefined ? {} : { stem: readStem(values.stem) }),
  };
  const graph = buildGraph(id, options);
  if (command === 'export') {
    const format = readFormat(values.format);
    const seed = readSeed(values.seed ?? '1');
    return exportNet(graph, options, { format, seed, folder, out: values.out });
  }
  for (const option of ['format', 'seed', 'out'] as const) {
    if (values[option] !== undefined) throw new ArgumentProblem(`--${option} belongs to export`);
  }
  return values.json ? tableJson(graph) : tableText(graph);
}

function readShape(text: string): Shape {
  const match = /^(\d+)x(\d+)x(\d+)$/.exec(text);
  if (match === null) {
    throw new ArgumentProblem(`--input must be height x width x channels, such as 64x64x3, found '${text}'`);
  }
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

function readNumber(option: string, text: string): number {
  if (!/^\d*\.?\d+$/.test(text)) throw new ArgumentProblem(`${option} must be a number, found '${text}'`);
  return Number(text);
}

const FORMATS = EXPORT_FORMATS.filter((format) => format !== 'csv');

function readFormat(text: string | undefined): (typeof FORMATS)[number] {
  const format = FORMATS.find((name) => name === text);
  if (format !== undefined) return format;
  const found = text === undefined ? 'none' : `'${text}'`;
  throw new ArgumentProblem(`--format must be ${FORMATS.join(', ')}, found ${found}`);
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && accepts(RUN_FIELDS.seed, seed)) return seed;
  throw new ArgumentProblem(`--seed must be a whole number below 2^32, found '${text}'`);
}

function readStem(text: string): 'paper' | 'small' {
  if (text !== 'paper' && text !== 'small') {
    throw new ArgumentProblem(`--stem must be paper or small, found '${text}'`);
  }
  return text;
}

/** Whether a file could not be written. */
function isFileProblem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

/** Whether Node's own parser refused the arguments. */
function isParseProblem(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
