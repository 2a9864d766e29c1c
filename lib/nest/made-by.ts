import { type ModulesContainer } from '@nestjs/core';

/** Whether an instance is a provider or controller of the app with these modules. */
export function isMadeBy(modules: ModulesContainer, instance: object): boolean {
  for (const { providers, controllers } of modules.values()) {
    for (const wrapper of [...providers.values(), ...controllers.values()]) {
      // Asking a transient provider for its instance makes one, on Nest 10 without end.
      if (!wrapper.isTransient && wrapper.instance === instance) return true;
    }
  }
  return false;
}
