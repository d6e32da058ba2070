/**
 * A payment channel is one way for money to move: WeChat Pay, Alipay, a merchant's word. Rules every one obeys, held by
 * the conformance suite:
 * - A verb never throws for what the channel or the network did. No certain answer within the time limit is `unknown`,
 *   and so is every answer whose signature does not hold: never success, never failure, never zero.
 * - The same number asked twice is one charge, and one refund. After `unknown`, ask again with the same number.
 * - `paid` always carries what the channel says in full: amount, currency, merchant. The caller compares; a channel does
 *   not judge whether it is enough.
 * - parseCallback sees the body as it came and believes only a fresh signature of a known key; it opens nothing, writes
 *   nothing, asks nobody except for a key it has not met.
 * - Amounts are fen, instants ISO texts in UTC, numbers are ours unless the name says transaction.
 */
import type { PaymentChannelName } from '@smart-market/shared/contracts/payments.ts'
import type {
  CallbackReading,
  CallbackRequest,
  ChargeAnswer,
  ChargeOrder,
  ChargeReference,
  ChargeStatus,
  CloseAnswer,
  CombinedOrder,
  CombinedReference,
  CombinedStatus,
  RefundOrder,
  RefundReference,
  RefundStatus,
  StatementAnswer,
  StatementRequest,
} from './answers.ts'

/** One payment of the shopper for several charges. A part is asked about and closed with the whole, never alone. */
export interface CombinedPayments {
  readonly maxParts: number
  create(order: CombinedOrder): Promise<ChargeAnswer>
  get(reference: CombinedReference): Promise<CombinedStatus>
  close(reference: CombinedReference): Promise<CloseAnswer>
}

export interface PaymentChannel {
  readonly name: PaymentChannelName
  /** Whether a day's bill holds all accounts of the installation, one account, or there is none. */
  readonly statements: 'installation' | 'account' | 'none'
  /** Asks the channel to take a charge. */
  createCharge(order: ChargeOrder): Promise<ChargeAnswer>
  /** Verifies and opens one callback. */
  parseCallback(request: CallbackRequest): Promise<CallbackReading>
  /** What the channel's ledger says of a charge now. */
  getCharge(reference: ChargeReference): Promise<ChargeStatus>
  /** Makes sure nobody can pay the charge any more. `paid` when somebody was faster. */
  closeCharge(reference: ChargeReference): Promise<CloseAnswer>
  /** Absent where the channel takes one charge at a time. */
  readonly combined?: CombinedPayments
  refund(order: RefundOrder): Promise<RefundStatus>
  getRefund(reference: RefundReference): Promise<RefundStatus>
  /** The channel's own list of a business day. */
  fetchStatement(request: StatementRequest): Promise<StatementAnswer>
}

/** The channels of this installation, by name. */
export type ChannelRegistry = ReadonlyMap<PaymentChannelName, PaymentChannel>

export const createRegistry = (channels: readonly PaymentChannel[]): ChannelRegistry =>
  new Map(channels.map((channel) => [channel.name, channel]))
