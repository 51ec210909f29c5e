import {
  answerIntroduction,
  answerProposal,
  propose,
  recordIntroduction,
  saveTarget,
  startGroup,
  type Terms,
} from '../server/assistance/index.ts'
import type { Transaction } from '../server/platform/db/transaction.ts'
import { dayOf } from '../shared/scalars.ts'
import { acting, type Player } from './acting.ts'
import { type Cast, leaderOf, officialOf, unitOf } from './cast.ts'
import { demoPairings, groupUnits, leadUnitKey, orderingUnits } from './units.ts'

interface Assisting {
  cast: Cast
  founding: Date
  today: string
}

/** Who helps whom: the group, the pairings of the reports, introductions, shares and targets. */
export async function assist(tx: Transaction, input: Assisting): Promise<void> {
  await formGroup(tx, input)
  await pair(tx, input)
  await introduce(tx, input, { helper: 'opera', buyer: 'caterer' })
  await introduce(tx, input, { helper: 'cruise', buyer: 'museum' })
  await shareCanteen(tx, input)
  await setTargets(tx, input)
}

async function formGroup(tx: Transaction, assisting: Assisting): Promise<void> {
  const { cast } = assisting
  const groupId = cast.group.organisationId
  await startGroup(tx, { groupId, leadUnitId: unitOf(cast, leadUnitKey) })
  for (const { key } of groupUnits) {
    const about = { kind: 'membership' as const, groupId, unitId: unitOf(cast, key) }
    await agree(tx, assisting, { about, by: cast.group, accepting: [leaderOf(cast, key)] })
  }
}

async function pair(tx: Transaction, assisting: Assisting): Promise<void> {
  const { cast } = assisting
  for (const { who, divisionCode, secretary } of demoPairings) {
    const by = who === 'group' ? cast.group : leaderOf(cast, who)
    const about = {
      kind: 'pairing' as const,
      organisationId: by.organisationId,
      divisionCode,
      pairingKind: 'designated' as const,
      firstSecretaryName: secretary ?? null,
    }
    const accepting = [officialOf(cast, divisionCode.slice(0, 6))]
    await agree(tx, assisting, { about, by, accepting })
  }
}

/** One side proposes and the others accept, on the day of founding (§3.17). */
async function agree(
  tx: Transaction,
  { founding }: Assisting,
  { about, by, accepting }: { about: Terms; by: Player; accepting: Player[] },
): Promise<void> {
  const wished = { fromDate: dayOf(founding), toDate: null }
  const proposalId = await propose(tx, acting(by, founding), { about, ...wished })
  for (const player of accepting)
    await answerProposal(tx, acting(player, founding), { proposalId, answer: 'accept' })
}

/** A unit introduces Wushan's sellers to another one, which confirms it: help-sales (§3.7). */
async function introduce(
  tx: Transaction,
  { cast, founding }: Assisting,
  { helper, buyer }: { helper: string; buyer: string },
): Promise<void> {
  const { introductionId } = await recordIntroduction(
    tx,
    acting(leaderOf(cast, helper), founding),
    {
      buyerUnitId: unitOf(cast, buyer),
      cooperativeId: null,
      note: '介绍巫山县特色农产品',
      validTo: null,
    },
  )
  const confirming = acting(leaderOf(cast, buyer), new Date(founding.getTime() + 86_400_000))
  await answerIntroduction(tx, confirming, { introductionId, answer: 'confirm' })
}

/** The library's canteen feeds the archaeologists too (§3.9). */
async function shareCanteen(tx: Transaction, assisting: Assisting): Promise<void> {
  const { cast } = assisting
  const [buyerUnitId, unitId] = [unitOf(cast, 'library'), unitOf(cast, 'heritage')]
  const parts = [
    { unitId: buyerUnitId, shareBasisPoints: 6_000 },
    { unitId, shareBasisPoints: 4_000 },
  ]
  const about = { kind: 'shared_credit' as const, buyerUnitId, parts }
  const accepting = [leaderOf(cast, 'heritage')]
  await agree(tx, assisting, { about, by: leaderOf(cast, 'library'), accepting })
}

/** 1,000 万元 for the group, in proportion for its units, and half a county's weight. */
async function setTargets(tx: Transaction, { cast, founding, today }: Assisting): Promise<void> {
  const context = acting(cast.admin, founding)
  const thisYear = Number(today.slice(0, 4))
  const money = { measure: 'money' as const, divisionCode: null }
  for (const year of [thisYear - 2, thisYear - 1, thisYear, thisYear + 1]) {
    const group = { ...money, year, organisationId: cast.group.organisationId }
    await saveTarget(tx, context, { ...group, amount: 1_000_000_000 })
    for (const { key, size } of orderingUnits) {
      const unit = { ...money, year, organisationId: unitOf(cast, key) }
      await saveTarget(tx, context, { ...unit, amount: size * 9_000_000 })
    }
    const county = { organisationId: null, divisionCode: '500237', year }
    await saveTarget(tx, context, { ...county, measure: 'money', amount: 1_200_000_000 })
    await saveTarget(tx, context, { ...county, measure: 'weight', amount: 3_000_000_000 })
  }
}
