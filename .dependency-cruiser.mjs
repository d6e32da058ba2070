// The import rules of the tree, each with a name and a sentence. `npm run verify` checks them.

/** Each feature may call those before it; the same order stands in docs/ARCHITECTURE.md. */
export const featureOrder = [
  'identity',
  'markets',
  'catalogue',
  'wayfinding',
  'devices',
  'sourcing',
  'sales',
  'payments',
  'stall-payments',
  'orders',
  'notices',
  'complaints',
  'wechat',
  'privacy',
  'inspections',
  'insights',
  'feeds',
  'receiving',
  'imports',
  'guide',
  'assessments',
  'evaluations',
  'supervision',
  'trouble',
]

const leftOnly = featureOrder.map((feature, index) => ({
  name: `feature-${feature}-looks-left`,
  comment: `${feature} may call only features to its left: what must travel the other way goes as an event.`,
  severity: 'error',
  from: { path: `^server/src/features/${feature}/` },
  to: { path: `^server/src/features/(${featureOrder.slice(index + 1).join('|') || 'none'})/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'shared-depends-on-zod-only',
      comment: 'The common language must run on a phone, in a browser and on the server alike.',
      severity: 'error',
      from: { path: '^shared/src/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^shared/src/', '(^|/)node_modules/.*zod/'] },
    },
    {
      name: 'phones-load-no-schemas',
      comment: 'Contracts bring zod along, which WeChat’s bundle has no room for: a phone takes their types alone.',
      severity: 'error',
      from: { path: '^miniapp/src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^shared/src/contracts/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rubrics-hold-no-code',
      comment: 'A rubric is data: adding one touches no code that knows a market.',
      severity: 'error',
      from: { path: '^rubrics/' },
      to: { path: '.+' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules take values and give values: no database, web, file, clock or randomness.',
      severity: 'error',
      from: { path: '^server/src/features/[^/]+/domain(/|\\.ts$)', pathNot: '\\.test\\.ts$' },
      to: {
        path: [
          'drizzle-orm',
          '/hono/',
          'postgres',
          '^node:',
          '^server/src/(db|http|lib|feed|jobs|context|audit|errors)',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'routes-hold-no-sql',
      comment: 'A route hands over to a verb; what it asks of the database is the store’s matter.',
      severity: 'error',
      from: { path: '^server/src/features/[^/]+/routes\\.ts$' },
      to: { path: ['drizzle-orm', '^server/src/db/'] },
    },
    {
      name: 'features-through-their-door',
      comment: 'The inside of a feature can change without asking the others.',
      severity: 'error',
      from: { path: '^server/src/features/([^/]+)/' },
      to: { path: '^server/src/features/([^/]+)/(?!index\\.ts)', pathNot: '^server/src/features/$1/' },
    },
    ...leftOnly,
    {
      name: 'kernel-knows-no-feature',
      comment:
        'Context, audit, feed, library and database serve every feature and depend on none; http knows identity, which answers who calls.',
      severity: 'error',
      from: {
        path: '^server/src/(lib|feed|context|audit|dated-rules|errors|importing|db/(schema|client|folder-lock))',
      },
      to: { path: '^server/src/(features|http|jobs|app|main)' },
    },
    {
      name: 'clients-import-shared-only',
      comment: 'Console and mini-program know the server by its contracts alone.',
      severity: 'error',
      from: { path: '^(console|miniapp)/src/' },
      to: { path: '^(server|rubrics|tests)/' },
    },
    {
      name: 'main-package-knows-no-subpackage',
      comment: 'WeChat loads a subpackage only when its page opens.',
      severity: 'error',
      from: { path: '^miniapp/src/(?!packages/)' },
      to: { path: '^miniapp/src/packages/' },
    },
    {
      name: 'only-the-platform-seam-touches-taro',
      comment:
        'A phone’s abilities stand behind our own interfaces, so that both targets and the tests can answer them.',
      severity: 'error',
      from: { path: '^miniapp/src/(?!platform/|app\\.)', pathNot: '\\.(config|d)\\.ts$' },
      to: { path: 'node_modules/@tarojs/taro/' },
    },
    {
      name: 'product-never-imports-tests',
      comment: 'What ships does not depend on how it is tested.',
      severity: 'error',
      from: { path: '^(shared|server|console|miniapp)/src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one module.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that resolves to nothing fails at start.',
      severity: 'error',
      from: {},
      // The server writes /site/labels.js from the product's words.
      to: { couldNotResolve: true, pathNot: ['\\.scss$', '^\\./labels\\.js$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/|\\.tsbuild|\\.cache' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
}
