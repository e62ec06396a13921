import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Plugin } from 'vite';
import type { PublishedFile } from '#datasets/dataset.ts';
import { PUBLISHED_DATASETS } from '#datasets/registry.ts';
import { type DatasetFiles, MirrorsFailedError, obtainFile } from './dataset-files.ts';

export interface DatasetFolders {
  /** The user's own copies: a folder for each data set, its files inside under their published names. */
  readonly own: string | undefined;
  /** Where fetched files are kept. */
  readonly cache: string;
}

/** Serves `/datasets/<data set>/<file>` from the development server and the preview. */
export function datasets(
  sources: readonly DatasetFiles[] = PUBLISHED_DATASETS,
  folders?: DatasetFolders,
): Plugin {
  const route = (root: string) =>
    datasetRoute(sources, folders ?? { own: ownFolder(root), cache: path.join(root, '.cache/datasets') });
  return {
    name: 'cnn-zoo:datasets',
    configureServer(server) {
      server.middlewares.use('/datasets', route(server.config.root));
    },
    configurePreviewServer(server) {
      server.middlewares.use('/datasets', route(server.config.root));
    },
  };
}

function ownFolder(root: string): string | undefined {
  const folder = process.env['DATASETS_DIR'];
  return folder ? path.resolve(root, folder) : undefined;
}

/**
 * Request handler for the data sets' files and nothing else. The gzipped files are sent as they are, without
 * a content encoding, for the page unpacks them itself.
 */
export function datasetRoute(datasets: readonly DatasetFiles[], folders: DatasetFolders) {
  const known = new Map<string, { dataset: DatasetFiles; file: PublishedFile }>(
    datasets.flatMap((dataset) =>
      dataset.content.files.map((file) => [`/${dataset.id}/${file.name}`, { dataset, file }] as const),
    ),
  );
  const underWay = new Map<string, Promise<string>>();

  const obtainOnce = (requestPath: string, dataset: DatasetFiles, file: PublishedFile) => {
    const running =
      underWay.get(requestPath) ??
      obtainFile(dataset, file, folders).finally(() => underWay.delete(requestPath));
    underWay.set(requestPath, running);
    return running;
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestPath = request.url?.split('?')[0] ?? '';
    const wanted = known.get(requestPath);
    if (!wanted) return refuse(response, 404, 'unknownFile', requestPath);
    if (request.method !== 'GET') return refuse(response, 405, 'onlyGet', String(request.method));
    try {
      await send(response, await obtainOnce(requestPath, wanted.dataset, wanted.file));
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof MirrorsFailedError) refuse(response, 502, 'mirrorsFailed', error.message);
      else refuse(response, 500, 'unreadable', String(error));
    }
  };
}

async function send(response: ServerResponse, file: string): Promise<void> {
  const { size } = await stat(file);
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': size,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  await pipeline(createReadStream(file), response);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ code, message }));
}
