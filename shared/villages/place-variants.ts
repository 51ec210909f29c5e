/** The endings of names that people leave out when they type, by level of the tree. */
const endings = [
  ...['省', '自治区', '市', '地区', '区', '县', '自治县', '自治州', '旗'],
  ...['镇', '乡', '街道', '民族乡', '村', '社区'],
]

/** The names that are exactly meant by a typed word: 下庄 means 下庄村, 巫山 means 巫山县. */
export function meantNames(word: string): string[] {
  return [word, ...endings.map((ending) => `${word}${ending}`)]
}

/** The words of what was typed: cut at spaces and signs, official endings of villages dropped. */
export function searchWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .split(/[\s,，、/·>-]+/)
    .filter((word) => word !== '')
    .slice(0, 4)
}
