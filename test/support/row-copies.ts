import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../server/platform/db/driver.ts'

/** The columns that differ in a copied row, as SQL over the copy's number `i` and the row. */
type Changes = Record<string, string>

const earlier = (column: string) => ({ [column]: `${column} - i * interval '7 minutes'` })
const numbered = { number: `number || '-' || i` }
/** A UUID of RFC 9562 version 8 made of a text: cursors refuse what is none. */
const uuidOf = (text: string) =>
  `overlay(overlay(md5(${text}) placing '8' from 13) placing '8' from 17)::uuid`
const foreign = (column: string) => ({ [column]: uuidOf(`id::text || 'elsewhere' || i`) })

/** The tables that lists show, and how a row of each is copied to before those that were there. */
const tables: [string, Changes][] = [
  ['orders.requisitions', { ...numbered, ...earlier('requested_at') }],
  ['orders.requisition_counties', earlier('requested_at')],
  // Of orders of their own; their sums are left as they are.
  [
    'attribution.ledger_entries',
    {
      number: 'abs(hashtextextended(purchase_order_id::text || number, i)) % 1000000000000',
      cents: 'cents + i',
    },
  ],
  // Before their orders, so that these are still the ones that are copied.
  ['orders.order_lines', { purchase_order_id: uuidOf('purchase_order_id::text || i') }],
  // Each of its own requisition, the copy with the same number.
  [
    'orders.purchase_orders',
    {
      ...{ ...numbered, ...earlier('placed_at') },
      requisition_id: uuidOf('requisition_id::text || i'),
    },
  ],
  ['deliveries.shipments', { ...numbered, ...earlier('prepared_at'), code: `code || i` }],
  ['deliveries.goods_returns', { ...numbered, ...earlier('recorded_at') }],
  // Copies are behind the originals, whose oldest acceptance comes first.
  [
    'deliveries.order_acceptances',
    { last_received_on: 'last_received_on + i::integer', accepted_cents: 'invoiced_cents + 100' },
  ],
  // Before their invoices, as lines before orders.
  [
    'billing.invoice_orders',
    { invoice_id: uuidOf('invoice_id::text || i'), purchase_order_id: 'purchase_order_id' },
  ],
  // Paid ones: only what `open_invoices` holds is open.
  ['billing.invoices', { number: `lpad(abs(hashtextextended(id::text, i))::text, 20, '0')` }],
  [
    'billing.payments',
    {
      ...earlier('recorded_at'),
      bank_reference: `bank_reference || i`,
      invoice_id: uuidOf('invoice_id::text || i'),
    },
  ],
  [
    'billing.refunds',
    {
      ...earlier('recorded_at'),
      bank_reference: `bank_reference || i`,
      invoice_id: uuidOf('invoice_id::text || i'),
    },
  ],
  // Each of its own payment, between invoices of its own.
  [
    'billing.payment_moves',
    {
      ...earlier('recorded_at'),
      payment_id: uuidOf('payment_id::text || i'),
      from_invoice_id: uuidOf('from_invoice_id::text || i'),
      invoice_id: uuidOf('invoice_id::text || i'),
    },
  ],
  [
    'billing.misdirected_payments',
    { ...earlier('recorded_at'), bank_reference: `bank_reference || i` },
  ],
  ['billing.settlements', { settled_on: `settled_on - i::integer`, reverses_id: 'null' }],
  [
    'catalogue.products',
    {
      ...earlier('updated_at'),
      submitted_at: `coalesce(submitted_at, updated_at) + i * interval '7 minutes'`,
      state: `case when i % 2 = 0 then 'in_review' else 'draft' end`,
    },
  ],
  ['notices.notices', earlier('created_at')],
  ['exchange.webhook_endpoints', { ...foreign('organisation_id') }],
  // Within the thirty days that are shown.
  ['exchange.webhook_deliveries', { created_at: `created_at - i * interval '10 minutes'` }],
  ['evidence.audit_entries', { ...earlier('at'), id: '-(id * 1000000 + i)' }],
  ['organisations.organisations', { name: `name || '后' || i`, credit_code: 'null' }],
  ['organisations.cooperatives', { applied_at: `applied_at + i * interval '7 minutes'` }],
  ['organisations.proposed_changes', { ...earlier('proposed_at'), ...foreign('organisation_id') }],
  ['organisations.unit_applications', { applied_at: `applied_at + i * interval '7 minutes'` }],
  ['organisations.licences', { created_at: `created_at + i * interval '7 minutes'` }],
  ['accounts.memberships', { ...foreign('organisation_id') }],
  [
    'accounts.invitations',
    {
      ...foreign('organisation_id'),
      token_hash: `md5(id::text || 'token' || i)`,
      mail_token_hash: `md5(id::text || 'mail' || i)`,
    },
  ],
  [
    'assistance.proposals',
    { ...earlier('proposed_at'), subject: `subject || i`, ...foreign('organisation_id') },
  ],
  [
    'assistance.proposal_sides',
    {
      ...earlier('proposed_at'),
      proposal_id: uuidOf('proposal_id::text || i'),
      is_open: 'i % 2 = 0',
    },
  ],
  ['exchange.exports', earlier('requested_at')],
  ['villages.profile_proposals', { ...earlier('proposed_at'), ...foreign('organisation_id') }],
  ['points.books', { ...earlier('opened_at'), ...foreign('cooperative_id') }],
  [
    'points.entries',
    { number: '1000000 + i::integer * 10 + (dense_rank() over (order by id))::integer' },
  ],
  ['assistance.introductions', { ...foreign('buyer_unit_id'), ...earlier('recorded_at') }],
  // All of one organisation, with one place.
  ['assistance.pairings', {}],
  ['assistance.targets', { ...foreign('organisation_id') }],
  [
    'assistance.target_values',
    { ...earlier('proposed_at'), target_id: uuidOf('target_id::text || i') },
  ],
  ['assistance.shared_credits', foreign('buyer_unit_id')],
]

const lookedThrough = [
  'orders.requisitions',
  'orders.requisition_counties',
  'orders.purchase_orders',
  'orders.order_lines',
  'organisations.organisations',
  'organisations.cooperatives',
  'assistance.pairings',
  'assistance.introductions',
  'billing.payments',
  'billing.refunds',
  'deliveries.shipments',
  'deliveries.goods_returns',
  'catalogue.products',
]

/** Three rows of a table; with the lines of the three orders, and the three cooperatives' names. */
function originalsOf(table: string, key: string): string {
  const latest = (from: string, by: string) =>
    `select ${by} from ${from} order by ${by} desc limit 3`
  const own = `${key} in (${latest(table, key)})`
  const others: Record<string, string> = {
    'orders.order_lines': `purchase_order_id in (${latest('orders.purchase_orders', 'id')})`,
    'billing.invoice_orders': `invoice_id in (${latest('billing.invoices', 'id')})`,
    'organisations.organisations': `${own}
      or id in (${latest('organisations.cooperatives', 'organisation_id')})`,
  }
  return `select * from ${table} where ${others[table] ?? own}`
}

/**
 * Copies rows of every table that a list shows, so that the copies stand behind the rows that were
 * there. References, triggers and the records' agreement are left aside: lists do not need them.
 */
export async function copyRows(sql: Client, from: number, to: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    // Until a commit is written, a vacuum marks none of its rows as visible to everybody.
    await tx`set local synchronous_commit = on`
    for (const [table, changes] of tables) {
      const columns = await tx<{ name: string; unique: boolean }[]>`
        select attname as name, attname in ('id', 'organisation_id') as unique
        from pg_attribute
        where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
          and attgenerated = ''`
      const names = columns.map(({ name }) => name)
      const key =
        ['id', 'organisation_id', 'purchase_order_id'].find((name) => names.includes(name)) ??
        'requisition_id'
      const values = names.map((name) => {
        if (changes[name] !== undefined) return changes[name]
        return name === key ? uuidOf(`${key}::text || i`) : name
      })
      // Lists with filters look through a thousand rows, and more must be there.
      const times = lookedThrough.includes(table) ? 4 : 1
      const [first, last] = [(from - 1) * times + 1, to * times]
      await tx.unsafe(`insert into ${table} (${names.join(', ')}) overriding system value
        select ${values.join(', ')}
        from (${originalsOf(table, key)}) originals,
          generate_series(${first}::bigint, ${last}) i`)
    }
  })
  await sql`vacuum (analyze, index_cleanup on)`
  await untilVisible(sql)
}

/**
 * Vacuums again what is not yet marked as visible to everybody: a reading at the same instant, as
 * PostgreSQL's own analysis of a table that has just grown, keeps a vacuum from marking its pages,
 * and an index would then be read together with them.
 */
async function untilVisible(sql: Client): Promise<void> {
  const names = tables.map(([table]) => table)
  for (let time = 1; ; time += 1) {
    const unmarked = await sql<{ name: string }[]>`
      select oid::regclass::text as name from pg_class
      where oid = any(${names}::text[]::regclass[]) and relallvisible < relpages`
    if (unmarked.length === 0) return
    const list = unmarked.map(({ name }) => name).join(', ')
    if (time > 50) throw new Error(`not visible to everybody: ${list}`)
    await sleep(200)
    await sql.unsafe(`vacuum (analyze, index_cleanup on) ${list}`)
  }
}
