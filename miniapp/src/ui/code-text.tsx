import { View } from '@tarojs/components'
import { Fragment } from 'react'
import { codeParts } from '@smart-market/shared/code-groups.ts'

/**
 * Words with a code that people read out, type in or compare: it stands in groups of four, and breaks only between them.
 * The gaps are drawn, not written, so that what is copied is the bare code.
 */
export const CodeText = ({ text }: { text: string }) => (
  <>
    {codeParts(text).map((part, at) =>
      typeof part === 'string' ? (
        <Fragment key={at}>{part}</Fragment>
      ) : (
        part.map((group, i) => (
          <View key={`${at}-${i}`} className="code-group">
            {group}
          </View>
        ))
      ),
    )}
  </>
)
