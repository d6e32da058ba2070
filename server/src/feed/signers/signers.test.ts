/** Every signing profile is held to the same rules; each is also checked against something that is not ours. */
import { createPublicKey, verify } from 'node:crypto'
import fc from 'fast-check'
import { sm2, sm3 } from 'sm-crypto-v2'
import { describe, expect, it } from 'vitest'
import { batchMediaType } from '../cloud-event.ts'
import { newSigningKey } from '../statements.ts'
import { ed25519Signer, webhookPublicKey } from './ed25519.ts'
import { hmacSigner } from './hmac.ts'
import { contentDigest, httpSignatureSigner, signatureBase } from './http-signature.ts'
import { clockToleranceSeconds, signerOf, signers, verifyEnvelope } from './index.ts'
import type { KeyAlgorithm, Message, SigningKey, VerifyingKey } from './signer.ts'
import { newSm2Key, sm2Signer } from './sm2.ts'

const sentAt = 1_772_416_800
const message = (change: Partial<Message> = {}): Message => ({
  method: 'POST',
  url: 'https://district.test/feeds/v1/inbox/mkt_1',
  headers: { 'content-type': batchMediaType, 'webhook-id': 'msg_1', 'webhook-timestamp': String(sentAt) },
  body: '[{"data":"韭菜"}]',
  ...change,
})

let made = 0
const keyPair = (algorithm: KeyAlgorithm): { signing: SigningKey; verifying: VerifyingKey } => {
  const keyId = `key-${++made}`
  if (algorithm === 'HMAC') {
    const secret = `whsec_${Buffer.from(`secret number ${made} of thirty-two`).toString('base64')}`
    return { signing: { keyId, secret }, verifying: { keyId, algorithm, key: secret } }
  }
  const { publicKey, privateKey } = algorithm === 'SM2' ? newSm2Key() : newSigningKey()
  return { signing: { keyId, secret: privateKey }, verifying: { keyId, algorithm, key: publicKey } }
}

describe.each(signers.map((signer) => [signer.profile, signer] as const))('profile %s', (_, signer) => {
  const [own, next, foreign] = [keyPair(signer.algorithm), keyPair(signer.algorithm), keyPair(signer.algorithm)]
  const signed = (keys: SigningKey[], of = message()): Message => ({
    ...of,
    headers: { ...of.headers, ...signer.sign(of, keys) },
  })

  it('is found by its name', () => {
    expect(signerOf(signer.profile)).toBe(signer)
  })

  it('verifies what it has signed, under the key that signed', () => {
    const verdict = signer.verify(signed([own.signing]), [foreign.verifying, own.verifying])
    expect(verdict).toEqual({ result: 'genuine', keyId: own.verifying.keyId })
  })

  it('verifies with the old or the new key while both sign', () => {
    const both = signed([next.signing, own.signing])
    expect(signer.verify(both, [own.verifying]).result).toBe('genuine')
    expect(signer.verify(both, [next.verifying]).result).toBe('genuine')
  })

  it('refuses a foreign key, and finds nothing where nothing is signed', () => {
    expect(signer.verify(signed([own.signing]), [foreign.verifying]).result).toBe('forged')
    expect(signer.verify(signed([own.signing]), []).result).toBe('forged')
    expect(signer.verify(message(), [own.verifying]).result).toBe('absent')
  })

  it('refuses any altered byte of the body, another id and another time', () => {
    const good = signed([own.signing])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: good.body.length - 1 }), (i) => {
        const body = `${good.body.slice(0, i)}~${good.body.slice(i + 1)}`
        expect(signer.verify({ ...good, body }, [own.verifying]).result).toBe('forged')
      }),
      { numRuns: signer.algorithm === 'SM2' ? 5 : 15 },
    )
    for (const [name, value] of [
      ['webhook-id', 'msg_2'],
      ['webhook-timestamp', String(sentAt + 1)],
    ] as const) {
      const headers = { ...good.headers, [name]: value }
      expect(signer.verify({ ...good, headers }, [own.verifying]).result).toBe('forged')
    }
  })

  it('is accepted within five minutes of our clock, and named as skewed beyond', () => {
    const at = (seconds: number) =>
      verifyEnvelope(signed([own.signing]), [own.verifying], new Date((sentAt + seconds) * 1000)).result
    expect(at(clockToleranceSeconds)).toBe('genuine')
    expect(at(-clockToleranceSeconds)).toBe('genuine')
    expect(at(clockToleranceSeconds + 1)).toBe('skewed')
    expect(at(-clockToleranceSeconds - 1)).toBe('skewed')
  })
})

describe('Standard Webhooks', () => {
  it('gives the signature of the specification’s own example', () => {
    // standard-webhooks/spec 1.0.0, "Webhook signature", symmetric example.
    const example = message({
      headers: { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330' },
      body: '{"test": 2432232314}',
    })
    expect(hmacSigner.sign(example, [{ keyId: '', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }])).toEqual({
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('writes the Ed25519 key as whpk_, and anyone can verify v1a with it', () => {
    const { signing, verifying } = keyPair('Ed25519')
    const raw = Buffer.from(webhookPublicKey(verifying.key).slice('whpk_'.length), 'base64')
    expect(raw).toHaveLength(32)
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }
    const signature = ed25519Signer.sign(message(), [signing])['webhook-signature']?.slice('v1a,'.length) ?? ''
    const content = Buffer.from(`msg_1.${sentAt}.${message().body}`)
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    expect(verify(null, content, key, Buffer.from(signature, 'base64'))).toBe(true)
  })
})

describe('HTTP message signatures', () => {
  it('cover method, address, type, digest, id and time: a signature over less is refused', () => {
    const { signing, verifying } = keyPair('Ed25519')
    const headers = { ...message().headers, ...httpSignatureSigner.sign(message(), [signing]) }
    const good = message({ headers })
    expect(httpSignatureSigner.verify({ ...good, url: 'https://district.test/elsewhere' }, [verifying]).result).toBe(
      'forged',
    )
    expect(httpSignatureSigner.verify({ ...good, method: 'PUT' }, [verifying]).result).toBe('forged')
    const less = { ...headers, 'signature-input': headers['signature-input']?.replace('"content-digest" ', '') ?? '' }
    expect(httpSignatureSigner.verify({ ...good, headers: less }, [verifying]).result).toBe('forged')
  })
})

describe('published values', () => {
  it('of RFC 9421 B.2.6 verify over the signature base that is made here', () => {
    const request: Message = {
      method: 'POST',
      url: 'https://example.com/foo?param=Value&Pet=dog',
      headers: {
        date: 'Tue, 20 Apr 2021 02:07:55 GMT',
        'content-type': 'application/json',
        'content-length': '18',
      },
      body: '{"hello": "world"}',
    }
    const covered = ['date', '@method', '@path', '@authority', 'content-type', 'content-length']
    const list = covered.map((name) => `"${name}"`).join(' ')
    const base = signatureBase(request, covered, `(${list});created=1618884473;keyid="test-key-ed25519"`) ?? ''
    const key = [
      '-----BEGIN PUBLIC KEY-----',
      'MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=',
      '-----END PUBLIC KEY-----',
    ].join('\n')
    const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=='
    expect(verify(null, Buffer.from(base), createPublicKey(key), Buffer.from(signature, 'base64'))).toBe(true)
    // RFC 9530, sha-256 of the same content.
    expect(contentDigest(request.body)).toBe('sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:')
  })

  it('of GB/T 32918.5-2017 annex A verify under SM2, and those of GB/T 32905-2016 annex A come out of SM3', () => {
    const point =
      '0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13'
    const r = 'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3'
    const s = 'B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA'
    const said = new Uint8Array(Buffer.from('message digest'))
    const verified = (signature: string): boolean => sm2.doVerifySignature(said, signature, point, { hash: true })
    expect(verified(`${r}${s}`.toLowerCase())).toBe(true)
    expect(verified(`${s}${r}`.toLowerCase())).toBe(false)
    expect(sm3(new Uint8Array(Buffer.from('abc')))).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    )
  })
})

describe('SM2', () => {
  it('does not take another algorithm’s signature for its own', () => {
    const { verifying } = keyPair('SM2')
    const headers = { ...message().headers, 'webhook-signature': 'v1sm2,bm90IERFUg==' }
    expect(sm2Signer.verify(message({ headers }), [verifying]).result).toBe('forged')
  })
})
