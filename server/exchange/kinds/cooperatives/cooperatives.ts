import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import { organisationsWithPeople } from '../../../accounts/index.ts'
import {
  applyForMany,
  type KnownCooperative,
  type NewApplication,
  removeApplications,
  selectCooperativeUses,
  selectKnownCooperatives,
} from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Reader } from '../../../platform/db/transaction.ts'
import { type CheckedRow, type Decision, defineKind } from '../kind.ts'
import { type CooperativeValues, cooperativeFields } from './cooperative-fields.ts'

type Row = CheckedRow<CooperativeValues>

/**
 * Cooperatives, as applications: the county recommends each and the platform admits it, so that
 * another person confirms name, code, licences and bank account (§11.5).
 */
export const cooperatives = defineKind({
  name: 'cooperatives',
  titles: { 'zh-CN': '合作社', en: 'Cooperatives' },
  fields: cooperativeFields,
  mayImport: ({ roles }) => roles.some((role) => role === 'platform_admin' || role === 'official'),
  check: checkCooperatives,
  apply: async (tx, context, { rows }) => {
    const codes = rows.map(({ plan }) => plan.creditCode)
    const known = await selectKnownCooperatives(tx, codes)
    const taken = new Set(known.map(({ creditCode }) => creditCode))
    const fresh = rows.filter(({ plan }) => !taken.has(plan.creditCode))
    await applyForMany(
      tx,
      context,
      fresh.map(({ plan }) => plan),
    )
    return rows.map(({ number, plan }) =>
      taken.has(plan.creditCode)
        ? { number, faults: [{ field: 'creditCode', code: 'credit_code_taken' as const }] }
        : { number, subject: { type: 'cooperative', id: plan.id }, plan },
    )
  },
  hinders: async (reader, rows) => {
    const ids = rows.map(({ subjectId }) => subjectId)
    const uses = new Map((await selectCooperativeUses(reader, ids)).map((row) => [row.id, row]))
    const withPeople = await organisationsWithPeople(reader, ids)
    return new Map(
      rows.flatMap(({ number, subjectId }): [number, RowRemark[]][] => {
        const use = uses.get(subjectId)
        const reasons: RowRemark[] = []
        if (withPeople.has(subjectId)) reasons.push({ field: null, code: 'has_people' })
        if (use?.state !== 'applied') reasons.push({ field: null, code: 'decided_since' })
        if (use?.isBeingChanged) reasons.push({ field: null, code: 'in_use' })
        return reasons.length === 0 ? [] : [[number, reasons]]
      }),
    )
  },
  undo: (tx, context, rows) =>
    removeApplications(
      tx,
      context,
      rows.map(({ subjectId }) => subjectId),
    ),
})

async function checkCooperatives({
  reader,
  context,
  rows,
}: {
  reader: Reader
  context: Context
  rows: Row[]
}): Promise<Decision<NewApplication>[]> {
  const codes = rows.map(({ values }) => values.creditCode)
  const known = await selectKnownCooperatives(reader, codes)
  const byCode = new Map(known.toReversed().map((row) => [row.creditCode, row]))
  return rows.map(({ values }) => {
    const existing = byCode.get(values.creditCode)
    const key = values.creditCode
    if (existing !== undefined) return compare(values, existing)
    const cooperativeType = values.cooperativeType ?? typeOfName(values.name)
    const faults = licenceFaults(values, dayOf(context.now))
    if (cooperativeType === null) faults.push({ field: 'cooperativeType', code: 'required' })
    if (cooperativeType === null || faults.length > 0) return { outcome: 'fault', key, faults }
    const derived = {
      ...(values.cooperativeType === null && { cooperativeType }),
      ...(values.licenceNumber === null && { licenceNumber: values.creditCode }),
      ...(values.licenceTo === null && { licenceTo: null }),
    }
    return {
      outcome: 'create',
      key,
      plan: applicationOf(context, { ...values, cooperativeType }),
      derived,
    }
  })
}

/** What an organisation is by its registered name, if that says so; of a company it does not. */
function typeOfName(name: string): NewApplication['cooperativeType'] | null {
  if (/合作社|联合社/.test(name)) return 'cooperative'
  if (/家庭农场/.test(name)) return 'family_farm'
  return /集体经济|村集体/.test(name) ? 'village_company' : null
}

/** What is there is changed by its own manager, and confirmed by somebody else. */
function compare(values: CooperativeValues, existing: KnownCooperative): Decision<NewApplication> {
  const key = values.creditCode
  const subject = { type: 'cooperative', id: existing.id }
  const differing = [
    ['name', values.name, existing.name],
    ['legalRepresentative', values.legalRepresentative, existing.legalRepresentative],
    ['village', values.village.code, existing.divisionCode ?? ''],
    ['bankName', values.bankName ?? existing.bankName, existing.bankName],
    ['bankAccount', values.bankAccount ?? existing.bankAccount, existing.bankAccount],
    ['address', values.address, existing.address],
    ['contactName', values.contactName, existing.contactName],
    ['contactPhone', values.contactPhone, existing.contactPhone],
  ].filter(([, wanted, stands]) => wanted !== stands)
  const notes = differing.map(([field = ''], _) => ({ field, code: 'theirs_to_change' as const }))
  return { outcome: 'same', key, subject, notes }
}

function licenceFaults(values: CooperativeValues, today: string): RowRemark[] {
  const faults: RowRemark[] = []
  const terms = [
    ['licence', values.licenceFrom, values.licenceTo],
    ['foodLicence', values.foodLicenceFrom, values.foodLicenceTo],
    ['production', values.productionFrom, values.productionTo],
  ] as const
  for (const [licence, from, to] of terms) {
    const field = `${licence}To`
    // One that begins later is none yet, and a year such as 2030 is mostly where it ends.
    if (from !== null && from > today)
      faults.push({ field: `${licence}From`, code: 'in_the_future' })
    if (to === null) continue
    if (to < today) faults.push({ field, code: 'in_the_past' })
    else if (from !== null && to < from) faults.push({ field, code: 'dates_out_of_order' })
  }
  if (values.foodLicence !== null && values.foodLicenceFrom === null)
    faults.push({ field: 'foodLicenceFrom', code: 'required' })
  if (values.production !== null && values.productionFrom === null)
    faults.push({ field: 'productionFrom', code: 'required' })
  return faults
}

function applicationOf(
  context: Context,
  values: CooperativeValues & Pick<NewApplication, 'cooperativeType'>,
): NewApplication {
  const { village, bankName, bankAccount } = values
  const { name, creditCode, cooperativeType, legalRepresentative, address } = values
  const { contactName, contactPhone, contactEmail } = values
  const licences = [
    licenceOf('business', values.licenceNumber ?? creditCode, [
      values.licenceFrom,
      values.licenceTo,
    ]),
    licenceOf('food_trading', values.foodLicence, [values.foodLicenceFrom, values.foodLicenceTo]),
    licenceOf('food_production', values.production, [values.productionFrom, values.productionTo]),
  ]
  return {
    ...{ name, creditCode, cooperativeType, legalRepresentative, address },
    ...{ contactName, contactPhone, contactEmail, villageCode: village.code },
    ...{ id: context.newId(), bankName: bankName ?? '', bankAccount: bankAccount ?? '' },
    licences: licences.flat(),
  }
}

/** A licence that a row names, over its days; none where it has no number. */
function licenceOf(
  kind: NewApplication['licences'][number]['kind'],
  number: string | null,
  [validFrom, validTo]: [string | null, string | null],
): NewApplication['licences'] {
  return number === null || validFrom === null ? [] : [{ kind, number, validFrom, validTo }]
}
