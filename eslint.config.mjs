import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const specs = ['**/*.spec.ts', 'libs/testing/**/*.ts'];
const programs = ['tools/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts'];

/** What a test does with an answer's JSON is checked by its expectations, not by types. */
const untypedAnswers = Object.fromEntries(
  ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
    `@typescript-eslint/no-unsafe-${use}`,
    'off',
  ]),
);

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'coverage/', '.windrose/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise that nobody awaits turns a failure into silence or into a crash far away.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      // Without `await`, a `try` neither catches the failure nor waits for the end before its `finally`.
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      // A promised value is often an interface's, so a method without `await` is no mistake.
      '@typescript-eslint/require-await': 'off',

      // Every (state × event) has an answer: a new member of a union must break the build where it is switched on.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { requireDefaultForNonUnion: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      // With noUncheckedIndexedAccess, `!` is how an index that is known to be in range is written.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Refusing control characters takes an expression that names them.
      'no-control-regex': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],

      // Skips files with decorators by itself: there an import may be needed at run time for the metadata.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      // Units, defaults and limits read better beside a named type than spread over literals.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions', 'private-constructors'] }],

      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Named exports only: a name is searched for and renamed as one.',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^@windrose/[^/]+/', message: 'A lib is used through its index only.' },
            { regex: '^\\.{1,2}/.*\\.(js|ts)$', message: 'Relative imports have no extension.' },
          ],
        },
      ],
    },
  },
  { files: programs, rules: { 'no-console': 'off' } },
  {
    files: specs,
    rules: {
      ...untypedAnswers,
      'max-lines': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    // Configuration files are CommonJS or plain modules without types.
    files: ['**/*.{js,cjs,mjs}'],
    rules: { eqeqeq: 'error', 'no-unused-vars': 'error', 'no-var': 'error', 'prefer-const': 'error' },
  },
);
