import { addDays } from '../scalars.ts'
import type { Days } from './periods.ts'

/**
 * The festivals that canteens and unions buy for, each seven days: 春节 from New Year's Eve on, 国庆
 * from 1 October on, 端午 and 中秋 the days that end with the festival, which is bought for before.
 */
export const festivals = ['spring-festival', 'dragon-boat', 'mid-autumn', 'national-day'] as const

export type Festival = (typeof festivals)[number]

/** The years whose festivals may be asked for; the one before is what the first is held against. */
export const firstFestivalYear = 2020
export const lastFestivalYear = 2035

/** 正月初一, 五月初五 and 八月十五 of each year from 2019 on, by the calendar GB/T 33661-2017. */
const lunarDays: Readonly<Record<number, readonly [string, string, string]>> = {
  2019: ['02-05', '06-07', '09-13'],
  2020: ['01-25', '06-25', '10-01'],
  2021: ['02-12', '06-14', '09-21'],
  2022: ['02-01', '06-03', '09-10'],
  2023: ['01-22', '06-22', '09-29'],
  2024: ['02-10', '06-10', '09-17'],
  2025: ['01-29', '05-31', '10-06'],
  2026: ['02-17', '06-19', '09-25'],
  2027: ['02-06', '06-09', '09-15'],
  2028: ['01-26', '05-28', '10-03'],
  2029: ['02-13', '06-16', '09-22'],
  2030: ['02-03', '06-05', '09-12'],
  2031: ['01-23', '06-24', '10-01'],
  2032: ['02-11', '06-12', '09-19'],
  2033: ['01-31', '06-01', '09-08'],
  2034: ['02-19', '06-20', '09-27'],
  2035: ['02-08', '06-10', '09-16'],
}

/** Whether a text names one of the festivals. */
export function isFestival(text: string): text is Festival {
  return festivals.some((festival) => festival === text)
}

/** The seven days of a festival in a year; null where its day is not kept. */
export function festivalDays(festival: Festival, year: number): Days | null {
  const lunar = lunarDays[year]
  if (lunar === undefined) return null
  const [newYear, dragonBoat, midAutumn] = lunar.map((day) => `${year}-${day}`)
  const from = {
    'spring-festival': addDays(newYear ?? '', -1),
    'dragon-boat': addDays(dragonBoat ?? '', -6),
    'mid-autumn': addDays(midAutumn ?? '', -6),
    'national-day': `${year}-10-01`,
  }[festival]
  return { from, to: addDays(from, 6) }
}
