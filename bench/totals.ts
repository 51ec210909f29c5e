import { idOf } from './ids.ts'
import { type LoadResult, load } from './load.ts'
import { median, type Spread, spread } from './statistics.ts'

/** The program over a small and a large ledger of the same market. */
export interface TotalsStage {
  small: { address: string; tokens: string[] }
  large: { address: string; tokens: string[] }
  /** The last whole month, the last whole year, and the one that is not over. */
  month: string
  year: string
  thisYear: string
}

/**
 * Whose total is read, and by whom: the official's token stands first, then one for each unit. Of
 * a year that is not over, the same days of the year before stand beside.
 */
const questions = {
  village: { query: 'divisionCode=500101100210', reader: 0, of: 'year' },
  county: { query: 'divisionCode=500101', reader: 0, of: 'year' },
  'county to date': { query: 'divisionCode=500101', reader: 0, of: 'thisYear' },
  unit: { query: '', reader: 11, of: 'year' },
  group: { query: '', reader: -1, of: 'year' },
} as const

export type Question = keyof typeof questions

/** Milliseconds of the median answer. */
export interface TotalsRound {
  small: Record<Question, number>
  large: Record<Question, number>
  monthPage: LoadResult
}

/** The two ledgers take turns of a second at each question, so that a busy moment meets both. */
export async function totalsRound(stage: TotalsStage, seconds: number): Promise<TotalsRound> {
  const round = { small: {}, large: {} } as TotalsRound
  for (const name of Object.keys(questions) as Question[]) {
    const options = { seconds: 1, connections: 1, period: stage[questions[name].of] }
    const times = { small: [] as number[], large: [] as number[] }
    for (let turn = 0; turn < seconds; turn += 1) {
      const order = turn % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const)
      for (const ledger of order) {
        times[ledger].push((await ask(stage[ledger], name, options)).p50)
      }
    }
    round.small[name] = median(times.small)
    round.large[name] = median(times.large)
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
    growth: each((round, name) => round.large[name] / round.small[name]),
    milliseconds: each((round, name) => round.large[name]),
    monthPageP95: spread(rounds.map((round) => round.monthPage.p95)),
  }
}

/** A group of the first hundred units, for `ledger-world`. */
export const groupSql = `
  insert into organisations.organisations (id, kind, name, created_at)
  values ('${idOf('group', 1)}', 'group', '帮扶集团', now());
  insert into assistance.assistance_groups (organisation_id, lead_unit_id)
  values ('${idOf('group', 1)}', '${idOf('unit', 1)}');
  insert into assistance.group_members (id, group_id, unit_id, from_date)
  select gen_random_uuid(), '${idOf('group', 1)}', organisation_id, '2000-01-01'
    from organisations.units
  order by organisation_id limit 100;`
