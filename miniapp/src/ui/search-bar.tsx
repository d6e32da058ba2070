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
