import type { Category } from '../../shared/catalogue/categories.ts'
import { plainText } from '../../shared/catalogue/search-words.ts'

/** A picture of a kind of produce: where it may stand, and the names it truly shows. */
interface Kind {
  in: readonly Category[]
  names: string
}

const greens: readonly Category[] = ['vegetables']
const fruits: readonly Category[] = ['fruit']
const crops: readonly Category[] = ['vegetables', 'grain']

/**
 * Kinds of produce by the picture that shows them, with all names of each; a test compares them
 * with the names that the catalogue knows. What stands here has that very shape and colour: a red
 * chilli is no picture of a green one, nor a round pear one of a long one.
 */
const kinds = {
  potato: { in: greens, names: '土豆 马铃薯 洋芋 洋芋头 洋山芋 山药蛋 薯仔 小土豆 小洋芋' },
  'roasted-sweet-potato': { in: greens, names: '红薯 地瓜 番薯 红苕 甘薯 山芋 白薯 蜜薯' },
  carrot: { in: greens, names: '胡萝卜 甘笋 金笋 丁香萝卜' },
  radish: { in: greens, names: '萝卜 莱菔 白萝卜 大白萝卜' },
  cabbage: {
    in: greens,
    names:
      '包菜 莲花白 卷心菜 甘蓝 圆白菜 洋白菜 结球甘蓝 包心菜 高丽菜 莲白 椰菜 包包菜 包包白 茴子白',
  },
  tomato: { in: ['vegetables', 'fruit'], names: '番茄 西红柿 洋柿子 蕃茄 番柿' },
  eggplant: { in: greens, names: '茄子 落苏 矮瓜 茄瓜 长茄子 长茄' },
  'hot-pepper': {
    in: greens,
    names: '辣椒 海椒 番椒 鲜辣椒 红椒 红辣椒 朝天椒 指天椒 美人椒',
  },
  'bell-pepper': { in: greens, names: '菜椒 灯笼椒 柿子椒 甜椒 圆椒' },
  cucumber: { in: greens, names: '黄瓜 青瓜 胡瓜 水果黄瓜 小黄瓜 荷兰小黄瓜 荷兰黄瓜' },
  broccoli: { in: greens, names: '西兰花 西蓝花 青花菜 绿花菜 绿菜花' },
  garlic: { in: greens, names: '大蒜 蒜 蒜头 大蒜头' },
  onion: { in: greens, names: '洋葱 葱头 圆葱 球葱 玉葱' },
  'ginger-root': { in: greens, names: '生姜 姜 鲜姜 老姜 小黄姜' },
  'pea-pod': { in: greens, names: '豌豆 青豌豆 鲜豌豆 豌豆粒 豌豆米' },
  'leafy-green': { in: greens, names: '生菜 散叶生菜' },
  'ear-of-corn': {
    in: crops,
    names: '玉米 苞谷 包谷 苞米 包米 玉蜀黍 玉茭 棒子 甜玉米 水果玉米 鲜玉米 嫩玉米 嫩苞谷',
  },
  bambooShoot: {
    in: greens,
    names: '竹笋 笋 笋子 鲜笋 冬笋 春笋 麻竹笋',
  },
  'brown-mushroom': { in: ['mushrooms', 'vegetables'], names: '香菇 冬菇 香蕈 鲜香菇' },
  morel: { in: ['mushrooms', 'vegetables', 'dried_goods'], names: '羊肚菌 羊肚菇' },
  'red-apple': { in: fruits, names: '苹果 红富士 富士苹果 红富士苹果' },
  pear: { in: fruits, names: '梨 梨子 香梨 库尔勒香梨 鸭梨' },
  peach: { in: fruits, names: '桃子 桃 鲜桃 水蜜桃 黄桃 脆桃' },
  plum: { in: fruits, names: '李子 李 脆李 青脆李' },
  goldenPlum: { in: fruits, names: '奈李 柰李 黄金奈李' },
  cherries: { in: fruits, names: '樱桃 小樱桃 车厘子 大樱桃 甜樱桃' },
  strawberry: { in: fruits, names: '草莓' },
  grapes: { in: fruits, names: '葡萄 巨峰葡萄 巨峰 夏黑葡萄 夏黑' },
  watermelon: { in: fruits, names: '西瓜' },
  melon: { in: fruits, names: '甜瓜 香瓜 哈密瓜' },
  tangerine: {
    in: fruits,
    names:
      '橘子 桔子 柑橘 柑桔 柑子 砂糖橘 沙糖桔 砂糖桔 沙糖橘 蜜橘 蜜桔 椪柑 芦柑 沃柑 橙子 橙 甜橙 脐橙 纽荷尔 纽荷尔脐橙 伦晚 伦晚脐橙 夏橙 冰糖橙',
  },
  lemon: { in: fruits, names: '柠檬 黄柠檬' },
  banana: { in: fruits, names: '香蕉' },
  pineapple: { in: fruits, names: '菠萝 凤梨' },
  mango: { in: fruits, names: '芒果 杧果' },
  blueberries: { in: fruits, names: '蓝莓' },
  'kiwi-fruit': { in: fruits, names: '猕猴桃 奇异果' },
  coconut: { in: fruits, names: '椰子' },
  avocado: { in: fruits, names: '牛油果 鳄梨 油梨' },
  peanuts: { in: ['nuts', 'grain', 'vegetables'], names: '花生 落花生 长生果' },
  chestnut: { in: ['nuts', 'fruit'], names: '板栗 栗子 毛栗' },
  walnut: { in: ['nuts', 'fruit'], names: '核桃 胡桃 纸皮核桃 薄皮核桃' },
  'sheaf-of-rice': {
    in: ['grain'],
    names: '大米 米 稻米 白米 东北大米 五常大米 香米 长粒香 长粒香米 长粒香大米 丝苗米',
  },
  noodles: { in: ['grain', 'processed', 'dried_goods'], names: '挂面 干面条' },
  'poultry-leg': { in: ['livestock'], names: '鸡腿 琵琶腿' },
  rooster: { in: ['livestock'], names: '公鸡' },
  duck: { in: ['livestock'], names: '鸭子 鸭 鸭肉 白条鸭 老鸭 老鸭子' },
  goose: { in: ['livestock'], names: '鹅 大鹅 鹅肉' },
  crab: { in: ['fish'], names: '大闸蟹 毛蟹' },
  'glass-of-milk': { in: ['processed', 'livestock'], names: '牛奶 鲜牛奶 纯牛奶' },
  'honey-pot': { in: ['honey'], names: '蜂蜜 蜜糖 蜂糖 土蜂蜜 槐花蜜 洋槐蜜 百花蜜' },
  egg: { in: ['eggs'], names: '鸡蛋 鲜鸡蛋 土鸡蛋 柴鸡蛋 笨鸡蛋 草鸡蛋' },
} satisfies Record<string, Kind>

/** Names that end like one of the above and mean goods of another look, or none of these. */
const otherGoods =
  '青辣椒 青海椒 尖辣椒 线辣椒 二荆条辣椒 泡辣椒 泡海椒 干辣椒 干海椒 紫甘蓝 红甘蓝 牛心甘蓝 ' +
  '羽衣甘蓝 抱子甘蓝 孢子甘蓝 球茎甘蓝 紫包菜 紫卷心菜 尖头包菜 牛心包菜 紫红薯 紫洋葱 红洋葱 ' +
  '白洋葱 紫皮洋葱 白皮洋葱 圆茄子 红萝卜 青萝卜 水萝卜 小水萝卜 樱桃萝卜 心里美萝卜 干香菇 ' +
  '阳光玫瑰葡萄 晴王葡萄 红心猕猴桃 红阳猕猴桃 爱媛果冻橙 果冻橙 爱媛橙 血橙 糯玉米 粘玉米 黏玉米 ' +
  '球生菜 西生菜 结球生菜 圆生菜 团生菜 罗马生菜 直立生菜 奶油生菜 金橘 脆红李 蜂糖李 三华李 ' +
  '欧洲李 方竹笋 雷笋 苦笋 干笋 干竹笋 青笋 莴苣笋 高笋 茭笋 小番茄 小西红柿 樱桃番茄 珍珠番茄 ' +
  '荷兰豌豆 软荚豌豆 紫心红薯 地萝卜 花椰菜 金帅苹果 酸牛奶 青椒 尖椒 线椒 螺丝椒 杭椒 二荆条 ' +
  '小米椒 小米辣 彩椒 五彩椒 紫薯 紫红薯 紫甘薯 独头蒜 独蒜 蒜米 仔姜 嫩姜 子姜 阳光玫瑰 提子 红提 ' +
  '黄元帅 雪梨 苍溪雪梨 皇冠梨 黄花梨 翠冠梨 秋月梨 酥梨 砀山酥梨 砀山梨 油桃 蟠桃 鹰嘴桃 黑布林 布林 ' +
  '羊角蜜 羊角脆 爱媛 耙耙柑 粑粑柑 春见 丑橘 丑柑 不知火 贡柑 皇帝柑 花菇'

/** What stands for goods of a category whose own picture there is none of. */
const neutral = {
  vegetables: 'basket',
  fruit: 'basket',
  mushrooms: 'basket',
  fresh_tea: 'herb',
  livestock: 'cut-of-meat',
  eggs: 'egg',
  fish: 'fish',
  grain: 'sack',
  oil: 'oil',
  dry_tea: 'teacup-without-handle',
  honey: 'honey-pot',
  nuts: 'sack',
  dried_goods: 'sack',
  pickles: 'jar',
  processed: 'package',
} as const satisfies Record<Category, string>

/** Of these neither meat nor a fish is a picture. */
const otherAnimals = '小龙虾 甲鱼 田螺 海带 紫菜 虾 蟹 鳖 团鱼 水鱼 昆布 泥鳅 黄鳝 鳝鱼'
const poultry = '鸡肉 鸡 土鸡 乌鸡 三黄鸡 老母鸡 母鸡 兔子 兔 兔肉 鸽子 乳鸽 肉鸽 猪血 鸭血 猪油'

export type Picture = keyof typeof kinds | (typeof neutral)[Category]

/** Every picture, for the file that they are taken from. */
export const pictures = [
  ...new Set<string>([...Object.keys(kinds), ...Object.values(neutral)]),
] as readonly Picture[]

const named = (names: string) => names.split(' ')
const pictureByName = new Map<string, Picture | null>([
  ...named(`${otherGoods} ${otherAnimals} ${poultry}`).map((name) => [name, null] as const),
  ...Object.entries<Kind>(kinds).flatMap(([picture, { names }]) =>
    named(names).map((name) => [name, picture as Picture] as const),
  ),
])
const longestName = Math.max(...[...pictureByName.keys()].map((name) => name.length))
const withoutNeutral = new Set(named(`${otherAnimals} ${poultry}`))

/** Said behind a name without changing what it shows. */
const afterName = /(?:带泥|净菜|[大中小]个|现[挖采摘]|散[称装]|统货|[一二三]级|本地)+$/u
/** Said before a name: what was done to it has another look. */
const changed = /[干泡酱腌卤糟炸烤熏腊冻紫]$/u

/**
 * The picture for goods of a name, a variety and a category. A compound means what its end means:
 * 高山土豆 is a 土豆, 土豆粉 is none. A variety of its own look counts before the name.
 */
export function pictureOf(goods: { name: string; variety?: string; category: Category }): Picture {
  const { name, variety = '', category } = goods
  const found = endOf(variety) ?? endOf(name)
  if (found === undefined) return neutral[category]
  const { end, picture } = found
  if (picture === null) return withoutNeutral.has(end) ? 'basket' : neutral[category]
  const { in: fitting }: Kind = kinds[picture as keyof typeof kinds]
  return fitting.includes(category) ? picture : neutral[category]
}

/** The longest end of a text that is a name; names of one character count alone only. */
function endOf(text: string): { end: string; picture: Picture | null } | undefined {
  const plain = plainText(text.replaceAll(/[（(【[].*?[）)】\]]/gu, ' ')).replaceAll(' ', '')
  const core = pictureByName.has(plain) ? plain : plain.replace(afterName, '') || plain
  for (let at = Math.max(0, core.length - longestName); at < core.length; at += 1) {
    const end = core.slice(at)
    if (end.length === 1 && at > 0) return undefined
    const picture = pictureByName.get(end)
    if (picture === undefined) continue
    return { end, picture: changed.test(core.slice(0, at)) ? null : picture }
  }
  return undefined
}
