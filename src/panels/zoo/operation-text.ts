import { useTranslation } from 'react-i18next';
import type { ActivationFunction, Operation, Pair } from '#models/graph.ts';

const FUNCTIONS: Readonly<Record<ActivationFunction, string>> = {
  relu: 'ReLU',
  tanh: 'tanh',
  scaledTanh: '1.7159 tanh(⅔ x)',
  sigmoid: 'σ',
};

const pair = (values: Pair) => values.join('×');

/** An operation with the hyper-parameters that tell it apart, such as 'Convolution 3×3, stride 2'. */
export function useOperationText(): (operation: Operation) => string {
  const { t } = useTranslation();
  const stride = ([rows, columns]: Pair) =>
    rows === 1 && columns === 1
      ? []
      : [t('net.stride', { stride: rows === columns ? rows : pair([rows, columns]) })];
  const details = (operation: Operation): readonly string[] => {
    switch (operation.type) {
      case 'conv':
        return [
          pair(operation.kernelSize),
          ...stride(operation.strides),
          ...(operation.groups > 1 ? [t('net.groups', { count: operation.groups })] : []),
        ];
      case 'maxPool':
      case 'avgPool':
        return [pair(operation.poolSize), ...stride(operation.strides)];
      case 'subsample':
        return [pair(operation.poolSize), ...stride(operation.poolSize)];
      case 'adaptiveAvgPool':
        return [pair(operation.outputSize)];
      case 'padShortcut':
        return stride(operation.strides);
      case 'activation':
        return [FUNCTIONS[operation.function]];
      case 'dropout':
        return [String(operation.rate)];
      case 'add':
        return operation.scale === 1 ? [] : [`× ${operation.scale}`];
      default:
        return [];
    }
  };
  return (operation) => {
    const [first, ...others] = details(operation);
    const name = t(`net.types.${operation.type}`);
    return [first === undefined ? name : `${name} ${first}`, ...others].join(', ');
  };
}
