import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typed = {
  plugins: { '@typescript-eslint': tseslint.plugin },
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
  },
  linterOptions: { noInlineConfig: true },
};
const inlineTypeImports = ['error', { fixStyle: 'inline-type-imports' }];

/** The environment in all its spellings. */
const environment = [
  "MemberExpression[property.name='env']:matches([object.name='process'], [object.property.name='process'])",
  "MemberExpression[object.name='process'][property.value='env']",
  "VariableDeclarator[init.name='process'] > ObjectPattern",
  'ImportDeclaration[source.value=/^(node:)?process$/]',
].map((selector) => ({ selector, message: 'Only lib/options reads the environment.' }));

/** A test that does not run is no test. */
const unrun = ['describe', 'it', 'test'].flatMap((object) =>
  ['only', 'skip', 'todo'].map((property) => ({ object, property })),
);

export default defineConfig(
  { ignores: ['**/dist/', 'coverage/', '**/node_modules/', 'test/matrix/'] },
  {
    ...typed,
    files: ['lib/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    rules: {
      '@typescript-eslint/consistent-type-imports': inlineTypeImports,
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A Nest module is a class with nothing in it.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-console': 'error',
      'no-restricted-properties': ['error', { property: 'enterWith', message: 'It outlives its caller: use run.' }],
    },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/options/**'],
    rules: { 'no-restricted-syntax': ['error', ...environment] },
  },
  {
    ...typed,
    files: ['test/**/*.ts', 'bench/**/*.ts', 'sample/**/*.ts'],
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': inlineTypeImports,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      'no-restricted-globals': ['error', 'fdescribe', 'fit', 'xdescribe', 'xit', 'xtest'],
      'no-restricted-properties': ['error', ...unrun],
    },
  },
);
