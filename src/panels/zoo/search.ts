import type { Architecture } from '#models/catalog.ts';

/** Names under which nets are known that no entry bears, by family or id. */
const ALSO_KNOWN_AS: Readonly<Record<string, string>> = {
  VGG: 'VGGNet',
  googlenet: 'Inception v1',
  inception_v2: 'BN-Inception',
};

/** Only letters and figures count: 'resnet 50', 'ResNet-50' and 'resnet50' are one name. */
const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9\u4e00-\u9fff]/g, '');

/** The nets that bear a name, or that another name is known for; all of them for an empty one. */
export function searchNets(entries: readonly Architecture[], search: string): readonly Architecture[] {
  const wanted = plain(search);
  return entries.filter(({ id, family, name }) =>
    [name, id, family, ALSO_KNOWN_AS[family] ?? '', ALSO_KNOWN_AS[id] ?? ''].some((known) =>
      plain(known).includes(wanted),
    ),
  );
}
