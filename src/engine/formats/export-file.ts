import type { ExportFormat } from '#protocol/export.ts';
import type { ExportedFile, ExportedNet } from './exported-net.ts';

/**
 * A net as a file of another program. Each writer is fetched when it is first asked for.
 * @throws EngineFailure 'exportTooLarge' for a net beyond what the format holds.
 */
export async function exportFile(net: ExportedNet, format: ExportFormat): Promise<ExportedFile> {
  switch (format) {
    case 'pytorch':
      return (await import('./pytorch/project-file.ts')).pyTorchProject(net);
    case 'safetensors':
      return (await import('./safetensors-file.ts')).safetensorsFile(net);
    case 'onnx':
      return (await import('./onnx/onnx-file.ts')).onnxFile(net);
    case 'tfjs':
      return (await import('./tfjs/tfjs-file.ts')).tfjsFile(net);
    case 'csv':
      return (await import('./curves-csv.ts')).curvesFile(net);
  }
}
