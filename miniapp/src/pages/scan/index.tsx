import { ScanStall, useStallFinder } from '../../features/scan/scan-stall.tsx'
import { canScan } from '../../platform/scan.ts'
import { text } from '../../text.ts'
import { guarded } from '../../ui/guarded.tsx'
import { Page } from '../../ui/page.tsx'

function ScanPage() {
  const finder = useStallFinder()
  const action = canScan
    ? { text: text.scan.scan, onTap: finder.byCode }
    : { text: text.scan.open, onTap: finder.byNumber }
  return (
    <Page title={text.scan.title} tab="scan" demo={finder.market?.demo ?? false} action={action}>
      <ScanStall finder={finder} />
    </Page>
  )
}

export default guarded(ScanPage)
