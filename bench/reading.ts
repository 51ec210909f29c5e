import type { Part } from './figures.ts'
import { idOf } from './ids.ts'
import { openMarket } from './market.ts'
import { measureWorks, type Work } from './measure.ts'
import { size } from './world.ts'

const catalogue = '/api/v1/catalogue'

/** The catalogue's pages, as anybody reads them and as a buyer who is signed in does. */
export const cataloguePart: Part = {
  name: 'catalogue',
  run: async (cluster, options) => {
    const market = await openMarket(cluster, { name: 'market_catalogue', today: options.today })
    const page = () => get(`${catalogue}?pageSize=24`)
    const product = () => get(`${catalogue}/products/${anyProduct()}`)
    // Answers to a buyer depend on the unit, so they never come from the cache.
    const signedIn = () => get(`${catalogue}?pageSize=24`, market.tokenOf(anyOf(size.units)))
    const works: Work[] = [
      {
        label: 'page of 24',
        app: market.target('app', page),
        bare: market.target('bare', page),
        limits: { ofBare: 0.5, p99At64: 150 },
      },
      {
        label: 'page of 24, signed in',
        app: market.target('app', signedIn),
        bare: market.target('bare', page),
        limits: { ofBare: 0.5, p99At64: 150 },
      },
      {
        label: 'product',
        app: market.target('app', product),
        bare: market.target('bare', product),
        limits: { ofBare: 0.5, p99At64: 150 },
      },
    ]
    const figures = await measureWorks(works, options)
    await market.close()
    return figures
  },
}

function get(path: string, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return { method: 'GET' as const, path, headers }
}

function anyProduct(): string {
  return idOf('product', anyOf(size.products))
}

function anyOf(count: number): number {
  return 1 + Math.floor(Math.random() * count)
}
