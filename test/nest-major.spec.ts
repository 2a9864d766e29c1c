import { version } from '@nestjs/core/package.json';

declare const NEST_MAJOR: string;

describe('the Nest under the specs', () => {
  it('is of the major that the project names', () => {
    expect(version.split('.')[0]).toBe(NEST_MAJOR);
  });
});
