import {
  type DynamicModule,
  Inject,
  Module,
  type NestModule,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { bindInstances } from './bind-instances.js';
import { Requests } from './entry-points/http/requests.js';
import { MaximInterceptor } from './maxim.interceptor.js';
import { assemble, type MaximApp } from './maxim.providers.js';
import { MAXIM_APP, MAXIM_OPTIONS } from './maxim.tokens.js';
import { MaximLogger } from '../logger/maxim-logger.js';

/** What one app has once: its logger, the scope of its requests, and the drain at shutdown. */
@Module({})
export class MaximCoreModule implements NestModule, OnModuleInit, OnApplicationShutdown {
  /** @param options the provider of `MAXIM_OPTIONS`, and what it needs */
  static with(options: Provider[], imports: DynamicModule['imports'], isGlobal: boolean): DynamicModule {
    return {
      module: MaximCoreModule,
      global: isGlobal,
      imports: imports ?? [],
      providers: [
        ...options,
        { provide: MAXIM_APP, useFactory: assemble, inject: [MAXIM_OPTIONS, ModulesContainer] },
        { provide: MaximLogger, useFactory: ({ logger }: MaximApp) => logger, inject: [MAXIM_APP] },
        { provide: Requests, useFactory: (app: MaximApp) => new Requests(app), inject: [MAXIM_APP] },
        MaximInterceptor,
        { provide: APP_INTERCEPTOR, useExisting: MaximInterceptor },
      ],
      exports: [MaximLogger],
    };
  }

  constructor(
    @Inject(MAXIM_APP) private readonly app: MaximApp,
    @Inject(Requests) private readonly requests: Requests,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** Nest calls it before any module's middleware is put in place, so that ours is the first. */
  configure(): void {
    if (this.app.logger.enabled) this.adapterHost.httpAdapter.use(this.requests.middleware);
  }

  onModuleInit(): void {
    if (this.app.logger.enabled) bindInstances(this.modules, this.app.logger);
  }

  /** Last of Nest's hooks: requests in flight have ended by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.app.logger.close();
  }
}
