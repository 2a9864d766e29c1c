const { consume } = require('./consumer.cjs');

test('a CommonJS app under Jest', async () => {
  expect(await consume()).toMatch('delivered and recorded');
});
