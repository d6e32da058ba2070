import { Input, View } from '@tarojs/components'
import { text } from '../text.ts'
import { Icon } from './icon.tsx'
import { spokenName } from './spoken-name.ts'
import { Tap } from './tap.tsx'

interface SearchBarProps {
  readonly value: string
  readonly placeholder: string
  readonly label: string
  readonly focus?: boolean
  readonly onInput: (value: string) => void
}

/** Fewer are seen at a glance. */
const handful = 6
/** Whether a list of the shopper's own shows its search: with more than a handful, or once something is typed. */
export const isWorthSearching = (total: number, typed: string): boolean => typed !== '' || total > handful

export const SearchBar = ({ value, placeholder, label, focus = false, onInput }: SearchBarProps) => (
  <View className="search" id="search">
    <Icon name="search" />
    <Input
      className="search__input"
      value={value}
      placeholder={placeholder}
      placeholderClass="search__placeholder"
      {...spokenName(label)}
      confirmType="search"
      maxlength={60}
      focus={focus}
      onInput={(event) => onInput(event.detail.value)}
    />
    {value !== '' && (
      <Tap className="search__clear" label={text.stalls.clear} onTap={() => onInput('')}>
        <Icon name="clear" />
      </Tap>
    )}
  </View>
)

/** Looks like the search bar and opens the page that has one. */
export const SearchEntry = ({ placeholder, onTap }: { placeholder: string; onTap: () => void }) => (
  <Tap id="search-entry" className="search search--entry" role="link" label={placeholder} onTap={onTap}>
    <Icon name="search" />
    <View className="search__words">{placeholder}</View>
  </Tap>
)
