import type { Category } from '../../shared/catalogue/categories.ts'

/** A flat shape on a ground of 64 by 48. */
export interface Shape {
  d: string
  fill: string
}

export interface Drawing {
  ground: string
  shapes: readonly Shape[]
}

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${r * 2} 0a${r} ${r} 0 1 0 ${-r * 2} 0z`
const ellipse = (x: number, y: number, rx: number, ry: number) =>
  `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${rx * 2} 0a${rx} ${ry} 0 1 0 ${-rx * 2} 0z`
const leaf = (x: number, y: number, w: number, h: number) =>
  `M${x} ${y}c${w * 0.1} ${-h * 0.7} ${w * 0.6} ${-h} ${w} ${-h}` +
  `c0 ${h * 0.6} ${-w * 0.4} ${h} ${-w} ${h}z`

/** One drawing for each kind of goods, for listings that have no photograph yet. */
export const drawings: Record<Category, Drawing> = {
  vegetables: {
    ground: '#e3efdc',
    shapes: [
      { d: 'M20 27c-6-9 2-18 12-16 10-2 18 7 12 16z', fill: '#6f9f4c' },
      { d: 'M25 27c-3-8 2-13 7-13s10 5 7 13z', fill: '#9cc274' },
      { d: 'M27 25h10l2 12c0 3-14 3-14 0z', fill: '#f3f5e8' },
      { d: 'M31 25h2v13h-2z', fill: '#d9e3c6' },
    ],
  },
  fruit: {
    ground: '#fbe9d5',
    shapes: [
      { d: circle(25, 28, 11), fill: '#e8903a' },
      { d: circle(41, 30, 9), fill: '#d9652f' },
      { d: circle(22, 25, 3), fill: '#f4b470' },
      { d: leaf(26, 18, 13, 9), fill: '#5d8f46' },
    ],
  },
  mushrooms: {
    ground: '#efe6da',
    shapes: [
      { d: 'M29 24h8l2 14c0 3-12 3-12 0z', fill: '#f7efe2' },
      { d: 'M17 25c0-9 8-14 16-14s16 5 16 14c-9 3-23 3-32 0z', fill: '#9a6b45' },
      { d: `${circle(26, 18, 2)}${circle(36, 16, 2.4)}${circle(42, 21, 1.8)}`, fill: '#c99f78' },
    ],
  },
  fresh_tea: {
    ground: '#e0eedd',
    shapes: [
      { d: 'M31 40c-1-10 0-16 1-24h2c-1 8-1 14 0 24z', fill: '#6a8a4a' },
      { d: leaf(32, 32, 17, 14), fill: '#7fae58' },
      { d: 'M32 34c-2-9-9-13-17-13 1 8 7 13 17 13z', fill: '#5f9443' },
      { d: 'M33 20c-5-4-5-9-1-13 5 4 5 9 1 13z', fill: '#a5cc7a' },
    ],
  },
  livestock: {
    ground: '#f8e3de',
    shapes: [
      { d: 'M14 26c0-9 9-14 20-13 10 1 17 6 16 14-1 7-9 9-17 8-9 0-19-1-19-9z', fill: '#c9655a' },
      { d: 'M19 26c0-6 7-9 15-8 7 0 12 4 11 9-1 4-7 5-12 5-7 0-14-1-14-6z', fill: '#e39a8c' },
      { d: ellipse(28, 25, 4.5, 3.2), fill: '#fbf1ec' },
    ],
  },
  eggs: {
    ground: '#f6ecd9',
    shapes: [
      { d: 'M25 13c6 0 10 9 10 15a10 10 0 0 1-20 0c0-6 4-15 10-15z', fill: '#dda877' },
      { d: 'M41 17c5 0 9 8 9 13a9 9 0 0 1-18 0c0-5 4-13 9-13z', fill: '#f0d2ac' },
      { d: ellipse(21, 22, 2, 3.4), fill: '#eec9a4' },
    ],
  },
  fish: {
    ground: '#dcebf1',
    shapes: [
      { d: 'M10 25c7-10 22-13 34-2l9-6c-2 5-2 10 0 15l-9-6c-12 10-27 8-34-1z', fill: '#5b8ca6' },
      { d: 'M12 26c8 6 20 7 30-1-8 10-22 9-30 1z', fill: '#a9cbd9' },
      { d: circle(18, 23, 1.7), fill: '#ffffff' },
    ],
  },
  grain: {
    ground: '#f6eed2',
    shapes: [
      { d: 'M31 42c0-12 0-20 1-30h1c0 10 0 18 0 30z', fill: '#a98a3c' },
      {
        d: [10, 17, 24]
          .map((y) => `${leaf(33, y + 8, 9, 8)}M31 ${y + 8}c-1-6-4-8-9-8 0 5 4 8 9 8z`)
          .join(''),
        fill: '#d7b04a',
      },
      { d: 'M32 13c-3-3-3-6 0-9 3 3 3 6 0 9z', fill: '#e6c76c' },
    ],
  },
  oil: {
    ground: '#f7efd3',
    shapes: [
      { d: 'M29 7h6v7h-6z', fill: '#8d7a3f' },
      { d: 'M28 13h8c0 5 5 6 5 12v14c0 2-18 2-18 0V25c0-6 5-7 5-12z', fill: '#e9d48a' },
      { d: 'M23 27h18v12c0 2-18 2-18 0z', fill: '#cfa52f' },
      { d: 'M26 29h3v8h-3z', fill: '#e7c763' },
    ],
  },
  dry_tea: {
    ground: '#e6ebdc',
    shapes: [
      { d: 'M16 21h28v9c0 8-6 11-14 11s-14-3-14-11z', fill: '#f8f8f2' },
      { d: 'M44 24c7-1 8 9-1 9v-3c4 0 4-4 1-3z', fill: '#f8f8f2' },
      { d: ellipse(30, 22, 14, 3.4), fill: '#9aa65a' },
      { d: 'M25 15c-2-3 2-4 0-8 4 3 1 5 2 8zM34 15c-2-3 2-4 0-8 4 3 1 5 2 8z', fill: '#bcc7a4' },
    ],
  },
  honey: {
    ground: '#fbedc9',
    shapes: [
      { d: 'M20 11h24v5H20z', fill: '#8c5a25' },
      { d: 'M19 16h26c2 3 2 6 2 9v9c0 5-3 7-7 7H24c-4 0-7-2-7-7v-9c0-3 0-6 2-9z', fill: '#e5a11f' },
      { d: 'M23 23h18v10H23z', fill: '#fbf3dc' },
      { d: 'M29 25h6l3 3-3 3h-6l-3-3z', fill: '#e5a11f' },
    ],
  },
  nuts: {
    ground: '#efe3d2',
    shapes: [
      { d: circle(26, 26, 11), fill: '#b58552' },
      { d: 'M25 15h2c3 8 3 14 0 22h-2c-3-8-3-14 0-22z', fill: '#8d6236' },
      { d: circle(43, 31, 8), fill: '#c99b67' },
      { d: 'M42 23h1c2 6 2 10 0 16h-1c-2-6-2-10 0-16z', fill: '#9c6f40' },
    ],
  },
  dried_goods: {
    ground: '#ece5d8',
    shapes: [
      { d: 'M19 16c4 3 22 3 26 0 6 12 5 25-13 25S13 28 19 16z', fill: '#b59a6c' },
      { d: 'M22 9c6 2 14 2 20 0-1 4 1 5 3 7-7 3-19 3-26 0 2-2 4-3 3-7z', fill: '#c9b184' },
      { d: 'M19 15c8 3 18 3 26 0v2c-8 3-18 3-26 0z', fill: '#7c6238' },
    ],
  },
  pickles: {
    ground: '#e5eadb',
    shapes: [
      { d: 'M23 9h18v5H23z', fill: '#7d5b3c' },
      { d: 'M22 14h20c5 4 7 9 6 15-1 8-7 12-16 12s-15-4-16-12c-1-6 1-11 6-15z', fill: '#a7683f' },
      { d: 'M17 25h30v6H17z', fill: '#c98f5f' },
    ],
  },
  processed: {
    ground: '#e8e8e2',
    shapes: [
      { d: 'M15 19l17-8 17 8v19l-17 6-17-6z', fill: '#c8a46f' },
      { d: 'M15 19l17 7 17-7-17-8z', fill: '#e0c496' },
      { d: 'M31 26h2v18l-1 .4-1-.4z', fill: '#a98450' },
    ],
  },
}
