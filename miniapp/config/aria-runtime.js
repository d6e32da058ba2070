// Templates and runtime number a component's attributes alike, in the order of their names: one that only the templates
// know shifts all that follow, and an input would get its length for its value.
import { mergeInternalComponents } from '@tarojs/shared'
import components from './aria-components.json'

mergeInternalComponents(components)
