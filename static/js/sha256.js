// SHA-256 of bytes that come piece by piece, as FIPS 180-4 gives it. The browser's own takes a file only whole, and only
// over https; a large file on a plain address of an intranet needs this one.

const K = new Int32Array(64)
const START = new Uint32Array(8)
{
  // The first 32 bits behind the point of the cube roots (and, to start with, square roots) of the first primes.
  const primes = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n)
  const behindThePoint = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32)
  primes.forEach((prime, i) => {
    K[i] = behindThePoint(Math.cbrt(prime))
    if (i < 8) START[i] = behindThePoint(Math.sqrt(prime))
  })
}

export class Sha256 {
  constructor() {
    this.state = START.slice()
    this.words = new Int32Array(64)
    this.left = new Uint8Array(64) // bytes that do not fill a block yet
    this.leftLength = 0
    this.length = 0
  }

  add(bytes) {
    this.length += bytes.length
    let at = 0
    if (this.leftLength) {
      at = Math.min(64 - this.leftLength, bytes.length)
      this.left.set(bytes.subarray(0, at), this.leftLength)
      this.leftLength += at
      if (this.leftLength < 64) return this
      this.blocks(this.left, 0, 64)
      this.leftLength = 0
    }
    const end = bytes.length - ((bytes.length - at) % 64)
    this.blocks(bytes, at, end)
    this.left.set(bytes.subarray(end))
    this.leftLength = bytes.length - end
    return this
  }

  hex() {
    const last = new Uint8Array(this.leftLength < 56 ? 64 : 128)
    last.set(this.left.subarray(0, this.leftLength))
    last[this.leftLength] = 0x80
    const view = new DataView(last.buffer)
    view.setUint32(last.length - 8, Math.floor(this.length / 2 ** 29))
    view.setUint32(last.length - 4, (this.length << 3) >>> 0)
    this.blocks(last, 0, last.length)
    return [...this.state].map((word) => word.toString(16).padStart(8, "0")).join("")
  }

  blocks(bytes, from, to) {
    const w = this.words
    let [a0, b0, c0, d0, e0, f0, g0, h0] = this.state
    for (let at = from; at < to; at += 64) {
      for (let i = 0, j = at; i < 16; i++, j += 4)
        w[i] = (bytes[j] << 24) | (bytes[j + 1] << 16) | (bytes[j + 2] << 8) | bytes[j + 3]
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15]
        const y = w[i - 2]
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0
      }
      let a = a0 | 0
      let b = b0 | 0
      let c = c0 | 0
      let d = d0 | 0
      let e = e0 | 0
      let f = f0 | 0
      let g = g0 | 0
      let h = h0 | 0
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
        h = g
        g = f
        f = e
        e = (d + t1) | 0
        d = c
        c = b
        b = a
        a = (t1 + t2) | 0
      }
      a0 = (a0 + a) | 0
      b0 = (b0 + b) | 0
      c0 = (c0 + c) | 0
      d0 = (d0 + d) | 0
      e0 = (e0 + e) | 0
      f0 = (f0 + f) | 0
      g0 = (g0 + g) | 0
      h0 = (h0 + h) | 0
    }
    this.state.set([a0, b0, c0, d0, e0, f0, g0, h0])
  }
}
