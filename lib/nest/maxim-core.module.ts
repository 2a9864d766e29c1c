import {
  type DynamicModule,
  Inject,
  Module,
  type NestModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type Provider,
} from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { MaximFault } from '../faults/fault.js';
import { MaximLogger } from '../logger/maxim-logger.js';
import { Requests } from './entry-points/http/requests.js';
import { MaximInterceptor } from './maxim.interceptor.js';
import { type MaximModuleOptions } from './maxim.options.js';
import { assemble, type MaximApp } from './maxim.providers.js';
import { MAXIM_APP, MAXIM_OPTIONS, MAXIM_OWN_APP } from './maxim.tokens.js';
import { NamedLoggers } from './named-loggers.js';

/** What one app has once: its logger, the scope of its requests, and the drain at shutdown. */
@Module({})
export class MaximCoreModule implements NestModule, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  /** @param options the provider of `MAXIM_OPTIONS`, and what it needs */
  static forApp(options: Provider[], imports: DynamicModule['imports'], global: boolean): DynamicModule {
    const app = { provide: MAXIM_APP, useFactory: assembleOnce, inject: [MAXIM_OPTIONS, ModulesContainer] };
    const own = { provide: MAXIM_OWN_APP, useExisting: MAXIM_APP };
    return {
      module: MaximCoreModule,
      global,
      imports: imports ?? [],
      providers: [...options, app, own, ...SHARED],
      exports: [MaximLogger, NamedLoggers, Requests, MAXIM_OWN_APP],
    };
  }

  /** For a testing module: steps back where the app imports the module by itself. */
  static asStandIn(options: MaximModuleOptions): DynamicModule {
    const app = {
      provide: MAXIM_APP,
      useFactory: (modules: ModulesContainer, own?: MaximApp) =>
        own ? { ...own, isActive: false, close: noClose } : assemble(options, modules, ownOnes(modules).length > 0),
      inject: [ModulesContainer, { token: MAXIM_OWN_APP, optional: true }],
    };
    return { module: MaximCoreModule, global: true, providers: [app, ...SHARED], exports: [MaximLogger, NamedLoggers] };
  }

  private readonly isInPlace: boolean = false;

  constructor(
    @Inject(MAXIM_APP) private readonly app: MaximApp,
    @Inject(Requests) private readonly requests: Requests,
    @Inject(HttpAdapterHost) private readonly adapterHost: Partial<HttpAdapterHost>,
  ) {
    // Express takes middleware before the app is initialised: then the body's parser and the app's own are inside too.
    const { httpAdapter } = adapterHost;
    if (!app.isActive || httpAdapter?.getType() !== 'express') return;
    httpAdapter.use(requests.middleware);
    this.isInPlace = true;
  }

  /** Nest calls it before any module's middleware is put in place, so that ours is the first of those. */
  configure(): void {
    if (this.app.isActive && !this.isInPlace) this.adapterHost.httpAdapter?.use(this.requests.middleware);
  }

  onApplicationBootstrap(): void {
    if (this.app.isActive) this.app.start();
  }

  /** First of Nest's hooks when the app closes. */
  onModuleDestroy(): void {
    this.app.closing();
  }

  /** Last of Nest's hooks: requests in flight have ended by now. */
  onApplicationShutdown(): Promise<void> {
    return this.app.close();
  }
}

const SHARED: Provider[] = [
  { provide: MaximLogger, useFactory: ({ logger }: MaximApp) => logger, inject: [MAXIM_APP] },
  { provide: NamedLoggers, useFactory: ({ named }: MaximApp) => named, inject: [MAXIM_APP] },
  { provide: Requests, useFactory: (app: MaximApp) => new Requests(app), inject: [MAXIM_APP] },
  MaximInterceptor,
  { provide: APP_INTERCEPTOR, useExisting: MaximInterceptor },
];

// Whoever owns the app closes it.
const noClose = (): Promise<void> => Promise.resolve();

/** The modules of an app that import ours by themselves; not all of them see each other. */
const ownOnes = (modules: ModulesContainer) =>
  [...modules.values()].filter(({ providers }) => providers.has(MAXIM_OWN_APP));

/** @throws MaximFault `duplicate-module` */
function assembleOnce(options: MaximModuleOptions, modules: ModulesContainer): MaximApp {
  const times = ownOnes(modules).length;
  if (times > 1) {
    throw new MaximFault(
      'duplicate-module',
      `MaximModule.forRoot() is imported ${times} times in one app.`,
      'Keep the one in the root module: it is global, so the others can go.',
    );
  }
  return assemble(options, modules);
}
