import { type DynamicModule, Module } from '@nestjs/common';
import { MaximCoreModule } from '../nest/maxim-core.module.js';
import { type MaximModuleOptions } from '../nest/maxim.options.js';
import { MAXIM_RECORDING } from '../nest/maxim.tokens.js';
import { MaximRecorder } from './maxim-recorder.js';

/**
 * Keeps what the app under test logs in a `MaximRecorder`, which can be injected; nothing is sent.
 *
 * Import it beside the app's own modules. Where none of those imports `MaximModule`, it gives `MaximLogger` as well.
 */
@Module({})
export class MaximTestingModule {
  /** @param options those of the module, where the app under test does not import it by itself */
  static forRoot(options: MaximModuleOptions = {}): DynamicModule {
    const recorder = new MaximRecorder();
    return {
      module: MaximTestingModule,
      global: true,
      imports: [MaximCoreModule.asStandIn(options)],
      providers: [
        { provide: MaximRecorder, useValue: recorder },
        { provide: MAXIM_RECORDING, useValue: recorder },
      ],
      exports: [MaximRecorder],
    };
  }
}
