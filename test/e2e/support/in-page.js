/* Runs in every page that the tests open, before the page's own scripts. */

globalThis.inPage = (() => {
  let fetches = 0

  const plainFetch = globalThis.fetch
  globalThis.fetch = async (...request) => {
    fetches += 1
    try {
      return await plainFetch(...request)
    } finally {
      fetches -= 1
    }
  }

  // What a person does in this tab, over all its documents.
  const counted = (key) => Number(sessionStorage.getItem(key))
  const count = (key) => sessionStorage.setItem(key, String(counted(key) + 1))
  addEventListener('click', ({ isTrusted }) => isTrusted && count('counted-clicks'), true)
  addEventListener(
    'focusin',
    ({ target }) => target.matches('input, textarea, select') && count('counted-fields'),
    true,
  )
  const acts = () => ({ clicks: counted('counted-clicks'), fields: counted('counted-fields') })

  /** What the page, as far as it knows itself, has not shown yet; nothing when it is ready. */
  function lacking() {
    if (document.documentElement.dataset.route === undefined) return 'a route'
    if (fetches > 0) return `${fetches} answers`
    const busy = document.querySelector('[aria-busy="true"], .skeleton')
    if (busy !== null) return `what is busy: ${busy.outerHTML.slice(0, 200)}`
    if (document.fonts.status !== 'loaded') return 'letters'
    const coming = [...document.images].filter(
      ({ complete, loading }) => !complete && loading !== 'lazy',
    )
    return coming[0]?.src
  }

  /** Looks once a frame: an answer that has come is drawn before the next one. */
  async function whenReady(patience) {
    const since = performance.now()
    for (let quietFrames = 0; quietFrames < 3; ) {
      await new Promise(requestAnimationFrame)
      const what = lacking()
      quietFrames = what === undefined ? quietFrames + 1 : 0
      if (performance.now() - since > patience) throw new Error(`The page still waits for ${what}`)
    }
  }

  /** Goes on as the back button does, which the router follows: nothing is loaded anew. */
  function goTo(address) {
    delete document.documentElement.dataset.route
    history.pushState(null, '', address)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }

  const namesAndTargets = /^(id|for|href|src|srcset|value|alt|title|placeholder|data-(?!v-).*)$/
  const listing = /^(head|ul|ol|tbody)$/
  const labels = /^aria-(label|labelledby|describedby|controls|owns|activedescendant)$/

  /**
   * How an element is built, without what stands in it: two of one build differ in words, figures
   * and the number and order of like parts, which no rule of accessibility looks at. The main part
   * of the page is left out, and listed by itself.
   */
  function build(element) {
    const attributes = [...element.attributes]
      .map(({ name, value }) => {
        const silent = namesAndTargets.test(name) || labels.test(name)
        return silent ? `${name}${value === '' ? '=' : ''}` : `${name}=${value.replace(/\d+/g, '')}`
      })
      .sort()
    const speaks = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    const drawn = element.localName === 'svg' || element.localName === 'canvas'
    const own = drawn ? [] : [...element.children].filter(({ localName }) => localName !== 'main')
    const children = own.map(build)
    const unlike = listing.test(element.localName)
      ? [...new Set(children)].sort()
      : children.filter((child, index) => child !== children[index - 1])
    return `<${element.localName} ${attributes} ${speaks ? 't' : ''}${unlike.join('')}>`
  }

  /** The builds of the page's frame and of its main part. */
  const builds = () => [document.documentElement, ...document.querySelectorAll('main')].map(build)

  /**
   * Resolves when nothing fades any more: half-way a colour has too little contrast. What is not
   * drawn may never end, so that nothing is waited for longer than any fading takes.
   */
  function settled() {
    const fading = document
      .getAnimations()
      .filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime ?? Infinity))
    const late = new Promise((resolve) => setTimeout(resolve, 2_000))
    return Promise.race([Promise.allSettled(fading.map((each) => each.finished)), late]).then(
      () => undefined,
    )
  }

  /** One line of the largest figure is 30 pixels high. */
  const oneLine = 45

  /** Large figures that stand on two lines or reach beyond their card. */
  function brokenFigures() {
    const isBroken = (digits) => {
      const card = digits.closest('.figure').getBoundingClientRect()
      const own = digits.getBoundingClientRect()
      return own.height > oneLine || own.right > card.right
    }
    const all = [...document.querySelectorAll('.figure .digits')]
    return all.filter(isBroken).map((digits) => digits.textContent ?? '')
  }

  /** All that is looked at in a page at once, when nothing moves in it any more. */
  async function look() {
    await settled()
    const { scrollWidth, clientWidth } = document.documentElement
    return { parts: builds(), overflow: scrollWidth - clientWidth, broken: brokenFigures() }
  }

  /** What axe finds wrong with the page, by the rules of these tags. */
  async function violations(tags) {
    if (!('axe' in globalThis)) bringAxe()
    // What was answered since the look may still change its colours.
    await settled()
    const found = await axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
      // None of these rules reads style sheets, which axe would fetch anew each time.
      preload: { assets: ['media'] },
    })
    return found.violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      at: nodes.slice(0, 5).map((node) => `${node.target.join(' ')}: ${node.html}`),
    }))
  }

  return { whenReady, goTo, settled, look, violations, acts }
})()
