import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { MaximLogger } from 'nestjs-maxim';
import { AppModule } from '../app.module.js';
import { type Backends } from './backends.js';

const BACKENDS = Symbol('backends');

/** The app with the servers that were started for it, which end with it. */
@Module({ imports: [AppModule] })
export class QuickstartModule implements OnApplicationShutdown {
  constructor(
    private readonly maxim: MaximLogger,
    @Inject(BACKENDS) private readonly backends: Backends,
  ) {}

  static beside(backends: Backends): DynamicModule {
    return { module: QuickstartModule, providers: [{ provide: BACKENDS, useValue: backends }] };
  }

  /** The app's last lines are sent before the one who gets them closes. */
  async onApplicationShutdown(): Promise<void> {
    await this.maxim.close();
    await this.backends.close();
  }
}
