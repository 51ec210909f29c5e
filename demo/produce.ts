import type { DemoCooperative } from './demo-cooperative.ts'
import { lingling } from './lingling-produce.ts'
import { qingyuan } from './qingyuan-produce.ts'
import { wushan } from './wushan-produce.ts'

export const demoCooperatives: DemoCooperative[] = [...wushan, ...qingyuan, ...lingling]

/** Counties whose villages the demo world needs, sellers' and buyers'. */
export const demoCounties = [
  '500237',
  '441826',
  '441825',
  '441881',
  '441823',
  '431102',
  '500103',
  '500106',
  '500108',
  '500112',
  '440105',
  '440106',
]
