// Copies of unsaved words in this browser, for when the server cannot be reached. They are encrypted with a key that only
// a page of the person who is signed in carries: once signed out, nobody at this machine can read them
// (docs/adr/0014). Where the browser offers no cryptography (plain http), there are no copies.

const DAYS = 30
const NAME = /^draft:(\d+):([\w-]{8,40})$/

export class Copies {
  constructor(person, key) {
    this.person = person
    this.key = globalThis.crypto?.subtle && localStorageWorks() ? importKey(key) : null
  }

  get possible() {
    return this.key !== null
  }

  async put(writer, what) {
    if (!this.key) return false
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const text = new TextEncoder().encode(JSON.stringify(what))
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, text)
      localStorage.setItem(this.name(writer), JSON.stringify({ at: Date.now(), iv: pack(iv), sealed: pack(sealed) }))
      return true
    } catch {
      return false // the browser's store is full or closed
    }
  }

  // Those of this person, each as it was put; what cannot be read is left out.
  async all() {
    const found = []
    if (!this.key) return found
    for (const [name, person, writer] of names()) {
      if (person !== this.person) continue
      try {
        const { iv, sealed } = JSON.parse(localStorage.getItem(name))
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: unpack(iv) }, await this.key, unpack(sealed))
        found.push({ writer, ...JSON.parse(new TextDecoder().decode(text)) })
      } catch {
        // damaged, or from before the key changed: it goes when it is old
      }
    }
    return found
  }

  drop(writer) {
    if (this.key) localStorage.removeItem(this.name(writer))
  }

  name(writer) {
    return `draft:${this.person}:${writer}`
  }
}

// What the server says it has saved (a cookie) needs no copy any more; nor does what is older than a draft can be.
export function tidyCopies() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("kept_drafts="))
  const kept = cookie ? cookie.slice("kept_drafts=".length).replaceAll('"', "").split(".") : []
  if (cookie) document.cookie = "kept_drafts=; path=/; max-age=0; samesite=lax"
  try {
    for (const [name, , writer] of names())
      if (kept.includes(writer) || !isRecent(localStorage.getItem(name))) localStorage.removeItem(name)
  } catch {
    // no store, no copies
  }
}

function names() {
  return Object.keys(localStorage).map((name) => NAME.exec(name)).filter(Boolean)
}

function isRecent(text) {
  try {
    return Date.now() - JSON.parse(text).at < DAYS * 24 * 60 * 60 * 1000
  } catch {
    return false
  }
}

function localStorageWorks() {
  try {
    return Boolean(localStorage)
  } catch {
    return false
  }
}

function importKey(text) {
  return crypto.subtle.importKey("raw", unpack(text), "AES-GCM", false, ["encrypt", "decrypt"])
}

function pack(bytes) {
  let text = ""
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte)
  return btoa(text)
}

function unpack(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
