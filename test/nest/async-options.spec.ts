import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { MaximLogger, MaximModule, type MaximModuleOptions, type MaximOptionsFactory } from '../../lib/index.js';

/** A provider that is known by an abstract class only. */
abstract class Settings implements MaximOptionsFactory {
  abstract createMaximOptions(): MaximModuleOptions;
}

@Module({ providers: [{ provide: Settings, useValue: { createMaximOptions: () => KEYS } }], exports: [Settings] })
class SettingsModule {}

const KEYS = { apiKey: 'key', repositoryId: 'repo', baseUrl: 'http://127.0.0.1:9' };

describe('forRootAsync', () => {
  it.each([
    ['inject', { inject: [Settings], useFactory: (settings: Settings) => settings.createMaximOptions() }],
    ['an optional inject', { inject: [{ token: Settings, optional: true }], useFactory: () => KEYS }],
    ['useExisting', { useExisting: Settings }],
  ])('takes an abstract class as the token of %s', async (_, way) => {
    const imports = [MaximModule.forRootAsync({ imports: [SettingsModule], ...way })];
    const module = await Test.createTestingModule({ imports }).compile();
    expect(module.get(MaximLogger).enabled).toBe(true);
    await module.close();
  });

  it.each([
    ['no way', {}],
    [
      '2 ways',
      {
        useFactory: () => ({}),
        useClass: class {
          createMaximOptions = () => ({});
        },
      },
    ],
  ])('refuses %s to make the options', (ways, options) => {
    expect(() => MaximModule.forRootAsync(options)).toThrow(
      `MaximModule.forRootAsync() was given ${ways} to make the options. Give one of useFactory, useClass and useExisting.`,
    );
  });
});
