import { removeStored, removeStoredUnder } from '../../platform/storage.ts'

/** All that a shopper's use has left on this phone. Type size stays, it says nothing about anybody; so does a merchant's login. */
export const forgetPhone = (): void => {
  for (const key of [
    'shopper-token',
    'bags',
    'cases',
    'position',
    'chosen-market',
    'paying',
    'pending-checkout',
    'checkout-form',
    'addresses',
  ])
    removeStored(key)
  // Whatever a shopper's pages will keep one day goes too: only what an account's desk keeps is left to its own way out.
  removeStoredUnder('kept-', ['kept-seller-', 'kept-rider-'])
  removeStoredUnder('rated-')
}
