import { type ModulesContainer } from '@nestjs/core';
import { bind } from '../context/apps.js';
import { type ScopeOwner } from '../context/scope.js';
import { hasRecordedMethods } from './decorators/record-calls.js';

/** Notes which app made the instances whose methods are decorated: several apps may share a process and its classes. */
export function bindInstances(modules: ModulesContainer, owner: ScopeOwner): void {
  for (const { providers, controllers } of modules.values()) {
    for (const { instance } of [...providers.values(), ...controllers.values()]) {
      const made: unknown = instance;
      if (typeof made === 'object' && made !== null && hasRecordedMethods(made)) bind(made, owner);
    }
  }
}
