// <form data-draft="address" …>: keeps what is typed as a draft on the server while people type, and in this browser when
// the server cannot be reached. The attributes come from challenges/draft_forms.py, the server's part is
// challenges/drafts.py. What is shown of a draft is drawn by the server: words found in this browser are sent there first.
//
// <form data-draft-saves-itself>: HTMX saves the form itself; the draft stands in only when that does not work.

import { Copies, tidyCopies } from "./draft_copies.js"

const REST = 2_000 // after the last key
const MOST = 10_000 // between two savings
const COPY = 300
const AGAIN = 10_000
const PATIENCE = 20_000
const NEVER = new Set(["hidden", "file", "password", "submit", "button", "image", "reset"])

export function enhanceDrafts(scope) {
  tidyCopies()
  for (const form of scope.querySelectorAll("form[data-draft]:not([data-draft-ready])")) {
    form.dataset.draftReady = ""
    new Draft(form).begin()
  }
}

class Draft {
  constructor(form) {
    this.form = form
    this.about = form.dataset
    this.copies = new Copies(this.about.draftPerson, this.about.draftKey)
    this.writer = newWriter()
    this.spare = "" // once the form was saved: the name of what is typed from here on
    this.step = 0 // counts changes; the next two say up to which one the words are there too
    this.onServer = 0
    this.inBrowser = 0
    this.savedAt = ""
    this.lastTry = -Infinity
    this.savesItself = "draftSavesItself" in this.about
    this.needed = !this.savesItself
    this.drawState()
  }

  begin() {
    this.form.addEventListener("input", (event) => this.changed(event))
    this.form.addEventListener("focusout", () => this.dirty && this.plan(0))
    this.form.addEventListener("submit", (event) => this.submitted(event), { capture: true })
    window.addEventListener("pagehide", () => this.leave())
    window.addEventListener("online", () => this.dirty && this.save())
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave()
      else if (this.dirty && this.trouble) this.retry()
    })
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.dirty && this.inBrowser !== this.step) event.preventDefault()
    })
    if (this.savesItself) this.listenToHtmx()
    this.meetOtherTabs()
    if (this.about.draftTyped !== undefined) this.touched() // came back with what was typed: saved nowhere yet
    this.bringBack()
  }

  get dirty() {
    return this.form.isConnected && this.onServer !== this.step
  }

  // While somebody types

  changed(event) {
    if (event.target.name && !NEVER.has(event.target.type)) this.touched()
  }

  touched() {
    if (!this.step) this.nameWriter()
    if (!this.dirty) this.since = Date.now()
    this.step += 1
    this.typedAt = Date.now()
    clearTimeout(this.copying)
    this.copying = setTimeout(() => this.copy(), COPY)
    if (this.needed) this.plan(REST)
  }

  // The next saving: after a rest, but while somebody types on and on all the same every ten seconds.
  plan(rest) {
    if (!this.needed || this.refused) return
    const now = Date.now()
    const due = Math.max(Math.min(now + rest, this.since + MOST), this.lastTry + (rest ? MOST : REST))
    clearTimeout(this.saving)
    this.saving = setTimeout(() => this.save(), Math.max(due - now, 0))
  }

  // The form says, once it is saved, whose draft is settled with it.
  nameWriter() {
    const named = document.createElement("input")
    named.type = "hidden"
    named.name = "draft"
    named.value = this.writer
    this.form.append(named)
  }

  writersInForm() {
    return [...this.form.querySelectorAll("input[type=hidden][name=draft]")].map((each) => each.value)
  }

  words() {
    const fields = {}
    const labels = []
    const seen = new Set()
    for (const each of this.form.elements) {
      if (!each.name || NEVER.has(each.type) || each.disabled) continue
      const chosen = each.type === "radio" || each.type === "checkbox" ? each.checked : true
      if (each.type === "select-multiple") fields[each.name] = [...each.selectedOptions].map((one) => one.value)
      else if (chosen) (fields[each.name] ??= []).push(each.value)
      const isText = each.tagName === "TEXTAREA" || (each.tagName === "INPUT" && each.type === "text")
      if (isText && !seen.has(each.name)) labels.push([each.name, labelOf(each)])
      seen.add(each.name)
    }
    return {
      fields: JSON.stringify(fields),
      labels: JSON.stringify(labels),
      title: document.querySelector("h1")?.textContent.trim() ?? "",
      version: this.form.querySelector("input[name=version]")?.value ?? "",
      page: this.about.draftPage,
    }
  }

  async copy() {
    const step = this.step
    const name = this.copyName
    clearTimeout(this.copying)
    if (!this.dirty) return
    const put = await this.copies.put(name, { ...this.words(), typedAt: this.typedAt, step })
    if (!this.dirty || name !== this.copyName) this.copies.drop(name)
    else if (put) this.inBrowser = step
  }

  get copyName() {
    return this.spare || this.writer
  }

  // What is typed after the form was saved by itself is no part of what was saved: with the old name, the server and the
  // next page would take its copy for kept and let it go.
  formIsSaved() {
    const old = this.copyName
    if (!this.spare) this.spare = newWriter()
    if (old !== this.copyName || !this.dirty) this.copies.drop(old)
    if (this.dirty) this.copy()
  }

  takeSpareName() {
    if (!this.spare) return
    this.writer = this.spare
    this.spare = ""
    for (const each of this.form.querySelectorAll("input[type=hidden][name=draft]")) each.remove() // all are settled
    this.nameWriter()
  }

  async save({ leaving = false } = {}) {
    clearTimeout(this.saving)
    if (!this.dirty || this.refused || (this.busy && !leaving)) return
    this.busy = true
    this.takeSpareName()
    this.lastTry = Date.now()
    const step = this.step
    const answer = await this.send({ ...this.words(), writer: this.writer, step, ...this.carriedOn() }, { leaving })
    this.busy = false
    if (answer.ok && answer.kept) this.beginAgain(step)
    else if (answer.ok) this.saved(step, answer.at)
    else this.failed(answer)
    if (this.dirty && answer.ok) this.plan(REST)
  }

  retry() {
    this.refused = false
    this.save()
  }

  carriedOn() {
    const after = this.begun ? "" : this.about.draftAfter
    return after ? { after, after_step: this.about.draftAfterStep } : {}
  }

  saved(step, at) {
    const recovers = this.trouble
    this.onServer = Math.max(this.onServer, step)
    this.begun = true
    this.trouble = ""
    clearTimeout(this.again)
    if (!this.dirty) this.copies.drop(this.writer)
    if (this.savesItself) this.tell(`Your words were kept at ${at}. The form itself is not saved yet.`)
    else this.tell(`Saved ${at}`, { aloud: recovers || !this.told })
    if (!this.savesItself) this.savedAt = at
    this.told = true
    if (recovers && this.savesItself) this.form.dispatchEvent(new Event("input", { bubbles: true })) // now the form too
  }

  // The form was saved under this name: what is typed from here on is a draft of its own.
  beginAgain(step) {
    this.copies.drop(this.writer)
    this.writer = newWriter()
    this.nameWriter()
    if (this.step === step && !this.savesItself) this.onServer = step
    else this.lastTry = -Infinity
    if (this.dirty) this.save()
  }

  failed({ why, sentence, link }) {
    this.trouble = why
    this.refused = why === "refused"
    this.copy().then(() => {
      const since = this.savedAt ? `Not saved since ${this.savedAt}. ` : "Not saved yet. "
      const kept = this.inBrowser === this.step ? "Kept in this browser" : "Keep this page open"
      if (why === "signed out") this.tell(`You are signed out. ${kept}. `, { problem: true, link })
      else if (why === "refused") this.tell(`${since}${sentence} ${kept}.`, { problem: true, link })
      else this.tell(`${since}${kept}; trying again.`, { problem: true, link })
    })
    clearTimeout(this.again)
    const slowly = this.refused || why === "signed out" // coming back to this tab tries at once
    this.again = setTimeout(() => this.retry(), slowly ? 6 * AGAIN : AGAIN)
  }

  // Talking to the server

  async send(what, { leaving = false, secondTry = false } = {}) {
    const body = new URLSearchParams({ ...what, person: this.about.draftPerson, csrfmiddlewaretoken: this.token })
    const typedAt = what.typedAt ?? this.typedAt
    body.set("seconds_ago", Math.max(0, Math.round((Date.now() - typedAt) / 1000)))
    let answer
    try {
      answer = await fetch(this.about.draft, { method: "POST", body, keepalive: leaving, ...patience(leaving) })
    } catch {
      return { why: "away" }
    }
    if (answer.redirected) return this.ledAway(answer.url)
    const said = await answer.json().catch(() => null)
    if (answer.ok && said) return { ok: true, ...said }
    if (answer.status === 403 && !said && !secondTry && (await this.newToken()))
      return this.send(what, { leaving, secondTry: true })
    if (said?.refused) return { why: "refused", sentence: said.refused }
    if (answer.status === 404) return { why: "refused", sentence: "This challenge is no longer open to you." }
    if (answer.status === 413) return { why: "refused", sentence: "The text is too long to be kept." }
    return { why: "trouble" }
  }

  ledAway(url) {
    const signIn = new URL(url).pathname === this.about.draftSignIn
    const link = document.createElement("a")
    link.href = signIn ? `${this.about.draftSignIn}?next=${encodeURIComponent(this.about.draftPage)}` : url
    link.target = "_blank"
    link.className = "govuk-link"
    link.textContent = signIn ? "Sign in again in a new tab to save them" : "See in a new tab what is asked first"
    return { why: signIn ? "signed out" : "asked", link }
  }

  get token() {
    return this.form.querySelector("[name=csrfmiddlewaretoken]").value
  }

  // After signing in again in another tab the token in this page is an old one: for the draft, and for the form itself.
  async newToken() {
    try {
      const answer = await fetch(this.about.draft)
      const { person, token } = await answer.json()
      if (answer.redirected || String(person) !== this.about.draftPerson) return false
      for (const each of document.querySelectorAll("[name=csrfmiddlewaretoken]")) each.value = token
      if (document.body.hasAttribute("hx-headers"))
        document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }))
      return true
    } catch {
      return false
    }
  }

  // Leaving the page

  leave() {
    if (!this.dirty) return
    this.copy()
    if (this.needed || this.trouble) this.save({ leaving: true })
  }

  // Once more before it is sent: should the answer never come, the words are here.
  submitted(event) {
    if (this.dirty && this.inBrowser !== this.step && this.copies.possible && !this.leaving) {
      event.preventDefault()
      event.stopImmediatePropagation()
      this.leaving = true
      // Not at once: a form ignores what asks it to submit while it still submits.
      this.copy().finally(() => setTimeout(() => this.form.requestSubmit(event.submitter)))
      return
    }
    this.leaving = !this.savesItself && !("upload" in this.about)
  }

  // What was left in this browser goes to the server first; the page, loaded again, shows it like any draft.
  async bringBack() {
    const left = (await this.copies.all()).filter((each) => each.page === this.about.draftPage)
    const mine = [this.writer, this.spare, ...(this.step ? this.writersInForm() : [])] // what came back with the form stands in it
    let found = false
    for (const { typedAt, ...each } of left.filter((one) => !mine.includes(one.writer))) {
      if (each.writer === this.about.draftAfter && each.step <= Number(this.about.draftAfterStep)) {
        this.copies.drop(each.writer) // the page shows them already
        continue
      }
      const answer = await this.send({ ...each, typedAt })
      if (answer.ok) {
        this.copies.drop(each.writer)
        found ||= !answer.kept
      } else {
        const at = clock(typedAt)
        this.tell(`Words you typed at ${at} are kept in this browser. Load this page again to see them.`, { problem: true })
      }
    }
    if (!found) return
    if (!this.step) window.location.reload()
    else this.tell("You left words here earlier. ", { link: again(this.about.draftPage) })
  }

  // Two tabs

  meetOtherTabs() {
    if (!("BroadcastChannel" in window)) return
    const here = `${this.about.draftPerson} ${this.about.draftPage}`
    this.channel = new BroadcastChannel("drafts")
    this.channel.addEventListener("message", ({ data }) => {
      if (data.here !== here) return
      if (data.isNew) this.channel.postMessage({ here })
      this.others.textContent =
        "You have this page open in another tab too. Each tab keeps its own words; neither writes over the other’s."
    })
    this.channel.postMessage({ here, isNew: true })
    window.addEventListener("pagehide", () => this.channel.close())
  }

  // A form that HTMX saves

  listenToHtmx() {
    let sent = 0
    this.form.addEventListener("htmx:beforeRequest", () => (sent = this.step))
    this.form.addEventListener("htmx:afterRequest", ({ detail }) => {
      const led = new URL(detail.xhr.responseURL || location.href).pathname === this.about.draftSignIn
      const refused = detail.xhr.responseText?.includes("data-not-saved")
      this.needed = !detail.successful || led || refused
      if (this.needed) {
        this.plan(0)
        return
      }
      this.onServer = Math.max(this.onServer, sent)
      this.savedAt = clock(Date.now())
      this.trouble = ""
      clearTimeout(this.again)
      this.formIsSaved()
      this.tell("")
    })
  }

  // What is shown

  drawState() {
    this.state = document.createElement("p")
    this.state.className = "draft-state__line"
    this.others = document.createElement("p")
    this.others.className = "draft-state__line"
    this.others.setAttribute("role", "status")
    const given = this.form.querySelector("[data-draft-state]")
    const place = given ?? document.createElement("div")
    place.classList.add("draft-state")
    place.append(this.state, this.others)
    if (!given) this.form.append(place)
  }

  tell(sentence, { problem = false, link = null, aloud = problem } = {}) {
    this.state.replaceChildren(sentence, ...(link ? [link] : []))
    this.state.classList.toggle("draft-state__line--problem", problem)
    if (aloud && sentence !== this.last) document.getElementById("quiet-messages").textContent = this.state.textContent
    this.last = sentence
  }
}

function newWriter() {
  return crypto.randomUUID?.() ?? `w-${Date.now()}-${Math.random().toString(36).slice(2)}`
}

function patience(leaving) {
  return !leaving && AbortSignal.timeout ? { signal: AbortSignal.timeout(PATIENCE) } : {}
}

function labelOf(field) {
  const group = field.closest("fieldset")?.querySelector("legend")?.textContent.trim()
  const label = field.labels?.[0]?.textContent.replace("(optional)", "").trim() ?? field.name
  return group && field.form.querySelectorAll("fieldset textarea").length > 3 ? `${group}: ${label}` : label
}

function clock(moment) {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" })
}

function again(page) {
  const link = document.createElement("a")
  link.href = page
  link.className = "govuk-link"
  link.textContent = "Load the page again to see them"
  return link
}
