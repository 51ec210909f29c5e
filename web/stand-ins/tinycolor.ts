/**
 * What the browser loads in the place of @ctrl/tinycolor, by which Element Plus mixes the shades
 * of a button with a `color` of its own. Ours take theirs from the tokens.
 */
export class TinyColor {
  constructor() {
    throw new Error('Buttons have the colours of the tokens: set type, not color.')
  }
}
