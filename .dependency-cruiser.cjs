// The order of the domains: each may import only from those before it.
const domains = [
  'evidence',
  'accounts',
  'villages',
  'organisations',
  'assistance',
  'catalogue',
  'attribution',
  'contracts',
  'orders',
  'deliveries',
  'billing',
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

module.exports = {
  forbidden: [
    ...order,
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
      comment: 'What composes the program, such as app.ts and the demo, knows the domains.',
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
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^web/' },
    },
    {
      name: 'web-never-imports-server',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|migrations|bench|test)/' },
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
      to: { couldNotResolve: true, pathNot: '^(virtual:|element-plus/)' },
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
