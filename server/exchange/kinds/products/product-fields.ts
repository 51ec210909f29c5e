import { goodsInput, packInput } from '../../../../shared/catalogue/catalogue.schemas.ts'
import { countOf, packPriceOf, shelfLifeOf, weightOf } from '../amount-fields.ts'
import { choiceOf, fieldOf, placeOf } from '../fields.ts'
import type { ValuesOf } from '../kind.ts'

/** What kinds of goods are called, in Chinese and in English first, and what else they are. */
export const categoryNames = {
  vegetables: ['蔬菜', 'Vegetables', '蔬菜类', '时令蔬菜', '鲜菜'],
  fruit: ['水果', 'Fruit', '水果类', '鲜果'],
  mushrooms: ['食用菌', 'Mushrooms', '菌菇', '鲜菌'],
  fresh_tea: ['鲜茶叶', 'Fresh tea leaves', '茶青', '鲜叶'],
  livestock: ['禽畜肉', 'Meat and poultry', '肉类', '畜禽', '鲜肉', '禽畜', '肉禽'],
  eggs: ['蛋类', 'Eggs', '禽蛋', '鸡蛋', '蛋'],
  fish: ['水产', 'Fish', '水产品', '鱼类'],
  grain: ['粮食与面食', 'Grain and noodles', '粮食', '米面', '粮油面', '面食', '杂粮'],
  oil: ['食用油', 'Edible oil', '油类', '粮油'],
  dry_tea: ['茶叶', 'Tea', '干茶', '成品茶'],
  honey: ['蜂蜜', 'Honey', '蜂产品'],
  nuts: ['坚果', 'Nuts', '干果'],
  dried_goods: ['干货', 'Dried goods', '干制品', '山货'],
  pickles: ['酱腌菜', 'Pickles', '咸菜', '泡菜', '腌菜'],
  processed: ['其他加工食品', 'Other processed food', '加工食品', '深加工', '其他'],
}

const goods = goodsInput.shape
const pack = packInput.shape
const no = { 'zh-CN': '', en: '' }

/** The columns of products: each row is one pack of a product. */
export const productFields = {
  name: fieldOf(
    {
      titles: { 'zh-CN': '产品名称', en: 'Product' },
      words: ['品名', '名称', '产品', '商品名称', '商品', '货品', '品种名称', 'name', 'goods'],
      isRequired: true,
      example: { 'zh-CN': '巫山脆李', en: 'Wushan plum' },
      note: {
        'zh-CN': '同一产品有几种规格，就写几行。',
        en: 'A product with several packs has a row for each.',
      },
    },
    goods.name,
  ),
  variety: fieldOf(
    {
      titles: { 'zh-CN': '品种', en: 'Variety' },
      example: { 'zh-CN': '', en: '' },
    },
    goods.variety.unwrap(),
  ),
  category: choiceOf(
    {
      titles: { 'zh-CN': '品类', en: 'Category' },
      words: ['类别', '分类', '产品类别', '产品分类', '大类', 'kind'],
      isRequired: true,
      example: { 'zh-CN': '水果', en: 'Fruit' },
    },
    categoryNames,
  ),
  village: placeOf(
    {
      titles: { 'zh-CN': '产地村', en: 'Village of origin' },
      words: ['产地', '原产地', '所在村', '村', '产地村代码', 'origin', 'village'],
      isRequired: true,
      example: { 'zh-CN': '巫山县竹贤乡下庄村', en: '500237222213' },
      note: {
        'zh-CN': '村名（最好带乡镇）或 12 位代码；同名时会列出全路径请您选择。',
        en: 'The village, best with its township, or its code; of namesakes you choose.',
      },
    },
    5,
  ),
  pack: fieldOf(
    {
      titles: { 'zh-CN': '规格', en: 'Pack' },
      words: ['包装', '规格型号', '包装规格', '产品规格', 'packing', 'size'],
      isRequired: true,
      example: { 'zh-CN': '5公斤/箱', en: 'Box of 5 kg' },
    },
    pack.name,
  ),
  netWeight: weightOf({
    titles: { 'zh-CN': '净重（公斤）', en: 'Net weight (kg)' },
    words: ['净重', '净含量', '重量', '单件重量', '每件净重', 'weight', 'net weight'],
    example: { 'zh-CN': '5', en: '5' },
    note: {
      'zh-CN': '每件的净重，表头或单元格写明单位；规格里写明一个重量的可空着。',
      en: 'Of one pack, with its unit in head or cell; may be empty where the pack says it.',
    },
  }),
  price: packPriceOf({
    titles: { 'zh-CN': '每件价格（元）', en: 'Price of a pack (yuan)' },
    words: ['单价', '价格', '供货价', '销售价', '售价', '每件价格', '单件价格', 'price'],
    isRequired: true,
    example: { 'zh-CN': '60', en: '60' },
    note: {
      'zh-CN': '一件（一个规格）的价格，表头写明（元）或（元/箱）；每斤价请先换算。',
      en: 'Of one pack; the head says (yuan) or (yuan/box). Convert a price per jin first.',
    },
  }),
  minimum: countOf(
    {
      titles: { 'zh-CN': '起订量', en: 'Minimum quantity' },
      words: [
        '起订件数',
        '最低起订量',
        '起订',
        '最小起订量',
        '起售数量',
        '起售量',
        '起批量',
        'minimum',
      ],
      example: { 'zh-CN': '1', en: '1' },
      note: { 'zh-CN': '件数；空着为 1 件。', en: 'In packs; empty: 1.' },
    },
    1_000_000,
  ),
  pieces: countOf(
    {
      titles: { 'zh-CN': '每件个数', en: 'Pieces in a pack' },
      words: ['个数', '枚数', '只数', '每箱个数', 'pieces'],
      example: no,
    },
    100_000,
  ),
  storage: choiceOf(
    {
      titles: { 'zh-CN': '储运', en: 'Storage' },
      words: [
        ...['储存方式', '贮存', '储存', '储运方式', '储存条件', '存储方式', '存储条件'],
        ...['贮存方式', '贮存条件', '保存方式', '保存条件', '储藏方式'],
      ],
      example: { 'zh-CN': '常温', en: 'Ambient' },
      note: { 'zh-CN': '空着为常温。', en: 'Empty: ambient.' },
    },
    {
      ambient: ['常温', 'Ambient', '阴凉', '干燥'],
      chilled: ['冷藏', 'Chilled', '保鲜'],
      frozen: ['冷冻', 'Frozen', '冻品'],
    },
  ),
  shelfLife: shelfLifeOf(
    {
      titles: { 'zh-CN': '保质期（天）', en: 'Shelf life (days)' },
      words: ['保质期', '保质天数', 'shelf life'],
      example: no,
      note: {
        'zh-CN': '天数；也可写几个月（按 30 天）或几年（按 365 天）。',
        en: 'In days; months count 30 days, years 365.',
      },
    },
    3_650,
  ),
  description: fieldOf(
    {
      titles: { 'zh-CN': '产品介绍', en: 'Description' },
      words: ['介绍', '简介', '描述', '产品说明', '说明'],
      example: no,
    },
    goods.description.unwrap(),
  ),
}

export type ProductValues = ValuesOf<typeof productFields>
