/**
 * A list of any length: stretches of rows that are far from what is in sight give place to a blank of exactly the height
 * they had, so that a thousand rows cost no more than a hundred. Rows may be of any height, and the page itself scrolls;
 * Taro's own virtual list wants a box of its own and rows whose heights are known before.
 */
import { View } from '@tarojs/components'
import { useEffect, useState, type ReactNode } from 'react'
import { watchNear } from '../platform/near.ts'

const rowsInStretch = 25

const Stretch = ({ id, draw }: { id: string; draw: () => ReactNode }) => {
  const [blank, setBlank] = useState<number | null>(null)
  useEffect(() => watchNear(id, (near, heightPx) => setBlank(near || heightPx === 0 ? null : heightPx)), [id])
  return (
    <View id={id} className="stretch" style={{ height: blank === null ? 'auto' : `${blank}px` }}>
      {blank === null && draw()}
    </View>
  )
}

interface LongListProps<T> {
  /** Begins the ids of its stretches. */
  readonly name: string
  readonly items: readonly T[]
  readonly row: (item: T) => ReactNode
}

export function LongList<T>({ name, items, row }: LongListProps<T>) {
  const stretches = Array.from({ length: Math.ceil(items.length / rowsInStretch) }, (_, i) =>
    items.slice(i * rowsInStretch, (i + 1) * rowsInStretch),
  )
  return (
    <>
      {stretches.map((rows, i) => (
        <Stretch key={i} id={`${name}-${i}`} draw={() => rows.map(row)} />
      ))}
    </>
  )
}
