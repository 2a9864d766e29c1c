import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { MaximFault } from '../faults/fault.js';
import { type MaximLogger } from '../logger/maxim-logger.js';
import { demand, flag, hook, isRecord, options as optionsOf, when } from '../options/check.js';
import { MaximCoreModule } from './maxim-core.module.js';
import {
  type MaximFeatureOptions,
  type MaximModuleAsyncOptions,
  type MaximModuleExtras,
  type MaximModuleOptions,
  type MaximOptionsFactory,
} from './maxim.options.js';
import { type MaximApp } from './maxim.providers.js';
import { getMaximLoggerToken, MAXIM_CLOSING, MAXIM_FEATURE, MAXIM_OPTIONS, MAXIM_OWN_APP } from './maxim.tokens.js';
import { NamedLoggers } from './named-loggers.js';

/**
 * Makes `MaximLogger` injectable, gives each HTTP request its trace, and sends what is logged.
 *
 * Import it once, in the app's root module. A library that only decorates or injects imports the bare class.
 */
@Module({})
export class MaximModule {
  /** With options at hand; what they leave unsaid is read from the environment when the app starts. */
  static forRoot(options: MaximModuleOptions & MaximModuleExtras = {}): DynamicModule {
    demand(when(isRecord, 'an object with options'), options, '');
    const { isGlobal, ...rest } = options;
    return this.around([{ provide: MAXIM_OPTIONS, useValue: rest }], [], isGlobal);
  }

  /** With options that are made when the app starts, from other providers. */
  static forRootAsync(options: MaximModuleAsyncOptions): DynamicModule {
    demand(ASYNC, options, '');
    const providers = [...optionsProviders(options), ...(options.extraProviders ?? [])];
    return this.around(providers, options.imports, options.isGlobal);
  }

  /**
   * With a logger of its own beside the app's, for work that is to go to another repository. Modules that import this
   * inject it by `@InjectMaximLogger(name)`; decorators name it in their option `logger`.
   */
  static forFeature(feature: MaximFeatureOptions): DynamicModule {
    demand(when(isRecord, 'an object with name and repositoryId'), feature, 'forFeature');
    const token = getMaximLoggerToken(feature.name);
    const logger = { provide: token, useFactory: openNamed, inject: [MAXIM_FEATURE, OPTIONAL_LOGGERS] };
    return {
      module: MaximModule,
      providers: [{ provide: MAXIM_FEATURE, useValue: feature }, logger],
      exports: [token],
    };
  }

  private static around(options: Provider[], imports: DynamicModule['imports'], isGlobal = true): DynamicModule {
    demand(flag, isGlobal, 'isGlobal');
    const core = MaximCoreModule.forApp(options, imports, isGlobal);
    return { module: MaximModule, imports: [core], providers: [closing], exports: [core] };
  }
}

// From Nest 11 on, modules are destroyed from the root's on and global ones last: the core's own hook comes late there.
const closing: Provider = {
  provide: MAXIM_CLOSING,
  useFactory: (app: MaximApp) => ({ onModuleDestroy: () => app.closing() }),
  inject: [MAXIM_OWN_APP],
};

const list = when(Array.isArray, 'a list');
const ASYNC = optionsOf({
  imports: list,
  inject: list,
  extraProviders: list,
  isGlobal: flag,
  useFactory: hook,
  useClass: when((value) => typeof value === 'function', 'a class'),
  useExisting: when((value) => value !== null, 'a provider'),
});

const OPTIONAL_LOGGERS = { token: NamedLoggers, optional: true };

/** @throws MaximFault `wrong-use` where the app has no module to take part in, and what `NamedLoggers.open()` throws */
function openNamed(feature: MaximFeatureOptions, loggers: NamedLoggers | undefined): MaximLogger {
  if (loggers) return loggers.open(feature);
  throw new MaximFault(
    'wrong-use',
    'MaximModule.forFeature() finds no MaximModule.forRoot() that it could share the options of.',
    'Import MaximModule.forRoot() in the root module, without isGlobal: false.',
  );
}

function made(factory: Partial<MaximOptionsFactory> | null): ReturnType<MaximOptionsFactory['createMaximOptions']> {
  if (typeof factory?.createMaximOptions === 'function') return factory.createMaximOptions();
  throw new MaximFault(
    'invalid-option',
    'MaximModule.forRootAsync(): what is to make the options has no method createMaximOptions().',
    'Let the class implement MaximOptionsFactory.',
  );
}

function optionsProviders({ inject, useFactory, useClass, useExisting }: MaximModuleAsyncOptions): Provider[] {
  const ways = [useFactory, useClass, useExisting].filter((way) => way !== undefined).length;
  if (ways !== 1) {
    throw new MaximFault(
      'invalid-option',
      `MaximModule.forRootAsync() was given ${ways === 0 ? 'no way' : `${ways} ways`} to make the options.`,
      'Give one of useFactory, useClass and useExisting.',
    );
  }
  if (useFactory) return [{ provide: MAXIM_OPTIONS, useFactory, inject: [...(inject ?? [])] }];
  const factory = useClass ?? useExisting;
  const options: Provider = {
    provide: MAXIM_OPTIONS,
    useFactory: made,
    inject: factory ? [factory] : [],
  };
  return useClass ? [{ provide: useClass, useClass }, options] : [options];
}
