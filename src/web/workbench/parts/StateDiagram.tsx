import { BOX_SIZE, diagramOf, type Arrow, type Box } from '../helpers/diagram.ts'
import type { ProcedureMap } from '../helpers/procedure-page.ts'

const LINE = 18

/** A procedure as boxes and arrows; the list of states beside it says the same in words. */
export function StateDiagram({ map, title }: { readonly map: ProcedureMap; readonly title: string }) {
  const { width, height, boxes, arrows } = diagramOf(map)
  return (
    <div className="scroll-x diagram" role="region" aria-label={`流程图：${title}`} tabIndex={0}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        role="img"
        aria-label={`${title}的状态和事项，文字说明见下方列表`}
      >
        <defs>
          <marker id="arrowhead" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">
            <path d="M0 0L8 4L0 8z" fill="#4a5768" />
          </marker>
        </defs>
        {arrows.map((arrow) => (
          <path
            key={`${arrow.from} ${arrow.to}`}
            d={arrow.path}
            fill="none"
            stroke="#7d8a9c"
            strokeWidth="1.5"
            markerEnd="url(#arrowhead)"
          />
        ))}
        {arrows.map((arrow) => (
          <Label key={`${arrow.from} ${arrow.to}`} arrow={arrow} />
        ))}
        {boxes.map((box) => (
          <State key={box.name} box={box} />
        ))}
      </svg>
    </div>
  )
}

/** Letters over a white edge of their own, so that lines below them do not disturb. */
function Label({ arrow }: { readonly arrow: Arrow }) {
  return (
    <text className="arrowlabel" textAnchor="middle">
      {arrow.label.map((line, index) => (
        <tspan key={line} x={arrow.x} y={arrow.y + index * LINE + 4}>
          {line}
        </tspan>
      ))}
    </text>
  )
}

const LOOK = {
  start: { fill: '#e8f1fb', stroke: '#0b57a4', radius: 20 },
  middle: { fill: '#fff', stroke: '#7d8a9c', radius: 4 },
  end: { fill: '#eef2f7', stroke: '#4a5768', radius: 20 },
} as const

function State({ box }: { readonly box: Box }) {
  const look = LOOK[box.kind]
  return (
    <g>
      <rect
        x={box.x}
        y={box.y}
        width={BOX_SIZE.width}
        height={BOX_SIZE.height}
        rx={look.radius}
        fill={look.fill}
        stroke={look.stroke}
        strokeWidth={box.kind === 'end' ? 2 : 1.5}
      />
      <text
        x={box.x + BOX_SIZE.width / 2}
        y={box.y + BOX_SIZE.height / 2 + 5}
        textAnchor="middle"
        className="statelabel"
      >
        {box.title}
      </text>
    </g>
  )
}
