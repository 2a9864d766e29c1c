import { type Scope, type ScopeOwner } from '../context/scope.js';
import { type Unit } from '../protocol/overtime.js';
import { type CallOptions } from './call-options.js';
import { type LoggerCore } from './core.js';
import { type Opened } from './opened.js';
import { type Elements, type Kind, type Options } from './recorder.js';

/** All that opening an element takes. */
export interface Opening<K extends Kind> {
  readonly core: LoggerCore;
  readonly owner: ScopeOwner;
  /** The scope of the same logger that the call runs in. */
  readonly scope: Scope | undefined;
  /** The unit of work that it runs in, whose trace may be another logger's. */
  readonly unit: Unit | undefined;
  readonly call: CallOptions;
  readonly options: Options[K];
  readonly startTimestamp: Date | undefined;
}

/** How one kind of element is opened. */
export type OpenKind<K extends Kind> = (opening: Opening<K>) => Opened<Elements[K]>;
