import { expect, test } from 'vitest'
import type { OrganisationChange } from '../../../shared/organisations/changes.schemas.ts'
import { changedValues, isFree } from '../../../web/organisations/change-text.ts'

const place = { code: '500103', pathName: '重庆市渝中区' }
const identity = { name: '旧馆', creditCode: null, place, parent: null, legalRepresentative: null }
const account = { bankName: '农商行', bankAccount: '6210000000000000001' }

function changeOf(about: OrganisationChange['about'], state: OrganisationChange['state']) {
  return { about, state } as OrganisationChange
}

test('§11.5 of a change only what differs is shown, and what there was none of as a dash', () => {
  const after = { ...identity, name: '新馆', creditCode: '11500000MB19069553' }
  const about = { kind: 'identity' as const, before: identity, after }
  expect(changedValues({ about })).toEqual([
    { label: 'name', before: '旧馆', after: '新馆' },
    { label: 'creditCode', before: '—', after: '11500000MB19069553' },
  ])
  const bank = { kind: 'bank_account' as const, before: account }
  const other = { ...account, bankAccount: '6210000000000000009' }
  expect(changedValues({ about: { ...bank, after: other } })).toEqual([
    { label: 'bankAccount', before: account.bankAccount, after: other.bankAccount },
  ])
})

test('§11.5 while a change is undecided none of its kind is proposed', () => {
  const about = { kind: 'bank_account' as const, before: account, after: account }
  const changes = [changeOf(about, 'proposed')]
  expect(isFree(changes, 'bank_account')).toBe(false)
  expect(isFree(changes, 'identity')).toBe(true)
  expect(isFree([changeOf(about, 'declined')], 'bank_account')).toBe(true)
})
