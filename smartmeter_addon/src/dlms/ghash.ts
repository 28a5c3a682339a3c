/**
 * GHASH of GCM (NIST SP 800-38D, 6.4) in plain TypeScript: a cipher object of `node:crypto` a telegram costs up to seven
 * times as much (Node 24). Eight bits at a time: `products` holds the product of every octet with the hash key, four
 * words each, `reductions` what eight bits that are shifted out bring back in. Equality with `node:crypto` is a test.
 */
const block = 16;
/** The polynomial 1 + x + x^2 + x^7 + x^128, highest octet, lowest power first. */
const polynomial = 0xe1000000;

const reductions = Int32Array.from({ length: 256 }, (_, octet) => {
  let high = 0;
  for (let bit = 0; bit < 8; bit++) high = (high >>> 1) ^ ((octet >>> bit) & 1 ? polynomial : 0);
  return high;
});

function productsOf(hashKey: Uint8Array): Int32Array {
  const view = new DataView(hashKey.buffer, hashKey.byteOffset, block);
  const products = new Int32Array(256 * 4);
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => view.getInt32(at)) as [number, number, number, number];
  // The highest bit of an octet is the lowest power: the key itself, then times x for each bit below.
  for (let bit = 0x80; bit > 0; bit >>= 1) {
    products.set([a, b, c, d], 4 * bit);
    const out = d & 1;
    d = (d >>> 1) | (c << 31);
    c = (c >>> 1) | (b << 31);
    b = (b >>> 1) | (a << 31);
    a = (a >>> 1) ^ (out === 1 ? polynomial : 0);
  }
  for (let bit = 2; bit < 256; bit <<= 1)
    for (let below = 1; below < bit; below++)
      for (let word = 0; word < 4; word++)
        products[4 * (bit + below) + word] =
          (products[4 * bit + word] as number) ^ (products[4 * below + word] as number);
  return products;
}

/**
 * The hash over additional data and ciphertext (from `from` to before `until`), under the hash key: AES of a block of
 * zeros. The result, 16 octets, is valid until the next call.
 */
export function createGhash(hashKey: Uint8Array) {
  const products = productsOf(hashKey);
  const sum = new Uint8Array(block);
  const words = new DataView(sum.buffer);

  /** `sum` times the hash key. */
  function multiply(): void {
    let at = (sum[15] as number) << 2;
    let a = products[at] as number;
    let b = products[at + 1] as number;
    let c = products[at + 2] as number;
    let d = products[at + 3] as number;
    for (let octet = 14; octet >= 0; octet--) {
      const reduction = reductions[d & 255] as number;
      at = (sum[octet] as number) << 2;
      d = ((d >>> 8) | (c << 24)) ^ (products[at + 3] as number);
      c = ((c >>> 8) | (b << 24)) ^ (products[at + 2] as number);
      b = ((b >>> 8) | (a << 24)) ^ (products[at + 1] as number);
      a = (a >>> 8) ^ reduction ^ (products[at] as number);
    }
    words.setInt32(0, a);
    words.setInt32(4, b);
    words.setInt32(8, c);
    words.setInt32(12, d);
  }

  function absorb(octets: Uint8Array, from: number, until: number): void {
    for (let at = from; at < until; at += block) {
      const size = Math.min(block, until - at);
      for (let index = 0; index < size; index++) sum[index] = (sum[index] as number) ^ (octets[at + index] as number);
      multiply();
    }
  }

  return (additional: Uint8Array, octets: Uint8Array, from: number, until: number): Uint8Array => {
    sum.fill(0);
    absorb(additional, 0, additional.length);
    absorb(octets, from, until);
    // Lengths in bits, 64 each; an APDU is far below 2^29 octets.
    words.setUint32(4, words.getUint32(4) ^ (8 * additional.length));
    words.setUint32(12, words.getUint32(12) ^ (8 * (until - from)));
    multiply();
    return sum;
  };
}
