import { parseArgs } from 'node:util';
import type { BuildOptions } from '#models/catalog.ts';
import { GraphError, type Shape } from '#models/graph.ts';
import { buildGraph, SmallInputError } from '#models/registry.ts';
import { listText } from './list.ts';
import { tableJson, tableText } from './table.ts';

const USAGE = `Usage:
  npm run -s zoo -- list
  npm run -s zoo -- table <id> [--json] [--input 64x64x3] [--classes 10] [--width 0.25] [--stem small]

list shows every net with its smallest input: as published, and with its stem for small images where it has one.
table shows a net's layers and totals, as published or adapted by the options.`;

/** What to print, or what is wrong with the arguments. */
export interface Outcome {
  readonly output?: string;
  readonly problem?: string;
}

/** A mistake in the arguments; its message is for the person at the terminal. */
class ArgumentProblem extends Error {}

/** Runs one command of the terminal's zoo: `list` or `table <id>`. */
export function runCommandLine(programArguments: readonly string[]): Outcome {
  try {
    return { output: dispatch(programArguments) };
  } catch (error) {
    if (error instanceof ArgumentProblem || isParseProblem(error)) {
      return { problem: `${error.message}\n\n${USAGE}` };
    }
    if (error instanceof SmallInputError && error.isForSmallStem) {
      return { problem: `${error.message}: add --stem small` };
    }
    if (error instanceof GraphError) return { problem: error.message };
    throw error;
  }
}

function dispatch(programArguments: readonly string[]): string {
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
    },
  });
  if (values.help) return USAGE;
  const [command, id, ...rest] = positionals;
  if (command === 'list') {
    if (programArguments.length > 1) throw new ArgumentProblem('list takes no arguments');
    return listText();
  }
  if (command !== 'table') {
    throw new ArgumentProblem(command === undefined ? 'no command given' : `unknown command '${command}'`);
  }
  if (id === undefined) throw new ArgumentProblem('table needs the id of a net; list shows them');
  if (rest.length > 0) throw new ArgumentProblem(`table takes one net, found also '${rest.join(' ')}'`);
  const options: Partial<BuildOptions> = {
    ...(values.input === undefined ? {} : { inputShape: readShape(values.input) }),
    ...(values.classes === undefined ? {} : { numClasses: readNumber('--classes', values.classes) }),
    ...(values.width === undefined ? {} : { width: readNumber('--width', values.width) }),
    ...(values.stem === undefined ? {} : { stem: readStem(values.stem) }),
  };
  const graph = buildGraph(id, options);
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

function readStem(text: string): 'paper' | 'small' {
  if (text !== 'paper' && text !== 'small') {
    throw new ArgumentProblem(`--stem must be paper or small, found '${text}'`);
  }
  return text;
}

/** Whether Node's own parser refused the arguments. */
function isParseProblem(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
