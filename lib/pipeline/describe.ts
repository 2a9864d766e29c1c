import { type ResolvedPipeline } from '../options/pipeline-options.js';
import { MAX_FIELD_BYTES } from '../protocol/limits.js';
import { type Line } from '../protocol/line.js';
import { type Censor, type WalkOptions } from '../protocol/plain/manner.js';
import { nameJson } from '../protocol/plain/quote.js';
import { Walk, type Written } from '../protocol/plain/walk.js';
import { censorOf } from './censor.js';
import { type Field, fieldOf, shapedBy } from './fields.js';
import { hideInAddress } from './secret-text.js';
import { exceeds } from './truncate.js';

/** So that an outline is left of a field that may have few bytes. */
const LEAST_BUDGET = 65_536;

/** What a line says, in a text that no later change reaches. */
export interface Said {
  /** Its data as JSON, every field in its shape and without secrets. */
  readonly json: string;
  /** A field was far larger than it may be; what came last in it is missing. */
  readonly isCut: boolean;
  /** A field is longer than it may be. */
  readonly isLong: boolean;
}

/** Reads what lines say. Of a field not much more is read than may be sent, so that none takes long. */
export class Describer {
  private readonly censor: Censor | undefined;
  private readonly censorOfAddresses: Censor | undefined;

  constructor(private readonly options: ResolvedPipeline & WalkOptions) {
    this.censor = censorOf(options);
    this.censorOfAddresses = censorOf(options, hideInAddress);
  }

  describe({ entity, data }: Line): Said {
    const walk = new Walk(this.options);
    let json = '';
    let isLong = false;
    for (const key in data) {
      const field = fieldOf(entity, key);
      const maxBytes = this.options.maxFieldBytes ?? field?.maxBytes ?? MAX_FIELD_BYTES;
      const budget = Math.max(2 * maxBytes, LEAST_BUDGET);
      const censor = this.censorFor(key, field);
      const read = walk.write(data, key, field ? { budget, censor, textsIn: field.textsIn } : { budget, censor });
      if (read === undefined) continue;
      const value = field ? shapedJson(field, read, walk.written) : read;
      isLong ||= field !== undefined && exceeds(value, maxBytes);
      json += (json === '' ? '{' : ',') + nameJson(key) + value;
    }
    return { json: json === '' ? '{}' : json + '}', isCut: walk.isCut, isLong };
  }

  private censorFor(key: string, field: Field | undefined): Censor | undefined {
    if (key === 'url') return this.censorOfAddresses;
    return field || isWords(key) ? this.censor : undefined;
  }
}

/** What is structure, and may be in words of the app all the same. */
const isWords = (key: string): boolean => key === 'name' || key === 'code' || key === 'errorType';

const shapedJson = (field: Field, json: string, written: Written): string =>
  field.shapeJson(json, written) ?? JSON.stringify(shapedBy(field, JSON.parse(json)));
