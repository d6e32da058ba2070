/** 居民身份证号, GB 11643-1999: 17 digits and a check character (ISO 7064 MOD 11-2); digits 7–14 are the birth date. */
import { isDate } from './time.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

export const isResidentId = (text: string): boolean => {
  if (!/^\d{17}[\dX]$/.test(text)) return false
  if (!isDate(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)) return false
  const sum = weights.reduce((total, weight, i) => total + weight * Number(text.charAt(i)), 0)
  return checkCharacters.charAt(sum % 11) === text.charAt(17)
}

/** First six and last two characters only: enough to tell two people apart at the desk, not to identify one. */
export const maskResidentId = (text: string): string => `${text.slice(0, 6)}**********${text.slice(-2)}`

/** `138****5678` */
export const maskPhone = (text: string): string =>
  text.length < 7 ? '****' : `${text.slice(0, 3)}****${text.slice(-4)}`
