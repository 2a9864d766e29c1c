import { type ModulesContainer } from '@nestjs/core';

/** Whether an instance is a provider or controller of the app with these modules. */
export function isMadeBy(modules: ModulesContainer, instance: object): boolean {
  try {
    for (const { providers, controllers } of modules.values()) {
      for (const wrapper of [...providers.values(), ...controllers.values()]) {
        if (!wrapper.isTransient && wrapper.instance === instance) return true;
      }
    }
  } catch {
    // Nest 10 recurses without end where an app failed to start: it has made nothing that is in use.
  }
  return false;
}
