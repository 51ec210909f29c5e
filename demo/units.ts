/** Buyers of the demo world. Only the lead unit is a real body; every figure is invented. */
export interface DemoUnit {
  key: string
  name: string
  /** First 17 characters; the check character is computed. */
  creditBody: string
  type: 'state_organ' | 'institution' | 'state_company' | 'school' | 'hospital'
  divisionCode: string
  address: string
  canteen: string
  /** Size of its kitchen: how much it orders, relative to the others; 0: nothing yet. */
  size: number
  parentKey?: string
}

export const leadUnitKey = 'lead'

/** An assistance group: its lead unit and invented members (文旅委帮扶集团). */
export const groupUnits: DemoUnit[] = [
  {
    key: leadUnitKey,
    name: '重庆市文化和旅游发展委员会',
    creditBody: '11500000MB1906955',
    type: 'state_organ',
    divisionCode: '500103',
    address: '重庆市渝中区示例路 1 号',
    canteen: '机关食堂',
    size: 12,
  },
  unit('opera', '渝江演艺集团（示例）', '91500000MA5UEX01A', 'state_company', '500103', 10),
  unit('library', '山城图书馆（示例）', '12500000MB1EX002B', 'institution', '500106', 7),
  unit('museum', '两江美术馆（示例）', '12500000MB1EX003C', 'institution', '500112', 6),
  unit('college', '嘉陵旅游职业学院（示例）', '12500000MB1EX004D', 'school', '500106', 16),
  unit('university', '渝州大学（示例）', '12500000MB1EX005E', 'school', '500106', 18),
  unit('hospital', '南山医院（示例）', '12500000MB1EX006F', 'hospital', '500108', 13),
  unit('cruise', '三峡旅游集团（示例）', '91500000MA5UEX07G', 'state_company', '500103', 12),
  unit('heritage', '巴渝文物考古院（示例）', '12500000MB1EX008H', 'institution', '500106', 7),
  unit('broadcast', '川江广电网络公司（示例）', '91500000MA5UEX09J', 'state_company', '500112', 10),
  unit('academy', '红岩干部学院（示例）', '12500000MB1EX010K', 'school', '500103', 9),
]

/** Units outside the group: in Guangzhou and Yongzhou, and one buyer helped to the goods. */
export const otherUnits: DemoUnit[] = [
  unit('caterer', '南岸团餐公司（示例）', '91500000MA5UEX11L', 'state_company', '500108', 7),
  unit('guangzhou', '羊城机关服务中心（示例）', '12440100MB2EX012M', 'institution', '440106', 6),
  unit('metro', '珠江轨道交通公司（示例）', '91440100MA5EEX13N', 'state_company', '440105', 9),
  unit('xiaoxiang', '潇湘学院（示例）', '12431100MB3EX014P', 'school', '431102', 7),
]

/** Units of the county itself, whose reserved share its office checks (§3.13). */
export const countyUnits: DemoUnit[] = [
  unit(
    'wushan-office',
    '巫山县机关食堂管理中心（示例）',
    '12500237MB4EX015Q',
    'institution',
    '500237',
    4,
  ),
  unit('wushan-school', '巫山县示例中学（示例）', '12500237MB4EX016R', 'school', '500237', 0),
  unit('wushan-hospital', '巫山县示例中医院（示例）', '12500237MB4EX017T', 'hospital', '500237', 0),
  unit(
    'wushan-library',
    '巫山县示例图书馆（示例）',
    '12500237MB4EX018U',
    'institution',
    '500237',
    0,
  ),
  unit('wushan-water', '巫山县示例水利站（示例）', '12500237MB4EX019W', 'institution', '500237', 0),
]

export const demoUnits: DemoUnit[] = [...groupUnits, ...otherUnits, ...countyUnits]

/** The units that buy. */
export const orderingUnits: DemoUnit[] = demoUnits.filter(({ size }) => size > 0)

/** The county's desk and the pairings of the reports, kept by unit key or `group`. */
export const demoPairings: { who: string; divisionCode: string; secretary?: string }[] = [
  { who: 'group', divisionCode: '500237' },
  { who: leadUnitKey, divisionCode: '500237222213', secretary: '示例书记甲' },
  { who: 'opera', divisionCode: '500237210210', secretary: '示例书记乙' },
  { who: 'university', divisionCode: '500237109241', secretary: '示例书记丙' },
  { who: 'college', divisionCode: '500237109224', secretary: '示例书记丁' },
  { who: 'hospital', divisionCode: '500237107227', secretary: '示例书记戊' },
  { who: 'guangzhou', divisionCode: '441826102', secretary: '示例书记己' },
  { who: 'metro', divisionCode: '441825105204', secretary: '示例书记庚' },
  { who: 'xiaoxiang', divisionCode: '431102105240', secretary: '示例书记辛' },
]

function unit(
  key: string,
  name: string,
  creditBody: string,
  type: DemoUnit['type'],
  divisionCode: string,
  size: number,
): DemoUnit {
  const canteen = type === 'school' ? '第一食堂' : '职工食堂'
  return { key, name, creditBody, type, divisionCode, address: '示例路 1 号', canteen, size }
}
