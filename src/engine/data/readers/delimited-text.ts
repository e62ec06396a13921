/** What may stand between two values, the likeliest first. */
const SEPARATORS = ['\t', ';', ','] as const;
/** A first line is no longer, as far as anybody wants to know. */
const LOOKED_AT = 64 * 1024;
type Separator = (typeof SEPARATORS)[number] | ' ';

/** Text of a file that somebody's spreadsheet or script wrote: Unicode by its mark or by its form, else GBK. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/**
 * Rows of values, without the empty ones: separated by tabs, semicolons or commas, whichever comes first in the first
 * line, or by spaces; with quotes as RFC 4180 has them, line ends within them too. A quote that never ends reaches to
 * the end of its line.
 */
export function readRows(text: string): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const endRow = () => {
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  };
  while (at < text.length) {
    const quoted = text[at] === '"' ? endOfQuotes(text, at) : undefined;
    const end = endOfValue(text, quoted ?? at, separator);
    row.push(quoted === undefined ? text.slice(at, end).trim() : unquoted(text.slice(at + 1, quoted - 1)));
    at = end;
    if (text[at] === separator) {
      at++;
      // Some align their columns.
      while (separator === ' ' && text[at] === ' ') at++;
    } else {
      if (text[at] === '\r' && text[at + 1] === '\n') at++;
      at++;
      endRow();
    }
  }
  endRow();
  return rows;
}

function separatorOf(text: string): Separator {
  const unquoted = text.slice(0, LOOKED_AT).replaceAll(/"[^"]*"/g, '');
  const line = /[^\r\n]*/.exec(unquoted.trimStart())?.[0] ?? '';
  const counts = SEPARATORS.map((separator) => line.split(separator).length);
  const most = Math.max(...counts);
  return most > 1 ? (SEPARATORS[counts.indexOf(most)] ?? ',') : ' ';
}

/** Where the quotes that begin at a place end, after the last; undefined where they do not. */
function endOfQuotes(text: string, start: number): number | undefined {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return undefined;
}

function endOfValue(text: string, start: number, separator: Separator): number {
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

const unquoted = (text: string) => text.replaceAll('""', '"');
