import { periodLabel } from '../../shared/reports/period-label.ts'
import type { FileLanguage } from './ledger-columns.ts'

/** What the period of a file is called, in the words of the screens; a test compares the two. */
export function periodName(text: string, language: FileLanguage): string {
  const { key, values } = periodLabel(text, language)
  const words = periodWords[language][key] ?? text
  return words.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

export const periodWords: Record<FileLanguage, Record<string, string>> = {
  'zh-CN': {
    year: '{year}年',
    H1: '{year}年上半年',
    H2: '{year}年下半年',
    quarter: '{year}年第{quarter}季度',
    month: '{month}',
    monthsOfYear: '{year}年{first}至{last}',
    months: '{first}至{last}',
    days: '{from} 至 {to}',
    'spring-festival': '{year}年春节（{from} 至 {to}）',
    'dragon-boat': '{year}年端午节（{from} 至 {to}）',
    'mid-autumn': '{year}年中秋节（{from} 至 {to}）',
    'national-day': '{year}年国庆节（{from} 至 {to}）',
  },
  en: {
    year: '{year}',
    H1: 'First half of {year}',
    H2: 'Second half of {year}',
    quarter: 'Quarter {quarter} of {year}',
    month: '{month}',
    monthsOfYear: '{first} to {last} {year}',
    months: '{first} to {last}',
    days: '{from} to {to}',
    'spring-festival': 'Spring Festival {year} ({from} to {to})',
    'dragon-boat': 'Dragon Boat Festival {year} ({from} to {to})',
    'mid-autumn': 'Mid-Autumn Festival {year} ({from} to {to})',
    'national-day': 'National Day {year} ({from} to {to})',
  },
}
