import type { ListPart } from './basket.schemas.ts'

/** Among what an amount is divided: days, meals, or places and those who eat there. */
export type Division = ListPart['kind']

const weekday = '[本下上]?(?:周|星期|礼拜)[一二三四五六日天]'
const date =
  '(?:(?:\\d{4}|\\d{2})年)?(?:\\d{1,2}月)?\\d{1,2}[日号]|\\d{4}-\\d{1,2}-\\d{1,2}|' +
  '(?:\\d{4}[/.])?\\d{1,2}[/.]\\d{1,2}|(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\\d|3[01])'
const ofDay = `${weekday}|${date}|第[一二三四五六七\\d]天|[今明后]天`
const ofMeal = '早餐?|早点|早饭|中餐?|中饭|午餐?|午饭|晚餐?|晚饭|夜宵|宵夜|加餐|上午|下午'
const between = '[\\s()、,:-]'
const days = new RegExp(`^(?:${ofMeal}|${between})*(?:${ofDay})(?:${ofDay}|${ofMeal}|${between})*$`)
const meals = new RegExp(`^(?:${ofMeal})(?:点心)?$`)

const places = new RegExp(
  '(?:食堂|餐厅|饭堂|学校|小学|中学|高中|初中|幼儿园|校区|院区|病区|医院|门店|窗口|分院|分校|' +
    '[一二三四五六七八九十\\d](?:[小中队连]|年级)|[科室楼灶部班组站厂店园校院区村]|社区|' +
    '(?:学生|教工|教师|职工|员工|干部|病员|病人|患者|老人|民警|住校生|走读生)餐?|' +
    '(?:营养|治疗|工作|接待|会议)餐|(?:普|软|流|半流)[食质]|半流)$',
)

/** What a head says that an amount is divided among; null where it is none of these. */
export function divisionOf(title: string): Division | null {
  if (title.length > 24) return null
  if (meals.test(title)) return 'meal'
  if (days.test(title)) return 'day'
  return places.test(title) ? 'place' : null
}

const corner = new RegExp(
  '^(?:日期|时间|星期|周次?|天数?|[送用]货?日期?|餐[次别]|食堂|餐厅|班级|年级|部门|单位|' +
    '(?:使用|用菜|用料|需求|订货|收货)?单位|学校|校区|院区|点位|站点|配送点|收货[点地]?|地点|' +
    '科室|病区|楼层|门店|窗口|姓名|农户|户主|社区|街道|村|组别|班组)$',
)

/** Whether a head stands above days, meals or places: 日期, 食堂; 日期/品名 as well. */
export function headsDivisions(title: string): boolean {
  return title.split(/[\\/|、]/).some((part) => corner.test(part))
}

const goods = new RegExp(
  '(?:[菜瓜豆薯芋葱姜蒜椒菇菌肉骨腿翅爪鸡鸭鹅鱼虾蟹蛋奶米面粉油盐糖醋酱果梨桃李橙桔橘柑柚蕉莓' +
    '枣笋藕芹茄苗薹心叶饼茶参莲]|萝卜|排骨|[大小肋子]排|豆角|木耳|银耳|海带|粉[丝条]|馒头|花卷|包子|' +
    '面包|蛋糕|豆腐|豆干|腐竹|千张|土豆|番茄|西红柿|玉米|花生|核桃|葡萄|柠檬|山药|菠萝|火腿|香肠|' +
    '牛腩|里脊|五花|洋芋|红苕|味精|鸡精|青稞|水饺|汤圆|年糕)(?:\\(.*\\))?$',
)

/** Whether the last word of a text names something to eat. */
export function namesGoods(text: string): boolean {
  return goods.test(text)
}
