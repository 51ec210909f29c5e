import type { Client } from '../server/platform/db/driver.ts'
import type { Part } from './figures.ts'
import { idInSql } from './ids.ts'
import { openMarket } from './market.ts'
import { measureWorks, type Work } from './measure.ts'
import { size } from './world.ts'

/** A county's orders today, and after many years. */
const counts = [15_000, 500_000]

/** The newest orders of a county, of which few are shown however many there are. */
export const listsPart: Part = {
  name: 'lists',
  run: async (cluster, options) => {
    const opened = []
    for (const orders of counts) {
      const name = `market_lists_${orders}`
      const market = await openMarket(cluster, { name, today: options.today })
      await seedOrders(market.sql, orders)
      opened.push({ market, orders })
    }
    const works = opened.map(({ market, orders }): Work => {
      const headers = { authorization: `Bearer ${market.tokenOf(0)}` }
      const path = '/api/v1/purchase-orders?pageSize=50'
      const newest = () => ({ method: 'GET' as const, path, headers })
      return {
        label: `newest 50 of a county's ${orders.toLocaleString('en')} orders`,
        app: market.target('app', newest),
        bare: market.target('bare', newest),
        limits: { ofBare: 0.4 },
      }
    })
    const figures = await measureWorks(works, options)
    for (const { market } of opened) await market.close()
    return figures
  },
}

/** Orders of two lines, spread over units, cooperatives and years; nothing else hangs on them. */
async function seedOrders(sql: Client, orders: number): Promise<void> {
  const at = `now() - n * interval '6 minutes'`
  const [unit, channel] = [`1 + n % ${size.units}`, `1 + n % ${size.units}`]
  const seller = `1 + n % ${size.cooperatives}`
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx.unsafe(`
      insert into orders.purchase_orders (id, number, requisition_id, unit_id, channel_id,
        channel_kind, cooperative_id, supervising_county_code, needed_on, state, goods_cents,
        freight_cents, credit, placed_by, placed_at, ordered_on)
      select ${idInSql('purchaseOrder', 'n')}, 'PO' || n, ${idInSql('requisition', 'n')},
        ${idInSql('unit', unit)}, ${idInSql('channel', channel)}, 'canteen',
        ${idInSql('cooperative', seller)}, '500101', (${at})::date + 5, 'placed', 100000, 0, '{}',
        ${idInSql('person', '1')}, ${at}, (${at})::date
      from generate_series(1, ${orders}) n`)
    await tx.unsafe(`
      insert into orders.order_lines (id, purchase_order_id, line_number, pack_id, product_id,
        lot_id, product_name, pack_name, category, pack_grams, quantity, ordered_grams,
        unit_price_cents, amount_cents)
      select ${idInSql('orderLine', '2 * n + line')}, ${idInSql('purchaseOrder', 'n')}, line,
        ${idInSql('pack', 'line')}, ${idInSql('product', 'line')}, ${idInSql('lot', 'line')},
        '高山蔬菜', '10 公斤箱', 'vegetables', 10000, 10, 100000, 5000, 50000
      from generate_series(1, ${orders}) n, generate_series(1, 2) line`)
  })
  await sql.unsafe('vacuum analyze')
}
