import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { client, type Output } from '../../lib/client.ts'
import { marketKey } from '../../lib/query.ts'
import { useMarketId } from '../../lib/session.ts'
import { useOverview } from '../today/api.ts'

type Route = Output<'findRoute'>
type Level = Output<'getPublicPlan'>['levels'][number]

/** The way of a round over the published plan, stop by stop. */
export const RouteMap = ({ route }: { route: Route }): ReactNode => {
  const marketId = useMarketId()
  const marketCode = useOverview(marketId).data?.market.code
  const plan = useQuery({
    queryKey: marketKey(marketId, 'public-plan'),
    enabled: marketCode !== undefined,
    queryFn: () => client.getPublicPlan({ params: { marketCode: marketCode ?? '' } }),
  })
  if (plan.data === undefined) return null
  const numbers = new Map(route.legs.map((leg, i) => [leg.stallCode, i + 1]))
  const isUsed = (level: Level): boolean =>
    route.legs.some((leg) => leg.lines.some((line) => line.levelId === level.levelId))
  return (
    <div className="stack">
      {plan.data.levels.filter(isUsed).map((level) => (
        <div key={level.levelId} className="plan-frame">
          <div className="quiet">
            {level.name}
            {plan.data.schematic && '（示意图）'}
          </div>
          <svg
            className="plan-map"
            viewBox={level.viewBox}
            style={{ width: '100%', maxHeight: '60vh' }}
            role="img"
            aria-label={`${level.name}的检查路线`}
          >
            {level.walkways.map((d) => (
              <path key={d} d={d} className="plan-walkway" fillRule="evenodd" />
            ))}
            {level.solids.map((d) => (
              <path key={d} d={d} className="plan-solid" fillRule="evenodd" />
            ))}
            <path d={level.walls} className="plan-wall" />
            {level.places.map((place) => {
              const number = numbers.get(place.stallCode ?? '')
              return (
                <g key={place.placeId} className={number === undefined ? 'plan-place open' : 'plan-place'}>
                  <path d={place.path} />
                  <text x={place.labelX} y={place.labelY} fontSize={place.labelSize}>
                    {number === undefined ? (place.stallCode ?? '') : `${number}. ${place.stallCode ?? ''}`}
                  </text>
                </g>
              )
            })}
            {route.legs.flatMap((leg) =>
              leg.lines
                .filter((line) => line.levelId === level.levelId)
                .map((line) => <path key={`${leg.stallCode} ${line.path}`} d={line.path} className="plan-route" />),
            )}
          </svg>
        </div>
      ))}
    </div>
  )
}
