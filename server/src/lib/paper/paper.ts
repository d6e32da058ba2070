/** A printed paper as plain parts, so that one description becomes a Word file and a PDF with the same words. */
export type Align = 'left' | 'center' | 'right'

export interface PaperCell {
  readonly text: string
  /** Columns that the cell covers; 1 unless told. */
  readonly span?: number
  readonly bold?: boolean
  readonly align?: Align
  /** Points of 1/72 inch, for boxes that people write into. */
  readonly minHeight?: number
}

export type PaperPart =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'label'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** Line breaks begin new paragraphs. */
  | { readonly kind: 'text'; readonly text: string; readonly align?: Align; readonly indent?: boolean }
  | { readonly kind: 'small'; readonly text: string }
  | {
      readonly kind: 'table'
      /** Shares of the page's width. */
      readonly widths: readonly number[]
      readonly rows: readonly (readonly PaperCell[])[]
    }
  | { readonly kind: 'gap' }
  | { readonly kind: 'page' }

export interface Paper {
  readonly title: string
  readonly createdAt: Date
  readonly parts: readonly PaperPart[]
}

export const linesOf = (text: string): string[] => text.split(/\r?\n/)
