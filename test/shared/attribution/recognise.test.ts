import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitByCredit } from '../../../shared/attribution/credit.ts'
import { canonicalEntry, genesisText } from '../../../shared/attribution/ledger-hash.ts'
import { recognise, recognitionSteps } from '../../../shared/attribution/recognise.ts'
import { splitByVillage } from '../../../shared/attribution/split-by-village.ts'

const amount = fc.integer({ min: 0, max: 1e12 })
const entitlement = fc.record({
  acceptedGrams: amount,
  acceptedCents: amount,
  paidCents: fc.integer({ min: -1e9, max: 1e12 }),
})

describe('§3.2 recognised', () => {
  test('is never above accepted or paid, nor below zero', () => {
    fc.assert(
      fc.property(entitlement, (line) => {
        const { cents, grams } = recognise(line)
        expect(cents).toBeGreaterThanOrEqual(0)
        expect(cents).toBeLessThanOrEqual(line.acceptedCents)
        expect(cents).toBeLessThanOrEqual(Math.max(0, line.paidCents))
        expect(grams).toBeLessThanOrEqual(line.acceptedGrams)
        if (line.paidCents >= line.acceptedCents && line.acceptedCents > 0) {
          expect(grams).toBe(line.acceptedGrams)
        }
      }),
    )
  })

  test('of goods whose whole price was deducted is nothing', () => {
    expect(recognise({ acceptedGrams: 500, acceptedCents: 0, paidCents: 100 })).toEqual({
      cents: 0,
      grams: 0,
    })
  })
})

describe('§3.3 the day on which an amount was reached', () => {
  const day = (at: number) => `2026-01-${String(at).padStart(2, '0')}`
  const fact = fc.record({
    at: fc.integer({ min: 1, max: 28 }),
    acceptedCents: fc.integer({ min: -50, max: 200 }),
    paidCents: fc.integer({ min: -50, max: 200 }),
  })

  test('does not depend on the order of reports, rises and ends where the line stands', () => {
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 12 }), (generated) => {
        const facts = generated.map((fact) => ({ ...fact, day: day(fact.at) }))
        const steps = recognitionSteps(facts, [])
        expect(recognitionSteps([...facts].reverse(), [])).toEqual(steps)
        const sum = (of: 'acceptedCents' | 'paidCents') =>
          facts.reduce((total, part) => total + part[of], 0)
        const end = Math.max(0, Math.min(sum('acceptedCents'), sum('paidCents')))
        expect(steps.at(-1)?.reachedCents ?? 0).toBe(end)
        steps.slice(1).forEach((step, index) => {
          const before = steps[index] as (typeof steps)[number]
          expect(step.day > before.day).toBe(true)
          expect(step.reachedCents).toBeGreaterThan(before.reachedCents)
        })
      }),
    )
  })

  test('of what was paid, refunded and paid again is the last one', () => {
    const paid = (at: number, paidCents: number) => ({ day: day(at), acceptedCents: 0, paidCents })
    const facts = [
      { day: day(1), acceptedCents: 100, paidCents: 0 },
      paid(2, 100),
      paid(5, -100),
      paid(9, 100),
    ]
    expect(recognitionSteps(facts, [])).toEqual([{ day: day(9), reachedCents: 100 }])
  })

  test('§3.4 of what makes a refund good again is not before that refund', () => {
    const facts = [
      { day: day(1), acceptedCents: 100, paidCents: 100 },
      { day: day(20), acceptedCents: 0, paidCents: -40 },
      { day: day(20), acceptedCents: 0, paidCents: 40 },
    ]
    const posted = [
      { day: day(1), cents: 100 },
      { day: day(20), cents: -40 },
    ]
    expect(recognitionSteps(facts, posted)).toEqual([{ day: day(20), reachedCents: 100 }])
    // Reported late, an earlier payment finds the same refund posted.
    const late = [{ day: day(1), acceptedCents: 100, paidCents: 100 }, facts[1], facts[2]].map(
      (fact, at) => (at === 2 ? { ...facts[2], day: day(9) } : fact),
    ) as typeof facts
    expect(recognitionSteps(late, posted)).toEqual([{ day: day(20), reachedCents: 100 }])
  })

  test('whatever is reported in whatever order, no day holds more than was covered by its end', () => {
    const rise = fc.record({
      at: fc.integer({ min: 1, max: 12 }),
      acceptedCents: fc.integer({ min: 0, max: 200 }),
      paidCents: fc.integer({ min: 0, max: 200 }),
    })
    fc.assert(
      fc.property(fc.array(rise, { minLength: 1, maxLength: 10 }), (generated) => {
        const facts = generated.map((fact) => ({ ...fact, day: day(fact.at) }))
        const posted: { day: string; cents: number }[] = []
        facts.forEach((_fact, at) => {
          const before = posted.reduce((sum, entry) => sum + entry.cents, 0)
          let reached = before
          for (const step of recognitionSteps(facts.slice(0, at + 1), posted.slice())) {
            posted.push({ day: step.day, cents: step.reachedCents - reached })
            reached = step.reachedCents
          }
        })
        const byDay = (at: number) => {
          const until = facts.filter((fact) => fact.at <= at)
          const sum = (of: 'acceptedCents' | 'paidCents') =>
            until.reduce((total, fact) => total + fact[of], 0)
          const entries = posted.filter((entry) => entry.day <= day(at))
          return {
            covered: Math.min(sum('acceptedCents'), sum('paidCents')),
            posted: entries.reduce((total, entry) => total + entry.cents, 0),
          }
        }
        // Facts that only rise end in the same days in any order of reports.
        for (let at = 1; at <= 12; at += 1)
          expect(byDay(at).posted).toBeLessThanOrEqual(byDay(at).covered)
        expect(byDay(12).posted).toBe(byDay(12).covered)
      }),
    )
  })
})

describe('§2.3 splits', () => {
  const whole = fc.record({ grams: amount, cents: amount })
  const villages = fc.uniqueArray(
    fc.record({
      villageCode: fc
        .integer({ min: 0, max: 999 })
        .map((at) => `500237222${`${at}`.padStart(3, '0')}`),
      acceptedGrams: fc.integer({ min: 1, max: 1e9 }),
    }),
    { minLength: 1, maxLength: 8, selector: (village) => village.villageCode },
  )
  const shares = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 6 }).map((units) =>
    units.map((unitId, index) => ({
      unitId,
      shareBasisPoints:
        Math.floor(10_000 / units.length) + (index === 0 ? 10_000 % units.length : 0),
    })),
  )

  test('over villages and over units sum to the whole', () => {
    fc.assert(
      fc.property(whole, villages, shares, (total, of, directCredits) => {
        const credit = { directCredits, helpUnitId: null, introductionId: null, pairedCodes: [] }
        const parts = splitByVillage(total, of).flatMap((part) => splitByCredit(part, credit))
        expect(parts.reduce((sum, part) => sum + part.cents, 0)).toBe(total.cents)
        expect(parts.reduce((sum, part) => sum + part.grams, 0)).toBe(total.grams)
      }),
    )
  })
})

describe('§4.1 the text that is hashed', () => {
  const entry = {
    countyCode: '500237',
    number: 1,
    month: '2026-05',
    recognisedOn: '2026-05-10',
    orderedOn: '2026-04-01',
    villageCode: '500237222213',
    orderLineId: '01900000-0000-7000-8000-000000000001',
    purchaseOrderId: '01900000-0000-7000-8000-000000000002',
    cooperativeId: '01900000-0000-7000-8000-000000000003',
    productId: '01900000-0000-7000-8000-000000000004',
    category: 'fruit',
    channel: 'canteen',
    directUnitId: '01900000-0000-7000-8000-000000000005',
    helpUnitId: null,
    directPaired: true,
    helpPaired: false,
    eligible: true,
    grade: 'A',
    grams: 500,
    cents: 1_234,
    causeType: 'payment',
    causeId: '01900000-0000-7000-8000-000000000006',
    causeLineId: '01900000-0000-7000-8000-000000000006',
    correctsNumber: null,
    actorId: '01900000-0000-7000-8000-000000000007',
    ruleVersion: 'recognition-1',
    postedAt: new Date('2026-05-10T01:02:03.004Z'),
  }

  test('is one line of JSON that anybody can write again', () => {
    expect(canonicalEntry(entry, 'aa')).toBe(
      '["cunji-ledger-1","aa","500237",1,"2026-05","2026-05-10","2026-04-01","500237222213",' +
        '"01900000-0000-7000-8000-000000000001","01900000-0000-7000-8000-000000000002",' +
        '"01900000-0000-7000-8000-000000000003","01900000-0000-7000-8000-000000000004",' +
        '"fruit","canteen","01900000-0000-7000-8000-000000000005",null,true,false,true,"A",' +
        '500,1234,"payment","01900000-0000-7000-8000-000000000006",' +
        '"01900000-0000-7000-8000-000000000006",null,"01900000-0000-7000-8000-000000000007",' +
        '"recognition-1","2026-05-10T01:02:03.004Z"]',
    )
    expect(genesisText('500237')).toBe('cunji-ledger-1 genesis 500237')
  })

  test('changes with every field', () => {
    const texts = Object.entries(entry).map(([key, value]) => {
      const other = typeof value === 'boolean' ? !value : value instanceof Date ? new Date(0) : 'x'
      return canonicalEntry({ ...entry, [key]: other } as typeof entry, 'aa')
    })
    texts.push(canonicalEntry(entry, 'aa'), canonicalEntry(entry, 'bb'))
    expect(new Set(texts).size).toBe(Object.keys(entry).length + 2)
  })
})
