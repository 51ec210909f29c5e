const systems: readonly [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

const browsers: readonly [RegExp, string][] = [
  [/MicroMessenger/, 'WeChat'],
  [/DingTalk/, 'DingTalk'],
  [/QQBrowser/, 'QQ'],
  [/HuaweiBrowser/, 'Huawei'],
  [/Edg\//, 'Edge'],
  [/Firefox/, 'Firefox'],
  [/Chrome/, 'Chrome'],
  [/Safari/, 'Safari'],
]

/** A readable name of the device ("Chrome · Windows"), or null for an unknown one. */
export function deviceName(userAgent: string): string | null {
  const parts = [browsers, systems]
    .map((names) => names.find(([pattern]) => pattern.test(userAgent))?.[1])
    .filter((name) => name !== undefined)
  return parts.length === 0 ? null : parts.join(' · ')
}
