/**
 * Tells a merchant whose hands are full that something came in: a tone, a vibration, and the words read out where the
 * platform can read. It works while the app is in sight; WeChat and browsers both silence what is in the background.
 */
import Taro from '@tarojs/taro'
import { isH5 } from './system.ts'

interface Bell {
  /** Whether words are read out here. WeChat gives a mini-program a tone and a vibration, no voice. */
  readonly speaks: () => boolean
  readonly ring: (words: string) => void
}

const language = 'zh-CN'
const notes = [
  { hertz: 880, fromSeconds: 0 },
  { hertz: 1175, fromSeconds: 0.18 },
  { hertz: 1568, fromSeconds: 0.36 },
] as const
const noteSeconds = 0.16
const vibrationMs = [250, 120, 250]

/** A browser reads Chinese out when it has a Chinese voice; some tell their voices only after a while. */
const hasVoice = (): boolean => {
  if (!('speechSynthesis' in window)) return false
  const voices = window.speechSynthesis.getVoices()
  return voices.length === 0 || voices.some(({ lang }) => lang.toLowerCase().startsWith('zh'))
}

const tone = (): void => {
  const audio = new AudioContext()
  for (const { hertz, fromSeconds } of notes) {
    const from = audio.currentTime + fromSeconds
    const source = audio.createOscillator()
    const volume = audio.createGain()
    source.frequency.value = hertz
    volume.gain.setValueAtTime(0.35, from)
    volume.gain.exponentialRampToValueAtTime(0.01, from + noteSeconds)
    source.connect(volume).connect(audio.destination)
    source.start(from)
    source.stop(from + noteSeconds)
    if (fromSeconds === notes[notes.length - 1]?.fromSeconds) source.onended = () => void audio.close()
  }
}

const read = (words: string): void => {
  const speech = new SpeechSynthesisUtterance(words)
  speech.lang = language
  const voice = window.speechSynthesis.getVoices().find(({ lang }) => lang.toLowerCase().startsWith('zh'))
  if (voice) speech.voice = voice
  window.speechSynthesis.cancel()
  window.speechSynthesis.speak(speech)
}

const web: Bell = {
  speaks: hasVoice,
  ring: (words) => {
    if ('AudioContext' in window) tone()
    // Safari has no vibration.
    if ('vibrate' in navigator) navigator.vibrate(vibrationMs)
    if (hasVoice()) read(words)
  },
}

const tonePath = '/packages/stall/sound/order.wav'

const wechat: Bell = {
  speaks: () => false,
  ring: () => {
    Taro.vibrateLong().catch(() => undefined)
    const audio = Taro.createInnerAudioContext()
    audio.src = tonePath
    audio.onEnded(() => audio.destroy())
    audio.play()
  },
}

export const bell: Bell = isH5 ? web : wechat
