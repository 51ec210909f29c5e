import { z } from 'zod'
import { basisPoints, divisionCode } from '../scalars.ts'

export const feeBearers = ['cooperative', 'platform'] as const
export type FeeBearer = (typeof feeBearers)[number]
export const feeBearer = z.enum(feeBearers)

/** What can be decided by date (§3.12), by name, with the shape of its value. */
export const policySchemas = {
  /** Only goods from these areas count; while no list was decided, all do (§3.6). */
  eligible_divisions: z.array(divisionCode).max(3_000),
  /** Share of a canteen's food budget reserved for help, such as 1,000 for 10 % (§3.13). */
  reserve_share: basisPoints,
  /** Days from acceptance to payment, usual and at most (§7.2). */
  payment_days: z.object({
    standardDays: z.int().min(1).max(365),
    limitDays: z.int().min(1).max(365),
  }),
  /** Interest on what is owed after its day, in parts of a million a day: 500 for 0.05 % (§7.2). */
  late_interest: z.int().min(0).max(10_000),
  /** A price above this part of the median is looked at: 13,000 for 1.3 times (§8). */
  price_check: z.int().min(10_000).max(100_000),
  /** Goods that are accepted within so many minutes of their order are looked at (§8). */
  minutes_check: z.int().min(1).max(1_440),
  /** A village's season above this part of its declared capacity is looked at: 11,000 for 1.1. */
  capacity_check: z.int().min(10_000).max(100_000),
  /** In so many last days of a year so many times the usual, from an amount on (§8). */
  year_end_check: z.object({
    days: z.int().min(1).max(92),
    times: z.int().min(10_000).max(1_000_000),
    leastCents: z.int().min(0).max(10_000_000_000),
  }),
  /** After the close so large a part of what it counted came back, from an amount on (§8). */
  refund_check: z.object({
    leastShare: z.int().min(1).max(10_000),
    leastCents: z.int().min(0).max(10_000_000_000),
  }),
  /**
   * What was bought outside is held against orders and entries within so many days and this part
   * of its amount: 500 for 5 % (§3.11).
   */
  outside_duplicates: z.object({
    nearDays: z.int().min(0).max(90),
    nearBasisPoints: basisPoints,
  }),
  /**
   * By how much an accepted weight may be above the shipped one without the seller's signature:
   * 500 for 5 % (§6.5).
   */
  weight_tolerance: basisPoints,
  /**
   * For how many days two managers must have acted for their cooperative before one confirms a
   * bank account that the other proposes (§11.5).
   */
  second_person_days: z.int().min(0).max(3_650),
  /**
   * What an approver is shown as unusual: after how many earlier requests the usual amount says
   * anything, and beyond which parts of it, and of the last price, a line is marked (§5.1).
   */
  unusual_lines: z.object({
    leastTimes: z.int().min(1).max(100),
    moreThan: z.int().min(10_000).max(1_000_000),
    lessThan: z.int().min(0).max(10_000),
    dearerThan: z.int().min(10_000).max(1_000_000),
  }),
  /** Up to what a seller waives a difference alone, and at most with a second person (§7.6). */
  waiver_limits: z
    .object({
      aloneCents: z.int().min(0).max(1_000_000),
      mostCents: z.int().min(0).max(1_000_000),
    })
    .refine(({ aloneCents, mostCents }) => aloneCents <= mostCents),
  /**
   * How many days before an invoice is due its unit is reminded of it, and after how many days at
   * the earliest a seller asks a buyer for late money again (§7.2).
   */
  payment_reminders: z.object({
    daysBefore: z.int().min(0).max(60),
    daysBetween: z.int().min(1).max(90),
  }),
  /**
   * Who bears what the payment provider keeps of payments started from this day on; while nothing
   * was decided, each cooperative its share (§7.2).
   */
  provider_fees: feeBearer,
  /** A county’s own: whether its first secretaries are ranked; while nothing was decided, not. */
  secretary_ranking: z.boolean(),
} as const

export type PolicyName = keyof typeof policySchemas

/** What a county’s office decides for its county; all else is decided for everybody. */
export const countyPolicies: readonly PolicyName[] = ['secretary_ranking']
export const policyNames = Object.keys(policySchemas) as [PolicyName, ...PolicyName[]]
export const policyName = z.enum(policyNames)
