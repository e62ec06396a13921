/** A sentence in every language of the page. */
export interface LocalizedText {
  readonly en: string;
  readonly 'zh-Hans': string;
}
