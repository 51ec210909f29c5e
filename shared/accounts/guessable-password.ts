/**
 * What the passwords that everybody tries first are put together from: the most used words of
 * leaked lists, in Latin letters and in pinyin, rows and columns of the keyboard, and digits that
 * mean something (5201314 is a declaration of love). Longer pieces are made of these.
 */
const words = (
  'password passwd pass word admin administrator root user login welcome letmein changeme ' +
  'secret master default test demo guest hello iloveyou love baby angel sunshine princess ' +
  'dragon monkey football baseball superman batman michael jordan shadow computer internet ' +
  'qwerty qwertyuiop asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qaz wsx edc rfv tgb yhn ujm ' +
  'qwe asd zxc 1qaz 2wsx 3edc 4rfv zaq1 xsw2 cde3 vfr4 zaq xsw cde ' +
  '1q 2w 3e 4r 5t 6y 7u 8i 9o 0p q1 w2 e3 r4 ' +
  't5 y6 abc abcd abcdefg abcdefghijklm 1 12 123 1234 12345 123456 1234567890 0123456789 987 ' +
  '654 321 9876543210 147 258 369 159 357 789 456 520 521 1314 5201314 666 888 168 518 000 111 ' +
  '222 333 444 555 777 999 woai ni aini baobei nihao mima zhongguo china beijing cunji taobao ' +
  'qq wang zhang li liu chen xiao ! @ # $ . _ - *'
).split(' ')

/** Years in which people were born, married, or set a password. */
const years = Array.from({ length: 71 }, (_, index) => String(1960 + index))
const commonPieces = [...words, ...years]

/** Signs that stand for letters in passwords, as in p@ssw0rd. */
const disguises: Record<string, string> = { '@': 'a', $: 's', '0': 'o', '1': 'l', '3': 'e' }

/**
 * Whether somebody who tries what others have used gets this password early: a short piece
 * repeated, or common pieces one after the other. Takes time linear in the length.
 */
export function isGuessable(password: string): boolean {
  const plain = password.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
  if (/^(.{1,4})\1+$/u.test(plain)) return true
  const undisguised = [...plain].map((sign) => disguises[sign] ?? sign).join('')
  return isMadeOfPieces([plain, undisguised])
}

/** Up to which places the text, in one of its writings, can be put together from the left. */
function isMadeOfPieces(writings: readonly string[]): boolean {
  const length = writings[0]?.length ?? 0
  const reached = [true]
  for (let at = 0; at < length; at += 1) {
    if (!reached[at]) continue
    for (const piece of commonPieces)
      if (writings.some((text) => text.startsWith(piece, at))) reached[at + piece.length] = true
  }
  return reached[length] === true
}
