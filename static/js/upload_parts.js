// Sends one large file part by part, and goes on where it stopped: after a lost connection by itself, after a reload when
// the same file is chosen again. The server says how much it has (challenges/views/uploads.py):
// POST begin → {"ok": true, "key": …, "received": bytes, "most": bytes}; POST part?at=… → the same; 409: go on at `received`.

import { Sha256 } from "./sha256.js"

const LEAST = 256 * 1024
const FIRST = 1024 * 1024
const WAITS = [2, 5, 10, 20, 30] // seconds before it tries again
const SILENCE = 45 // seconds without a byte before a part counts as lost

export class Refused extends Error {} // its message is a sentence for the person

export class PartsUpload {
  // tell(received, sentence): how many bytes have arrived, and what to say of it; sentence is "" while all goes well.
  constructor({ url, token, place, file, tell }) {
    Object.assign(this, { url, token, place, file, tell })
    this.hash = new Sha256()
    this.hashed = 0
    this.size = FIRST
    this.tries = 0
  }

  // Sends what is missing; gives {received, sha256} for the form that stores the file.
  async send() {
    for (;;) {
      try {
        const state = await this.begin()
        await this.parts(state)
        return { received: this.key, sha256: this.hash.hex() }
      } catch (error) {
        if (!(error instanceof Lost)) throw error
        this.size = Math.max(LEAST, this.size / 2)
        await this.pause()
      }
    }
  }

  async begin() {
    const body = new FormData()
    body.append("name", this.file.name)
    body.append("size", this.file.size)
    body.append("modified", Math.max(0, Math.round(this.file.lastModified || 0)))
    body.append("place", this.place)
    const state = await this.ask(this.url, body)
    this.key = state.key
    this.most = state.most
    return state
  }

  async parts(state) {
    let at = state.received
    await this.hashUpTo(at)
    if (at) this.tell(at, `Going on from ${percentOf(at, this.file.size)}.`)
    while (at < this.file.size) {
      const part = await this.read(at, at + Math.min(this.size, this.most))
      const began = performance.now()
      const answer = await this.ask(`${this.url}${this.key}/?at=${at}`, part, (loaded) => this.tell(at + loaded, ""))
      if (answer.received === at + part.length) {
        this.hash.add(part)
        this.hashed += part.length
        if (performance.now() - began < 2000) this.size = Math.min(this.most, this.size * 2)
      } else await this.hashUpTo(answer.received)
      at = answer.received
      this.tries = 0
      this.tell(at, "")
    }
  }

  async hashUpTo(end) {
    if (this.hashed > end) {
      this.hash = new Sha256()
      this.hashed = 0
    }
    while (this.hashed < end) {
      const bytes = await this.read(this.hashed, Math.min(end, this.hashed + 4 * FIRST))
      this.hash.add(bytes)
      this.hashed += bytes.length
    }
  }

  async read(from, to) {
    try {
      return new Uint8Array(await this.file.slice(from, to).arrayBuffer())
    } catch {
      throw new Refused(`“${this.file.name}” cannot be read any more: it was moved or changed. Choose it again.`)
    }
  }

  ask(url, body, progress) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest()
      let silence
      const listen = () => {
        clearTimeout(silence)
        silence = setTimeout(() => request.abort(), SILENCE * 1000)
      }
      request.open("POST", url)
      request.setRequestHeader("Accept", "application/json")
      request.setRequestHeader("X-Requested-With", "upload")
      request.setRequestHeader("X-CSRFToken", this.token)
      if (body instanceof Uint8Array) request.setRequestHeader("Content-Type", "application/octet-stream")
      request.upload.addEventListener("progress", (event) => {
        listen()
        progress?.(Math.min(event.loaded, event.total))
      })
      request.addEventListener("loadend", () => {
        clearTimeout(silence)
        const answer = read(request.responseText)
        if (request.status === 200 && answer?.ok) done(answer)
        else if (request.status === 409 && answer) done(answer)
        else if (request.status === 0 || request.status >= 500) failed(new Lost())
        else if (answer?.message) failed(new Refused(answer.message))
        else failed(new Refused(`“${this.file.name}” was not uploaded. If you are signed out, sign in in another tab, then reload this page and choose it again: what has arrived is kept.`))
      })
      listen()
      request.send(body)
    })
  }

  // Waits longer each time; the browser's word that it is online again, or the person's, ends the wait.
  async pause() {
    const seconds = WAITS[Math.min(this.tries, WAITS.length - 1)]
    this.tries += 1
    const at = percentOf(this.hashed, this.file.size)
    this.tell(this.hashed, `Connection lost at ${at}. What has arrived is kept. Trying again in ${seconds} seconds.`)
    await new Promise((go) => {
      const timer = setTimeout(go, seconds * 1000)
      this.tryNow = () => {
        clearTimeout(timer)
        go()
      }
      window.addEventListener("online", this.tryNow, { once: true })
    })
    window.removeEventListener("online", this.tryNow)
    this.tryNow = null
  }
}

class Lost extends Error {}

export function percentOf(part, whole) {
  return `${Math.floor((100 * part) / whole)}%`
}

function read(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
