// What tests measure of a page, in one call for each: globalThis.measures holds the functions.
// Each returns its faults as texts, "why: markup".
(() => {
  const MIN_CONTRAST = 3
  const MIN_LINE = 2
  const SPACING = `
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`
  const markup = (element) => element.cloneNode(false).outerHTML.slice(0, 160)
  const isVisible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const isClippedAway = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (getComputedStyle(at).clipPath !== "none") return true
    }
    return false
  }

  // Colours, as [red, green, blue, alpha]

  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })
  const known = new Map()
  const colourOf = (text) => {
    if (!known.has(text)) {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = text === "none" ? "transparent" : text
      canvas.fillRect(0, 0, 1, 1)
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data
      known.set(text, [red, green, blue, alpha / 255])
    }
    return known.get(text)
  }
  const over = ([...top], below) => {
    const alpha = top[3]
    return [0, 1, 2].map((part) => top[part] * alpha + below[part] * (1 - alpha)).concat(1)
  }
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const luminance = (colour) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, share, part) => sum + share * channel(colour[part] / 255), 0)
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }
  const groundOf = (element) => {
    const layers = []
    for (let at = element; at; at = at.parentElement) {
      layers.push(colourOf(getComputedStyle(at).backgroundColor))
      if (layers.at(-1)[3] === 1) break
    }
    return layers.reduceRight((below, colour) => over(colour, below), [255, 255, 255, 1])
  }

  // Focus: a line of 2 px or more around the element, or around the part of a picture

  const clipsOf = (element) => {
    const clips = [new DOMRect(-scrollX, -scrollY, innerWidth, document.documentElement.scrollHeight)]
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (!(at instanceof SVGElement) && style.overflowX !== "visible") {
        const box = at.getBoundingClientRect()
        clips.push(new DOMRect(box.x + at.clientLeft, box.y + at.clientTop, at.clientWidth, at.clientHeight))
      }
      if (style.position === "fixed") break
    }
    return clips
  }
  const isCut = (element, reach) => {
    const box = element.getBoundingClientRect()
    return clipsOf(element).some((clip) =>
      box.left - reach < clip.left - 0.5 || box.right + reach > clip.right + 0.5 ||
      box.top - reach < clip.top - 0.5 || box.bottom + reach > clip.bottom + 0.5)
  }
  const filled = (element) => {
    let at = element
    while (at.parentElement && getComputedStyle(at).position === "static") at = at.parentElement
    return at
  }
  // A pseudo-element with a line fills the positioned element around it.
  const faultOfLine = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo)
    const width = parseFloat(style.outlineWidth)
    if (style.outlineStyle === "none" || (pseudo && style.content === "none")) return "no line"
    if (width < MIN_LINE) return `a line of ${width} px`
    const offset = parseFloat(style.outlineOffset)
    const around = pseudo ? filled(element) : element
    const grounds = []
    if (offset + width > 0) grounds.push(groundOf(around.parentElement))
    if (offset < 0) grounds.push(groundOf(around))
    const ratios = grounds.map((ground) => contrast(over(colourOf(style.outlineColor), ground), ground))
    if (Math.min(...ratios) < MIN_CONTRAST) return `a line of ${Math.min(...ratios).toFixed(2)} : 1`
    return isCut(around, Math.max(offset + MIN_LINE, 0)) ? "a line that is cut off" : ""
  }
  const drawn = (shape) => {
    const { stroke, strokeWidth, strokeOpacity, fill } = getComputedStyle(shape)
    const [red, green, blue, alpha] = colourOf(stroke)
    return { line: [red, green, blue, alpha * strokeOpacity], width: alpha ? parseFloat(strokeWidth) : 0, fill }
  }
  // A line is drawn half inside its shape.
  const isDrawnAnew = (shape, before) => {
    const after = drawn(shape), ground = groundOf(shape.closest("svg"))
    return after.width - before.width >= MIN_LINE && contrast(over(after.line, ground), ground) >= MIN_CONTRAST
  }
  const focusable = () =>
    [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]")]
      .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }))

  const focus = () => {
    const faults = []
    for (const element of focusable()) {
      const shapes = element instanceof SVGElement ? [...element.querySelectorAll("rect, circle, path")] : []
      const before = shapes.map(drawn)
      element.focus()
      if (document.activeElement !== element) continue
      const why = [undefined, "::before", "::after"].map((pseudo) => faultOfLine(element, pseudo))
      const isShown = shapes.length
        ? shapes.some((shape, index) => isDrawnAnew(shape, before[index]))
        : why.includes("")
      if (isClippedAway(element) || !isVisible(element)) faults.push(`hidden: ${markup(element)}`)
      else if (!isShown) faults.push(`${why.find((fault) => fault !== "no line") ?? "no line"}: ${markup(element)}`)
    }
    document.activeElement.blur()
    scrollTo(0, 0)
    return faults
  }

  // Width: nothing lies beyond the page's right edge

  const sideways = () => {
    const over = document.documentElement.scrollWidth - innerWidth
    if (over <= 0) return []
    const beyond = [...document.body.querySelectorAll("*")].filter((element) =>
      isVisible(element) && element.getBoundingClientRect().right > innerWidth + 0.5 && !element.closest(".scroll"))
    return [`${over} px too wide: ${beyond.slice(0, 3).map(markup).join(" ")}`]
  }

  // Docks: what sticks to the bottom leaves room for the page

  const docks = () =>
    [...document.querySelectorAll(".dock")]
      .filter((dock) => isVisible(dock) && getComputedStyle(dock).position === "sticky" && dock.offsetHeight > innerHeight / 3)
      .map((dock) => `${dock.offsetHeight} of ${innerHeight} px: ${markup(dock)}`)

  // Text that is cut off: it lies outside its box, or over other text of its picture

  const textsOf = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement
      if (!walker.currentNode.data.trim() || !isVisible(parent) || isClippedAway(parent)) continue
      const range = document.createRange()
      range.selectNodeContents(walker.currentNode)
      texts.push({ parent, box: range.getBoundingClientRect() })
    }
    return texts
  }
  const isOutside = (box, clip, by = 1) =>
    box.left < clip.left - by || box.right > clip.right + by || box.top < clip.top - by || box.bottom > clip.bottom + by
  const hides = (style) => [style.overflowX, style.overflowY].some((how) => ["hidden", "clip"].includes(how))
  const hasEdge = (style) => parseFloat(style.borderBottomWidth) > 0 && parseFloat(style.borderTopWidth) > 0
  const cutText = () => {
    const faults = [], inPictures = new Map()
    for (const { parent, box } of textsOf()) {
      if (parent.closest("option, select, textarea")) continue
      const picture = parent.closest("svg")
      if (picture) {
        inPictures.set(picture, [...(inPictures.get(picture) ?? []), { parent, box }])
        const frame = parent.closest("a")?.querySelector(".bx")
        if (frame && isOutside(box, frame.getBoundingClientRect())) faults.push(`out of its frame: ${parent.textContent}`)
        if (isOutside(box, new DOMRect(0, -1e6, innerWidth, 2e6))) faults.push(`out of the page: ${parent.textContent}`)
        continue
      }
      for (let at = parent; at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at)
        if ((hides(style) || (at === parent && hasEdge(style))) && isOutside(box, at.getBoundingClientRect())) {
          faults.push(`cut off: ${parent.textContent.trim().slice(0, 40)} in ${markup(at)}`)
        }
      }
    }
    for (const texts of inPictures.values()) {
      texts.forEach((one, index) => {
        const other = texts.slice(index + 1).find(({ box }) =>
          Math.min(one.box.right, box.right) - Math.max(one.box.left, box.left) > 1 &&
          Math.min(one.box.bottom, box.bottom) - Math.max(one.box.top, box.top) > one.box.height / 3)
        if (other) faults.push(`over each other: ${one.parent.textContent} | ${other.parent.textContent}`)
      })
    }
    return faults
  }

  const spaced = () => {
    const before = [...document.adoptedStyleSheets]
    style(SPACING)
    const faults = [...sideways(), ...cutText()]
    document.adoptedStyleSheets = before
    return faults
  }
  const doubled = () => {
    document.documentElement.style.fontSize = "200%"
    const faults = [...sideways(), ...cutText()]
    document.documentElement.style.fontSize = ""
    return faults
  }
  const dark = () => {
    const { theme } = document.documentElement.dataset
    document.documentElement.dataset.theme = "dark"
    const faults = focus()
    document.documentElement.dataset.theme = theme
    return faults
  }
  // On paper nobody presses a button, and no word of a heading is broken by the letter.
  const printed = () => {
    const controls = "input:not([type=hidden]), select, textarea, .btn, form[method=post]"
    const shown = [...document.querySelectorAll("main section")]
      .flatMap((section) => [...section.querySelectorAll(controls)])
      .filter((control) => control.checkVisibility() && control.getBoundingClientRect().height > 1)
    const broken = [...document.querySelectorAll("main :is(h1, h2, h3, th, caption)")].flatMap(brokenWords)
    return [...sideways(), ...shown.map((control) => `on paper: ${markup(control)}`), ...broken]
  }
  const brokenWords = (heading) => {
    if (!heading.checkVisibility()) return []
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT)
    const faults = []
    while (texts.nextNode()) {
      for (const { 0: word, index } of texts.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
        const range = new Range()
        range.setStart(texts.currentNode, index)
        range.setEnd(texts.currentNode, index + word.length)
        if (range.getClientRects().length > 1) faults.push(`broken: ${word} in ${markup(heading)}`)
      }
    }
    return faults
  }
  const links = () =>
    [...document.querySelectorAll("a[href]:not([download])")]
      .map((link) => new URL(link.getAttribute("href"), document.baseURI).href)
  const open = () => document.querySelectorAll("details").forEach((part) => (part.open = true))

  const style = (rules) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(rules)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  }
  // No colour on its way to another while it is measured
  style("*, ::before, ::after { transition: none !important }")
  globalThis.measures = { focus, dark, sideways, docks, spaced, doubled, printed, links, open, style }
})()
