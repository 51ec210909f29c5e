import { defined, type Metric, words } from './metric.ts'

const ofTargets = {
  counts: 'targets',
  credit: 'either',
  date: 'year',
  dimensions: ['unit', 'group', 'division'],
} as const

/** Targets, their pace against the calendar, and what the year will come to (§3.13). */
export const targetMetrics = {
  target: {
    ...ofTargets,
    units: ['cents', 'grams'],
    label: words('年度任务', 'Target of the year'),
    versions: [
      defined(
        '单位、集团或地区在一个年度要完成的金额或重量（§3.13）。',
        'What a unit, group or place undertakes to reach in a year, in money or weight (§3.13).',
      ),
    ],
  },
  target_reached: {
    ...ofTargets,
    units: ['cents', 'grams'],
    label: words('任务完成额', 'Reached of the target'),
    versions: [
      defined(
        '任务年度至今的认定合计（去重）；单位和集团按全部货源计，不论产自哪里（§3.13）。',
        'The recognised total of the target’s year to date; a unit’s and a group’s of the ' +
          'whole of it, wherever the goods came from (§3.13).',
      ),
    ],
  },
  completion: {
    ...ofTargets,
    units: ['basis_points'],
    label: words('完成率', 'Completion'),
    versions: [
      defined(
        '任务完成额 ÷ 年度任务，可超过 100%，没有任务则不计；单位和集团按全部货源计，不论产自哪里（§3.13）。',
        'Distinct of the year to date by the year’s target; a unit’s and a group’s of the ' +
          'whole of it, wherever the goods came from; not capped, none without it (§3.13).',
      ),
    ],
  },
  target_missing: {
    ...ofTargets,
    units: ['cents', 'grams'],
    label: words('任务缺口', 'Still missing of the target'),
    versions: [
      defined(
        '年度任务 − 任务完成额，不低于零（§3.13）。',
        'The target less what was reached of it, never below nothing (§3.13).',
      ),
    ],
  },
  target_expected: {
    ...ofTargets,
    units: ['cents', 'grams'],
    label: words('序时应完成', 'Expected of the target by the day'),
    versions: [
      defined(
        '年度任务 × 全年已过天数 ÷ 全年天数（§3.13）。',
        'The target × the days of the year that have passed ÷ its days (§3.13).',
      ),
    ],
  },
  target_pace: {
    ...ofTargets,
    units: ['basis_points'],
    label: words('比序时', 'Pace against schedule'),
    versions: [
      defined(
        '完成率 − 全年已过的比重，低于零为落后（§3.13）。',
        'Completion less the share of the year that has passed; below nothing is behind (§3.13).',
      ),
    ],
  },
  year_passed: {
    ...ofTargets,
    units: ['basis_points'],
    label: words('序时进度', 'Share of the year passed'),
    versions: [
      defined(
        '全年已过天数（含当天）÷ 全年天数。',
        'The days of the year that have passed, this one included, ÷ its days.',
      ),
    ],
  },
  year_forecast: {
    ...ofTargets,
    units: ['cents', 'grams'],
    label: words('全年预测', 'Forecast for the year'),
    versions: [
      defined(
        '季节比重法：本年已完成 ÷ 上年同一天已完成占上年全年的比重；上年同期不足一成的，用全部合计的比重。' +
          '上下限取前两年同法预测时实际 ÷ 预测的第 10、第 90 百分位，不低于已完成；检验不足两次的不预测（§3.13）。',
        'Seasonal share: what was reached ÷ the share of its whole that last year had reached by ' +
          'the same day; where that was less than a tenth, the share of all listed together. Its ' +
          'range is the 10th to the 90th percentile of actual ÷ forecast of the same method in ' +
          'the two years before, never below what was reached; none with fewer than two tests ' +
          '(§3.13).',
      ),
    ],
  },
  forecast_error: {
    ...ofTargets,
    units: ['basis_points'],
    label: words('预测平均误差', 'Mean error of the forecast'),
    versions: [
      defined(
        '前两年同一天用同样办法预测，与实际相差的平均绝对百分比（MAPE）。',
        'Mean absolute percentage error of the same method on the same day of the two years ' +
          'before.',
      ),
    ],
  },
  forecasts_tested: {
    ...ofTargets,
    units: ['count'],
    label: words('检验次数', 'Forecasts tested'),
    versions: [
      defined(
        '前两年能用同样办法预测并与实际比较的单位或地区次数。',
        'How many forecasts of the two years before could be made and held against the actual.',
      ),
    ],
  },
} as const satisfies Record<string, Metric>
