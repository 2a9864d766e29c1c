/** Words by their last two characters: a quick look that tells most apart. */
export class Endings {
  private readonly known = new Uint8Array(1024);

  constructor(pairs: string) {
    for (const pair of pairs.split(' ')) this.known[indexOf(pair.charCodeAt(0), pair.charCodeAt(1))] = 1;
  }

  /** Whether what ends before `end` may be one of the words. */
  has(text: string, end: number): boolean {
    return this.known[indexOf(text.charCodeAt(end - 2), text.charCodeAt(end - 1))] === 1;
  }
}

const indexOf = (before: number, last: number): number => ((before & 31) << 5) | (last & 31);
