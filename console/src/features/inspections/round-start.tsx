import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Card, Checkbox, Flex, Radio, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { client } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { marketKey } from '../../lib/query.ts'
import { useMarketId } from '../../lib/session.ts'
import { useStalls, useZones } from '../ledger/api.ts'
import { useOverview } from '../today/api.ts'
import type { Template } from './api.ts'
import type { Draft } from './model.ts'
import { RouteMap } from './route-map.tsx'

const mostPlaces = 200

/** Which places, and in which order: along the market's published plan where there is one. */
export const RoundStart = ({
  template,
  onStart,
}: {
  template: Template
  onStart: (draft: Draft) => void
}): ReactNode => {
  const marketId = useMarketId()
  const [choice, setChoice] = useState<'zone' | 'stalls'>('zone')
  const [zoneId, setZoneId] = useState<string>()
  const [chosen, setChosen] = useState<string[]>([])
  const [own, setOwn] = useState(true)
  const zones = useZones(marketId)
  const stalls = useStalls(marketId, {
    ...(choice === 'zone' && zoneId !== undefined && { zoneId }),
    occupancy: 'occupied',
    pageSize: mostPlaces,
  })
  const all = (stalls.data?.items ?? []).map((stall) => stall.code)
  const codes = choice === 'zone' ? all : chosen
  const way = useWay(codes)
  const ordered =
    way.data === undefined ? codes : [...way.data.legs.map((leg) => leg.stallCode), ...way.data.unreachable]
  const places = [...(own ? [''] : []), ...ordered]
  const start = (): void =>
    onStart({
      draftKey: `round-${crypto.randomUUID()}`,
      template: {
        templateId: template.templateId,
        version: template.version,
        name: template.name,
        items: template.items,
      },
      startedAt: new Date().toISOString(),
      finishedAt: null,
      places,
      answers: {},
    })
  return (
    <Card title={template.name}>
      <div className="stack">
        <Radio.Group
          value={choice}
          onChange={(event) => setChoice(event.target.value as 'zone' | 'stalls')}
          options={[
            { value: 'zone', label: '按分区' },
            { value: 'stalls', label: '只查几个摊位' },
          ]}
        />
        {choice === 'zone' ? (
          <Select
            allowClear
            aria-label="分区"
            placeholder="全部分区"
            style={{ maxWidth: 320 }}
            value={zoneId}
            options={(zones.data?.items ?? []).map((zone) => ({ value: zone.zoneId, label: zone.name }))}
            onChange={(id?: string) => setZoneId(id)}
          />
        ) : (
          <Select
            mode="multiple"
            aria-label="摊位"
            placeholder="输入摊位号"
            value={chosen}
            options={all.map((code) => ({ value: code, label: code }))}
            onChange={setChosen}
          />
        )}
        <Checkbox checked={own} onChange={(event) => setOwn(event.target.checked)}>
          也查市场自己的公共区域
        </Checkbox>
        <div>
          {way.data === undefined
            ? `${countText(codes.length)} 个摊位，按摊位号的顺序。`
            : `${countText(codes.length)} 个摊位，按走路最近的顺序，约 ${Math.round(way.data.metres)} 米、${Math.ceil(way.data.minutes)} 分钟${way.data.schematic ? '（示意图，距离不准）' : ''}。`}
        </div>
        {way.isError && codes.length > 0 && (
          <Alert type="info" showIcon title="市场还没有发布平面图，按摊位号的顺序检查。" />
        )}
        <Flex>
          <Button type="primary" disabled={places.length === 0 || stalls.isFetching || way.isFetching} onClick={start}>
            {`开始，共 ${places.length} 处`}
          </Button>
        </Flex>
        {way.data && <RouteMap route={way.data} />}
      </div>
    </Card>
  )
}

/** The short way round the stalls on the published plan; an error where there is none. */
const useWay = (codes: readonly string[]) => {
  const marketId = useMarketId()
  const marketCode = useOverview(marketId).data?.market.code
  return useQuery({
    queryKey: marketKey(marketId, 'round-way', codes),
    enabled: marketCode !== undefined && codes.length > 0 && codes.length <= mostPlaces,
    retry: false,
    staleTime: Infinity,
    queryFn: () =>
      client.findRoute({
        params: { marketCode: marketCode ?? '' },
        body: { mode: 'tour', stallCodes: [...codes] },
      }),
  })
}
