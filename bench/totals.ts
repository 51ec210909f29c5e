import { idOf } from './ids.ts'
import { type LoadResult, load } from './load.ts'
import { type Spread, spread } from './statistics.ts'

/** The program over a small and a large ledger of the same market. */
export interface TotalsStage {
  small: { address: string; tokens: string[] }
  large: { address: string; tokens: string[] }
  /** The last whole month and the last whole year. */
  month: string
  year: string
}

/** Whose total is read, and by whom: the official's token stands first, then one for each unit. */
const questions = {
  village: { query: 'divisionCode=500101100210', reader: 0 },
  county: { query: 'divisionCode=500101', reader: 0 },
  unit: { query: '', reader: 11 },
  group: { query: '', reader: -1 },
} as const

export type Question = keyof typeof questions

export interface TotalsRound {
  small: Record<Question, LoadResult>
  large: Record<Question, LoadResult>
  monthPage: LoadResult
}

export async function totalsRound(stage: TotalsStage, seconds: number): Promise<TotalsRound> {
  const round = { small: {}, large: {} } as TotalsRound
  for (const name of Object.keys(questions) as Question[]) {
    for (const ledger of ['small', 'large'] as const) {
      const options = { seconds, connections: 1, period: stage.year }
      round[ledger][name] = await ask(stage[ledger], name, options)
    }
  }
  const page = { seconds, connections: 16, period: stage.month }
  round.monthPage = await ask(stage.large, 'county', page)
  return round
}

function ask(
  { address, tokens }: TotalsStage['small'],
  name: Question,
  { period, ...options }: { seconds: number; connections: number; period: string },
): Promise<LoadResult> {
  const { query, reader } = questions[name]
  const request = {
    method: 'GET' as const,
    path: `/api/v1/reports/totals?period=${period}${query === '' ? '' : `&${query}`}`,
    headers: { authorization: `Bearer ${tokens.at(reader)}` },
  }
  return load({ url: address, ...options, next: () => request })
}

export interface TotalsFigures {
  /** Time over a million lines ÷ time over ten thousand, by the median answer. */
  growth: Record<Question, Spread>
  milliseconds: Record<Question, Spread>
  monthPageP95: Spread
}

export function totalsFigures(rounds: readonly TotalsRound[]): TotalsFigures {
  const each = (figure: (round: TotalsRound, name: Question) => number) =>
    Object.fromEntries(
      (Object.keys(questions) as Question[]).map((name) => [
        name,
        spread(rounds.map((round) => figure(round, name))),
      ]),
    ) as Record<Question, Spread>
  return {
    growth: each((round, name) => round.large[name].p50 / round.small[name].p50),
    milliseconds: each((round, name) => round.large[name].p50),
    monthPageP95: spread(rounds.map((round) => round.monthPage.p95)),
  }
}

/** A group of the first hundred units, for `ledger-world`. */
export const groupSql = `
  insert into organisations (id, kind, name, created_at)
  values ('${idOf('group', 1)}', 'group', '帮扶集团', now());
  insert into assistance_groups (organisation_id, lead_unit_id)
  values ('${idOf('group', 1)}', '${idOf('unit', 1)}');
  insert into group_members (id, group_id, unit_id, from_date)
  select gen_random_uuid(), '${idOf('group', 1)}', organisation_id, '2000-01-01' from units
  order by organisation_id limit 100;`
