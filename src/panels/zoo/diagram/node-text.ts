import { useTranslation } from 'react-i18next';
import { useOperationText } from '#panels/zoo/operation-text.ts';
import type { DiagramNode } from './diagram-layout.ts';
import type { NodeText } from './diagram-svg.ts';
import { foldName, shortName } from './folds.ts';

/** What stands in a box of the diagram: the layer's own name, what it does and the shape that it gives. */
export function useNodeText(): (node: DiagramNode) => NodeText {
  const { t } = useTranslation();
  const describe = useOperationText();
  return ({ id, layer, fold }) => {
    if (layer !== undefined) {
      return {
        name: layer.label ?? shortName(layer.name, layer.block),
        detail: describe(layer.operation),
        shape: layer.shape.join('×'),
      };
    }
    return {
      name: foldName(id),
      detail: t('net.layerCount', { count: fold.layerCount }),
      shape: fold.last.shape.join('×'),
    };
  };
}
