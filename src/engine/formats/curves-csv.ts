import type { EpochResult, StepPoint } from '#protocol/run.ts';
import { type ExportedFile, type ExportedNet, fileStem, textPiece } from './exported-net.ts';

const COLUMNS = [
  'step',
  'epoch',
  'learning_rate',
  'training_loss',
  'training_top1_error',
  'validation_loss',
  'validation_top1_error',
  'validation_top5_error',
];

/**
 * The curves of a run as comma-separated values (RFC 4180): a row for each update, measured on its batch before it, with
 * the held-out images' where an epoch ended. Errors are fractions.
 */
export function curvesFile(net: ExportedNet): ExportedFile {
  const { run, points = [] } = net;
  const rows = curveRows(points, run?.epochs ?? [], run?.plan.stepsPerEpoch ?? 1);
  const text = [COLUMNS, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
  return { name: `${fileStem(net)}-curves.csv`, type: 'text/csv;charset=utf-8', pieces: [textPiece(text)] };
}

function curveRows(
  points: readonly StepPoint[],
  epochs: readonly EpochResult[],
  stepsPerEpoch: number,
): (string | number)[][] {
  const ends = new Map(epochs.map((epoch) => [epoch.step, epoch.validation]));
  return points.map(({ step, loss, top1Error, learningRate }) => {
    const end = ends.get(step);
    return [
      step,
      Math.ceil(step / stepsPerEpoch),
      learningRate,
      loss,
      top1Error,
      end?.loss ?? '',
      end?.top1Error ?? '',
      end?.top5Error ?? '',
    ];
  });
}
