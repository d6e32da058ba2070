import { useCallback, useState } from 'react'
import { useShown } from '../../platform/navigation.ts'
import { client } from '../../platform/request.ts'
import { useBag } from './bag-context.tsx'
import { refreshed, type Bag } from './bag.ts'

const mostListings = 200

/** Looks at the stalls again each time the page comes into sight, so that old prices are seen before checkout. */
export const useFreshBag = (
  marketCode: string,
): { bag: Bag; change: (turn: (bag: Bag) => Bag) => void; check: 'done' | 'checking' | 'failed' } => {
  const [bag, change] = useBag(marketCode)
  const [check, setCheck] = useState<'done' | 'checking' | 'failed'>('done')
  const look = useCallback(() => {
    if (bag.length === 0) return
    setCheck('checking')
    const reads = bag.map(({ stallCode }) =>
      client.listPublicListings({ params: { marketCode }, query: { stallCode, pageSize: mostListings } }).then(
        ({ items }) => [[stallCode, items.filter((one) => one.stallCode === stallCode)] as const],
        () => [],
      ),
    )
    void Promise.all(reads).then((answers) => {
      const fresh = Object.fromEntries(answers.flat())
      change((now) => refreshed(now, fresh))
      setCheck(answers.some((one) => one.length === 0) ? 'failed' : 'done')
    })
  }, [bag, change, marketCode])
  useShown(look)
  return { bag, change, check }
}
