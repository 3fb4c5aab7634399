import type { ProcedureMap } from './procedure-page.ts'

/** Sizes in px: letters are as wide as high, so a label's width is known without drawing it. */
const LETTER = 12
const LINE = 18
const BOX = { width: 132, height: 40 }
const ROW = 72
const LANE = 24
const MARGIN = 12
/** Room beside a label for the lines that turn in the gap. */
const TURNS = 56
/** The same left and right of all boxes, where lines turn to their lanes. */
const SIDE = 44
/** Labels of more letters go on a line of their own each. */
const LABEL_LETTERS = 7

export interface Box {
  readonly name: string
  readonly title: string
  readonly kind: 'start' | 'end' | 'middle'
  readonly x: number
  readonly y: number
}

export interface Arrow {
  readonly from: string
  readonly to: string
  /** Path of an SVG. */
  readonly path: string
  /** Lines of the label and the middle of the first one. */
  readonly label: readonly string[]
  readonly x: number
  readonly y: number
}

export interface Diagram {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}

interface Edge {
  readonly from: string
  readonly to: string
  readonly titles: readonly string[]
}

export const BOX_SIZE = BOX

/**
 * States in layers from left to right by how many steps they are from the start. Steps to the next layer are curves;
 * longer ones run above all boxes, steps back below, each in a lane of its own: no line crosses a box.
 */
export function diagramOf(map: Pick<ProcedureMap, 'states' | 'moves'>): Diagram {
  const layers = layersOf(map)
  const edges = joined(map.moves)
  const layerOf = new Map(layers.flatMap((names, layer) => names.map((name) => [name, layer] as const)))
  const span = (edge: Edge) => (layerOf.get(edge.to) ?? 0) - (layerOf.get(edge.from) ?? 0)
  const [over, under] = [edges.filter((edge) => span(edge) > 1), edges.filter((edge) => span(edge) < 1)]
  const near = edges.filter((edge) => span(edge) === 1)
  const gap = Math.max(0, ...near.map((edge) => widthOf(labelOf(edge)))) + TURNS
  const rows = Math.max(1, ...layers.map((names) => names.length))
  const top = MARGIN + over.length * LANE
  const boxes = placed(map, layers, gap, top, rows)
  const at = new Map(boxes.map((box) => [box.name, box]))
  const bottom = top + rows * ROW
  const arrows = [
    ...apart(near.map((edge) => curve(edge, at))),
    ...over.map((edge, lane) => detour(edge, at, MARGIN + lane * LANE + LANE / 2, lane)),
    ...under.map((edge, lane) => detour(edge, at, bottom + lane * LANE + LANE / 2, lane)),
  ]
  const deepest = Math.max(0, ...arrows.map((arrow) => arrow.y + arrow.label.length * LINE))
  return {
    width: MARGIN * 2 + SIDE * 2 + layers.length * (BOX.width + gap) - gap,
    height: Math.max(bottom + under.length * LANE, deepest) + MARGIN,
    boxes,
    arrows,
  }
}

/** Names of states by their distance from the start; what nothing leads to comes last. */
function layersOf({ states, moves }: Pick<ProcedureMap, 'states' | 'moves'>): string[][] {
  const start = states.find((state) => state.isStart) ?? states[0]
  const depth = new Map(start ? [[start.name, 0]] : [])
  for (const [name, level] of depth)
    for (const { from, to } of moves) if (from === name && !depth.has(to)) depth.set(to, level + 1)
  const last = Math.max(0, ...depth.values())
  const layers: string[][] = []
  for (const { name } of states) (layers[depth.get(name) ?? last + 1] ??= []).push(name)
  return Array.from(layers, (names) => names ?? [])
}

/** Several actions between the same two states are one arrow. */
function joined(moves: ProcedureMap['moves']): Edge[] {
  const found = new Map<string, { from: string; to: string; titles: string[] }>()
  for (const { from, to, title } of moves) {
    const edge = found.get(`${from} ${to}`) ?? { from, to, titles: [] }
    if (!edge.titles.includes(title)) edge.titles.push(title)
    found.set(`${from} ${to}`, edge)
  }
  return [...found.values()]
}

function labelOf({ titles }: Edge): string[] {
  const line = titles.join('、')
  if (line.length <= LABEL_LETTERS) return [line]
  // Long titles have two halves: 同意条款，进入签约.
  return titles.flatMap((title) => title.replace('，', '，\n').split('\n'))
}

function widthOf(label: readonly string[]): number {
  return Math.max(...label.map((line) => line.length)) * LETTER
}

function placed(
  { states }: Pick<ProcedureMap, 'states'>,
  layers: readonly (readonly string[])[],
  gap: number,
  top: number,
  rows: number,
): Box[] {
  return layers.flatMap((names, layer) =>
    names.flatMap((name, row) => {
      const state = states.find((one) => one.name === name)
      if (!state) return []
      // A layer of few boxes stands in the middle of the height.
      const y = top + ((rows - names.length) / 2 + row) * ROW + (ROW - BOX.height) / 2
      const kind = state.isStart ? 'start' : state.isEnd ? 'end' : 'middle'
      return [{ name, title: state.title, kind, x: MARGIN + SIDE + layer * (BOX.width + gap), y } as const]
    }),
  )
}

type Boxes = ReadonlyMap<string, Box>

/** Where arrows leave on the right of a box and come in on its left. */
function ends(edge: Edge, at: Boxes) {
  const [from, to] = [at.get(edge.from), at.get(edge.to)]
  if (!from || !to) throw new Error(`no box for ${edge.from} or ${edge.to}`)
  return {
    x1: from.x + BOX.width,
    y1: from.y + BOX.height / 2,
    x2: to.x,
    y2: to.y + BOX.height / 2,
  }
}

function curve(edge: Edge, at: Boxes): Arrow {
  const { x1, y1, x2, y2 } = ends(edge, at)
  const middle = (x1 + x2) / 2
  const label = labelOf(edge)
  return {
    from: edge.from,
    to: edge.to,
    path: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`,
    label,
    x: middle,
    y: (y1 + y2) / 2 - ((label.length - 1) * LINE) / 2,
  }
}

/** Out into the gap on the right, along a lane of its own, and back through the gap on the left of the other box. */
function detour(edge: Edge, at: Boxes, lane: number, n: number): Arrow {
  const { x1, y1, x2, y2 } = ends(edge, at)
  const turn = 8 + (n % 4) * 6
  // A little beside the middle, so that it does not lie on the arrows that go straight.
  const shift = lane < y1 ? -8 : 8
  return {
    from: edge.from,
    to: edge.to,
    path: `M${x1} ${y1 + shift}H${x1 + turn}V${lane}H${x2 - turn}V${y2 + shift}H${x2}`,
    label: [edge.titles.join('、')],
    x: (x1 + x2) / 2,
    y: lane,
  }
}

/** Labels in one gap that would lie on each other move down until they do not. */
function apart(arrows: readonly Arrow[]): Arrow[] {
  const lowest = new Map<number, number>()
  return [...arrows]
    .sort((a, b) => a.x - b.x || a.y - b.y)
    .map((arrow) => {
      const y = Math.max(arrow.y, lowest.get(arrow.x) ?? arrow.y)
      lowest.set(arrow.x, y + arrow.label.length * LINE)
      return { ...arrow, y }
    })
}
