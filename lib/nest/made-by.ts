import { type ModulesContainer } from '@nestjs/core';

/** Whether an instance, or a class, is a provider, controller, guard or the like of the app with these modules. */
export function isMadeBy(modules: ModulesContainer, made: object): boolean {
  try {
    for (const { providers, controllers, injectables } of modules.values()) {
      for (const wrapper of [...providers.values(), ...controllers.values(), ...injectables.values()]) {
        if (wrapper.metatype === made) return true;
        // A transient one has an instance for each that it is injected into.
        if (!wrapper.isTransient) {
          if (wrapper.instance === made) return true;
        } else if (wrapper.getStaticTransientInstances().some((each) => each?.instance === made)) return true;
      }
    }
  } catch {
    // Nest 10 recurses without end where an app failed to start: it has made nothing that is in use.
  }
  return false;
}
