import type { BackendOptions } from '#engine/backend/select-backend.ts';
import type { Command } from '#protocol/commands.ts';
import { BackendSubject } from './backend.ts';
import { Bench } from './bench.ts';
import { DataSubject } from './data.ts';
import { EvaluationSubject } from './evaluation.ts';
import { ExportSubject } from './export.ts';
import { InspectionSubject } from './inspection.ts';
import { KeptRunsSubject } from './kept-runs.ts';
import { type Emit, Requests } from './requests.ts';
import { RunSubject } from './run.ts';
import { WatchSubject } from './watch.ts';
import { WeightsSubject } from './weights.ts';

/** The engine behind the protocol: gives each command to its subject. */
export class Session {
  readonly #requests: Requests;
  readonly #backend: BackendSubject;
  readonly #data: DataSubject;
  readonly #run: RunSubject;
  readonly #keptRuns: KeptRunsSubject;
  readonly #watch: WatchSubject;
  readonly #evaluation: EvaluationSubject;
  readonly #weights: WeightsSubject;
  readonly #inspection: InspectionSubject;
  readonly #export: ExportSubject;

  constructor(tell: Emit, wasmPaths: BackendOptions['wasmPaths']) {
    const bench = new Bench();
    const emit: Emit = (event) => {
      tell(event);
      const { held } = bench;
      if ('runId' in event && event.runId === held?.runId) held.broadcast.send(event);
    };
    this.#requests = new Requests(emit);
    this.#data = new DataSubject(emit, this.#requests);
    this.#backend = new BackendSubject(emit, this.#requests, bench, this.#data, wasmPaths);
    this.#run = new RunSubject(emit, this.#requests, bench, this.#data);
    this.#keptRuns = new KeptRunsSubject(emit, this.#requests, bench);
    this.#watch = new WatchSubject(tell, this.#requests, bench);
    this.#evaluation = new EvaluationSubject(emit, this.#requests, bench);
    this.#weights = new WeightsSubject(emit, this.#requests, bench, this.#data);
    this.#inspection = new InspectionSubject(emit, this.#requests, bench, this.#data);
    this.#export = new ExportSubject(emit, this.#requests, bench);
  }

  /** Settles when the command has been carried out; what happened comes as events, failures too. */
  async handle(command: Command): Promise<void> {
    switch (command.type) {
      case 'selectBackend':
      case 'compareBackends':
        return this.#backend.handle(command);
      case 'loadDataset':
      case 'forgetDataset':
      case 'readImages':
        return this.#data.handle(command);
      case 'startTraining':
      case 'pauseTraining':
      case 'continueTraining':
      case 'resumeTraining':
      case 'stopTraining':
      case 'keepRun':
      case 'measureSpeed':
      case 'openRun':
        return this.#run.handle(command);
      case 'listRuns':
      case 'changeRun':
      case 'forgetRun':
      case 'exportRun':
      case 'importRun':
        return this.#keptRuns.handle(command);
      case 'watchRun':
        return this.#watch.handle(command);
      case 'evaluate':
      case 'readAnswers':
      case 'classifyDrawing':
      case 'classifyFile':
        return this.#evaluation.handle(command);
      case 'loadWeights':
        return this.#weights.handle(command);
      case 'inspectUntrained':
        return this.#inspection.handle(command);
      case 'exportNet':
        return this.#export.handle(command);
      case 'cancelRequest':
        return this.#requests.cancel(command.requestId);
      default:
        throw new Error(`unknown command ${JSON.stringify(command satisfies never)}`);
    }
  }
}
