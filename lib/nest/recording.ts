import { type ModulesContainer } from '@nestjs/core';
import { type Delivery } from '../transport/delivery.js';
import { MAXIM_RECORDING } from './maxim.tokens.js';

const isDelivery = (value: unknown): value is Delivery =>
  typeof value === 'object' && value !== null && 'accept' in value && typeof value.accept === 'function';

/** The recorder that a testing module has put anywhere into the app. */
export function findRecording(modules: ModulesContainer): Delivery | undefined {
  for (const { providers } of modules.values()) {
    const found: unknown = providers.get(MAXIM_RECORDING)?.instance;
    if (isDelivery(found)) return found;
  }
  return undefined;
}
