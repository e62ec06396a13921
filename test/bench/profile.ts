import type { Page } from 'playwright';
import { analyse } from '#models/analysis.ts';
import { buildGraph } from '#models/registry.ts';
import type { BrowserContestant } from './contestants/browser.ts';
import type { StepProfile } from './contestants/profiled.ts';
import { tfjs } from './field.ts';
import { netTasks } from './nets.ts';
import { round, type Summary, summarise } from './statistics.ts';
import type { NetTask } from './task.ts';

/** A kernel of tfjs, a function of ours that updates weights, or all that is outside both. */
export interface ProfilePart {
  readonly name: string;
  readonly calls: number;
  readonly ms: number;
  /** Of the whole step. */
  readonly share: number;
  /** Of convolutions: all multiplications and additions of this direction, padding counted. */
  readonly gigaflops?: number;
}

export interface NetProfile {
  readonly task: string;
  /** Without clocks. */
  readonly stepMs: Summary;
  /** With them: the mean of the middle half of so many steps, which the parts add up to. */
  readonly steps: number;
  readonly clockedStepMs: number;
  readonly parts: readonly ProfilePart[];
}

export interface ProfileResult {
  readonly module: string | undefined;
  readonly nets: Readonly<Record<string, NetProfile>>;
}

const OUTSIDE = "outside kernels: tfjs's and our JavaScript";
const STEPS = { lenet: 60, resnet: 20, googlenet: 20 } satisfies Record<keyof typeof netTasks, number>;

/** What a training step of ours on one thread is made of. */
export async function measureProfile(page: Page, quick: boolean): Promise<ProfileResult> {
  const contestant = (await tfjs(page, 'ours', 1).open()) as BrowserContestant;
  const nets: Record<string, NetProfile> = {};
  for (const [id, taskOf] of Object.entries(netTasks)) {
    const task = taskOf();
    const steps = quick ? 4 : STEPS[id as keyof typeof netTasks];
    await contestant.prepare(task);
    // A few of both kinds first: the JavaScript is compiled, and compiled again with the clocks in it.
    await contestant.time(Math.ceil(steps / 4));
    await contestant.call('profile', Math.ceil(steps / 4));
    const stepMs = summarise(await contestant.time(steps));
    const profiles = (await contestant.call('profile', steps)) as StepProfile[];
    nets[id] = { task: task.name, stepMs, steps, ...summed(middleHalf(profiles), convolutionGigaflop(task)) };
  }
  const { module } = contestant;
  await contestant.close();
  return { module, nets };
}

/** Without the quarter that was fastest and the quarter that was slowest. */
function middleHalf(profiles: readonly StepProfile[]): readonly StepProfile[] {
  const quarter = Math.floor(profiles.length / 4);
  return [...profiles].sort((a, b) => a.ms - b.ms).slice(quarter, profiles.length - quarter);
}

function summed(profiles: readonly StepProfile[], gigaflop: Readonly<Record<string, number>>) {
  const mean = (of: (profile: StepProfile) => number) =>
    profiles.reduce((sum, profile) => sum + of(profile), 0) / profiles.length;
  const clockedStepMs = mean(({ ms }) => ms);
  const part = (name: string, calls: number, ms: number): ProfilePart => ({
    name,
    calls,
    ms: round(ms),
    share: round(ms / clockedStepMs, 4),
    ...(gigaflop[name] === undefined ? {} : { gigaflops: round((1000 * gigaflop[name]) / ms, 1) }),
  });
  const names = Object.keys(profiles[0]!.parts);
  const parts = names
    .map((name) =>
      part(
        name,
        profiles[0]!.parts[name]!.calls,
        mean(({ parts }) => parts[name]!.ms),
      ),
    )
    .sort((a, b) => b.ms - a.ms);
  const insideMs = names.reduce((sum, name) => sum + mean(({ parts }) => parts[name]!.ms), 0);
  return {
    clockedStepMs: round(clockedStepMs),
    parts: [...parts, part(OUTSIDE, 1, clockedStepMs - insideMs)],
  };
}

/** Of one step, by the kernel that does it. */
function convolutionGigaflop({ model, inputShape, numClasses, batchSize }: NetTask): Record<string, number> {
  const graph = buildGraph(model.id, { ...model, inputShape, numClasses });
  const convolutions = analyse(graph).layers.filter(({ type }) => type === 'conv');
  const gigaflopOf = (layers: typeof convolutions) =>
    layers.reduce((sum, { multiplyAdds }) => sum + 2e-9 * multiplyAdds * batchSize, 0);
  const all = gigaflopOf(convolutions);
  return {
    Conv2D: all,
    FusedConv2D: all,
    Conv2DBackpropFilter: all,
    // Nobody asks for the gradient of the images.
    Conv2DBackpropInput: gigaflopOf(convolutions.slice(1)),
  };
}
