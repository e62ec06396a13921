import { type ExportedFile, type ExportedNet, fileStem, preprocessingOf } from './exported-net.ts';
import { pyTorchTensors } from './pytorch-tensors.ts';
import { encodeSafetensors } from './safetensors.ts';

/** The weights as a state dict that PyTorch loads strictly, auxiliary heads included. */
export async function safetensorsFile(net: ExportedNet): Promise<ExportedFile> {
  const tensors = await pyTorchTensors(net.graph, net.take);
  const preprocessing = preprocessingOf(net);
  const metadata = {
    format: 'pt',
    net: net.graph.id,
    ...(preprocessing && { preprocessing: JSON.stringify(preprocessing) }),
    ...(net.run && { classes: JSON.stringify(net.run.data.classNames) }),
  };
  return {
    name: `${fileStem(net)}.safetensors`,
    type: 'application/octet-stream',
    pieces: encodeSafetensors([...tensors.values()], metadata),
  };
}
