import { type ModulesContainer } from '@nestjs/core';
import { type Delivery } from '../transport/delivery.js';
import { MAXIM_RECORDING } from './maxim.tokens.js';

/** A test's recorder: it stands in for the deliveries of all of an app's loggers. */
export interface Recording extends Delivery {
  /** The part of it that takes what a named logger logs. */
  of(name: string): Delivery;
}

const isRecording = (value: unknown): value is Recording =>
  typeof value === 'object' && value !== null && 'of' in value && typeof value.of === 'function';

/** The recorder that a testing module has put anywhere into the app. */
export function findRecording(modules: ModulesContainer): Recording | undefined {
  for (const { providers } of modules.values()) {
    const found: unknown = providers.get(MAXIM_RECORDING)?.instance;
    if (isRecording(found)) return found;
  }
  return undefined;
}
