import { View } from '@tarojs/components'
import { useState } from 'react'
import { readCases } from '../../../features/cases/kept-cases.ts'
import { whenText } from '../../../features/reading/words.ts'
import { openPage, useShown } from '../../../platform/navigation.ts'
import { caseText } from '../../../text-cases.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { Field } from '../../../ui/field.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty } from '../../../ui/states.tsx'

function CasesPage() {
  const [cases, setCases] = useState(readCases)
  const [code, setCode] = useState('')
  const [blank, setBlank] = useState(false)
  const [now] = useState(() => new Date())
  useShown(() => setCases(readCases()))
  const look = () => {
    const clean = code.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
    setBlank(clean === '')
    if (clean !== '') openPage('case', { code: clean })
  }
  return (
    <Page title={caseText.mine}>
      {cases.length === 0 ? (
        <Empty title={caseText.none} hint={caseText.noneHint} />
      ) : (
        <Card>
          {cases.map((one) => (
            <Cell
              key={one.code}
              id={`case-${one.code}`}
              title={<CodeText text={`${one.kind === 'report' ? caseText.report : caseText.complaint} ${one.code}`} />}
              note={[one.marketName, one.stallCode, whenText(one.at, now)].filter(Boolean).join(' · ')}
              onTap={() => openPage('case', { code: one.code, kind: one.kind })}
            />
          ))}
        </Card>
      )}
      <Card title={caseText.typeCode}>
        <Field id="case-code-field" name={caseText.codeLabel} value={code} maxLength={40} onInput={setCode} />
        {blank && <NoticeBar tone="bad" text={caseText.noCode} />}
        <View className="way__keys">
          <Button id="look-up" kind="plain" text={caseText.look} onTap={look} />
        </View>
      </Card>
    </Page>
  )
}

export default guarded(CasesPage)
