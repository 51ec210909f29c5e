import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'
import { compiledTexts } from './compiled-texts.ts'
import { leanContract } from './lean-contract.ts'
import { produceSprite } from './produce-sprite.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Where `npm start` listens; `npm run dev` passes the API's requests on to it. */
const apiOrigin = 'http://127.0.0.1:3000'

/**
 * What several first screens share in small files of their own, together: each request costs a
 * wait. A page that needs little of a group must not come to load all of it.
 */
const firstScreens = {
  uploads: [/platform\/api-files/],
  desks: [
    /web\/desks\//,
    /web\/orders\/OrderState/,
    /web\/billing\/(money-states|use-money-due|MoneyDueBrief)/,
    /web\/assistance\/(use-proposals|WaitingProposals)/,
  ],
  // What shows goods, and what puts them into the basket.
  pictures: [
    /web\/catalogue\/(ProduceTile|produce-pictures)|web\/evidence\/photo-url|produce-sprite/,
    /shared\/catalogue\/(search-words|marks)/,
  ],
  basket: [
    /web\/catalogue\/(AddToBasket|use-adding-to-basket|basket\.store|merge-baskets)/,
    /web\/orders\/use-pack-text/,
  ],
  figures: [
    /web\/reports\/(use-overview|use-report-query|FiguresTable|csv-file|sized)/,
    /web\/reports\/(periods|PeriodSelect)/,
    /web\/ui\/(FigureCard|ChartFigure|column)/,
  ],
  overview: [
    /web\/reports\/(PeriodNotice|TrendPanel|RankingPanel|RecognisedTable)/,
    /web\/(ui\/ChoiceBar|villages\/use-division)/,
  ],
  choices: [/element-plus\/es\/components\/(checkbox|radio)/],
  changes: [
    /web\/platform\/use-decision/,
    /web\/organisations\/(use-cooperative|use-changes|use-licence-reviews|change-text)/,
  ],
}

export default defineConfig({
  root: here('.'),
  plugins: [
    vue(),
    compiledTexts(),
    leanContract(),
    produceSprite(),
    // Only Element Plus is resolved by name, so that no more of it is shipped than is used;
    // our own components are imported where they are used.
    components({
      dirs: [],
      dts: false,
      resolvers: [ElementPlusResolver({ importStyle: 'css' })],
    }),
  ],
  resolve: {
    alias: [
      { find: /^zod$/, replacement: here('./stand-ins/zod.ts') },
      { find: /^@ctrl\/tinycolor$/, replacement: here('./stand-ins/tinycolor.ts') },
    ],
  },
  worker: { format: 'es' },
  define: {
    // Our components and those of Element Plus are functions of `setup`.
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    // The texts are compiled by then.
    __INTLIFY_DROP_MESSAGE_COMPILER__: true,
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/healthz', '/readyz'].map((prefix) => [prefix, { target: apiOrigin }]),
    ),
  },
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Every file names those it may load: as long as a name needs to be of its own.
        entryFileNames: 'assets/[name]-[hash:7].js',
        chunkFileNames: 'assets/[name]-[hash:7].js',
        assetFileNames: 'assets/[name]-[hash:7][extname]',
        // Few files: over a slow network each costs a wait, and small ones compress badly.
        codeSplitting: {
          groups: [
            { name: 'program', tags: ['$initial'], priority: 2 },
            // What screens take of shared/ is little, in small files; months only some read.
            { name: 'contract', test: /\/shared\/(?!months)/, minShareCount: 10, priority: 1 },
            // What keeps and sends without a signal: it comes after the first page.
            {
              name: 'offline',
              test: /\/platform\/offline\/(?!kept-for|device-state)|\/node_modules\/idb\//,
              priority: 1,
            },
            // What half of the pages share.
            { name: 'common', minShareCount: 50, priority: 1 },
            ...Object.entries(firstScreens).map(([name, tests], place) => ({
              name,
              test: (file: string) => tests.some((test) => test.test(file)),
              minShareCount: 2,
              priority: place === 0 ? 0.5 : 0,
            })),
          ],
        },
      },
    },
  },
})
