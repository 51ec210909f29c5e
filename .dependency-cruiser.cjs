// The order of the domains: each may import only from those before it.
const domains = [
  'evidence',
  'accounts',
  'villages',
  'organisations',
  'assistance',
  'catalogue',
  'attribution',
  'transparency',
  'contracts',
  'orders',
  'deliveries',
  'billing',
  'points',
  'review',
  'reports',
  'exchange',
  'notices',
]

const anyDomain = domains.join('|')

const order = domains.slice(0, -1).map((domain, position) => ({
  name: `order-${domain}`,
  comment: `${domain} stands before the domains it would import here.`,
  severity: 'error',
  from: { path: `^server/${domain}/` },
  to: { path: `^server/(${domains.slice(position + 1).join('|')})/` },
}))

// On the screens only the domains' own walls stand to their right: what shows several composes them
// in web/desks.
const screenOrder = domains.slice(0, -1).map((domain, position) => ({
  name: `screens-${domain}`,
  comment: `${domain} stands before the domains it would show here; compose them in web/desks.`,
  severity: 'error',
  from: { path: `^web/${domain}/` },
  to: { path: `^web/(${domains.slice(position + 1).join('|')})/` },
}))

// A type that is imported vanishes when the program runs.
const used = { dependencyTypesNot: ['type-only'] }

module.exports = {
  forbidden: [
    ...order,
    ...screenOrder,
    {
      name: 'screens-stand-on-the-platform-alone',
      comment: 'What composes the screens, such as pages.ts and web/desks, knows the domains.',
      severity: 'error',
      from: { path: `^web/(${anyDomain})/` },
      to: { path: '^web/', pathNot: `^web/(platform|ui|${anyDomain})/` },
    },
    {
      name: 'screen-platform-has-no-business',
      severity: 'error',
      from: { path: '^web/(platform|ui)/' },
      to: { path: '^web/', pathNot: '^web/(platform|ui|locales)/' },
    },
    {
      name: 'desks-are-opened-by-the-router',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/(desks/|pages\\.ts$)' },
      to: { path: '^web/desks/' },
    },
    {
      name: 'composables-call-the-api',
      comment: 'Pages load through composables; components take props and emit events.',
      severity: 'error',
      from: {
        path: '^web/',
        pathNot: ['^web/platform/', '^web/[^/]+/(use-[^/]+|[^/]+\\.store)\\.ts$'],
      },
      to: { path: '^web/platform/api(-files)?\\.ts$', ...used },
    },
    {
      name: 'components-know-no-endpoints',
      severity: 'error',
      from: { path: '^web/.+\\.vue$', pathNot: 'Page\\.vue$' },
      to: { path: '^shared/.+\\.api\\.ts$', ...used },
    },
    {
      name: 'screens-run-in-a-browser',
      severity: 'error',
      from: {
        path: '^web/',
        pathNot:
          '^web/((add-preload|build|compiled-texts|content-stamp|precompress|build-offline-worker|produce-sprite|vite\\.config)\\.ts|public/.+\\.mjs)$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'through-the-front-door',
      comment: "A domain imports another one's index.ts, or its tables for foreign keys.",
      severity: 'error',
      from: { path: `^server/(${anyDomain})/` },
      to: {
        path: `^server/(${anyDomain})/`,
        pathNot: ['^server/$1/', '^server/[^/]+/index\\.ts$', '^server/[^/]+/[^/]+\\.tables\\.ts$'],
      },
    },
    {
      name: 'domains-stand-on-the-platform-alone',
      comment: 'What composes the program, such as app.ts, knows the domains.',
      severity: 'error',
      from: { path: `^server/(${anyDomain})/` },
      to: {
        path: '^server/',
        pathNot: [`^server/(platform|${anyDomain})/`, '^server/config\\.ts$'],
      },
    },
    {
      name: 'platform-has-no-business',
      severity: 'error',
      from: { path: '^server/platform/' },
      to: { path: '^server/', pathNot: ['^server/platform/', '^server/config\\.ts$'] },
    },
    {
      name: 'shared-runs-on-both-sides',
      comment: 'shared imports shared and zod.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', 'node_modules/zod/'] },
    },
    {
      name: 'server-never-imports-web',
      comment: 'Except the build of the bundle, which tells a stale build as that of the screens.',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/bundle\\.ts$' },
      to: { path: '^web/' },
    },
    {
      name: 'demo-is-for-trying',
      comment: 'Only main.ts loads the demo world, and never in production.',
      severity: 'error',
      from: { path: '^(server|shared|web)/', pathNot: '^server/main\\.ts$' },
      to: { path: '^demo/' },
    },
    {
      name: 'demo-is-loaded-on-demand',
      severity: 'error',
      from: { path: '^server/main\\.ts$' },
      to: { path: '^demo/', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'demo-uses-front-doors',
      comment: 'The demo world is made by the commands that the API calls.',
      severity: 'error',
      from: { path: '^demo/' },
      to: { path: `^(web/|server/(${anyDomain})/)`, pathNot: '^server/[^/]+/index\\.ts$' },
    },
    {
      name: 'web-never-imports-server',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|migrations|demo|bench|test)/' },
    },
    {
      name: 'tests-are-not-shipped',
      severity: 'error',
      from: { path: '^(server|shared|web)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      // A type that two files share vanishes when the program runs.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      // What only the build of the screens can find has no file here.
      to: { couldNotResolve: true, pathNot: '^(virtual:|element-plus/|zxing-wasm/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.vue', '.json', '.css'],
    },
  },
}
