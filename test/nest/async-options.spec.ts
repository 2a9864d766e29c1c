import { MaximModule } from '../../lib/index.js';

describe('forRootAsync', () => {
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
