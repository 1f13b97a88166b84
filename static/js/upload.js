// <form data-upload data-done-url="…" data-max-bytes="…">: sends chosen files one by one, each with the other fields of
// the form, and shows how far each has come. Without JavaScript the same form posts as forms do.
// The server answers {"ok": true, "name": …} or, with a 4xx status, {"ok": false, "name": …, "message": …}.
// With data-parts-url a large file goes part by part first (upload_parts.js), and the form names it instead of holding it.

import { PartsUpload, percentOf, Refused } from "./upload_parts.js"

const LARGE = 1024 * 1024

export function enhanceUploads(scope) {
  for (const form of scope.querySelectorAll("form[data-upload]:not([data-upload-ready])")) {
    const input = form.querySelector("input[type=file]")
    if (!input) continue
    form.dataset.uploadReady = ""
    new Upload(form, input)
  }
}

class Upload {
  constructor(form, input) {
    this.form = form
    this.input = input
    this.list = element("ul", "uploads")
    this.list.setAttribute("aria-label", "Your files")
    this.said = element("p", "govuk-visually-hidden")
    this.said.setAttribute("role", "status")
    this.after = element("p", "govuk-body")
    const place = input.closest(".govuk-form-group") ?? input
    place.after(this.said, this.list, this.after)
    this.sending = 0
    this.queue = Promise.resolve()
    this.allowDropping(input.closest("[data-drop]"))
    form.addEventListener("submit", (event) => this.submit(event))
    window.addEventListener("beforeunload", (event) => {
      if (this.sending) event.preventDefault()
    })
  }

  allowDropping(area) {
    if (!area) return
    const hint = element("p", "file-drop__hint")
    hint.textContent = this.input.multiple ? "You can also drop files here." : "You can also drop a file here."
    area.append(hint)
    const over = (is) => area.classList.toggle("file-drop--over", is)
    area.addEventListener("dragover", (event) => {
      event.preventDefault()
      over(true)
    })
    area.addEventListener("dragleave", () => over(false))
    area.addEventListener("drop", (event) => {
      event.preventDefault()
      over(false)
      if (!event.dataTransfer.files.length) return
      const dropped = new DataTransfer()
      const files = [...event.dataTransfer.files]
      for (const file of this.input.multiple ? files : files.slice(0, 1)) dropped.items.add(file)
      this.input.files = dropped.files
      this.input.dispatchEvent(new Event("change", { bubbles: true }))
      this.say(`${countOf(dropped.files.length)} chosen.`)
    })
  }

  submit(event) {
    const files = [...this.input.files]
    if (!files.length && !this.list.children.length) return // an ordinary form: the server says what is missing
    event.preventDefault()
    if (!files.length) {
      this.after.textContent = "Choose a file first."
      this.say("Choose a file first.")
      return
    }
    this.submitter = event.submitter
    const fields = this.fieldsNow()
    this.input.value = ""
    this.after.replaceChildren()
    for (const line of [...this.list.children]) if (line.dataset.state === "refused") line.remove()
    this.say(`Uploading ${countOf(files.length)}.`)
    for (const file of files) this.add(new Row(this, file), fields)
  }

  add(row, fields) {
    this.list.append(row.line)
    const problem = this.problemWith(row.file)
    if (problem) {
      row.refuse(problem)
      this.finish()
    } else this.send(row, fields)
  }

  problemWith(file) {
    const most = Number(this.form.dataset.maxBytes || 0)
    if (!file.size) return `“${file.name}” is empty. Check the file, then upload it again.`
    if (most && file.size > most)
      return `“${file.name}” is ${sizeOf(file.size)}. A file can be at most ${sizeOf(most)}. It was not sent.`
    return ""
  }

  send(row, fields) {
    this.sending += 1
    row.wait()
    this.queue = this.queue.then(() => this.bring(row, fields)).then(() => {
      this.sending -= 1
      this.finish()
    })
  }

  async bring(row, fields) {
    if (row.file.size > LARGE && this.form.dataset.partsUrl && !row.arrived) {
      const parts = new PartsUpload({
        url: this.form.dataset.partsUrl,
        token: fields.get("csrfmiddlewaretoken"),
        place: new URL(this.form.action).pathname,
        file: row.file,
        tell: (received, sentence) => row.arriving(received, sentence, () => parts.tryNow?.()),
      })
      try {
        row.arrived = await parts.send()
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        row.refuse(error.message)
        return
      }
      row.sent(1, 1)
    }
    await this.post(row, fields)
  }

  post(row, fields) {
    return new Promise((done) => {
      const request = new XMLHttpRequest()
      const body = new FormData()
      for (const [name, value] of fields) body.append(name, value)
      if (row.arrived) for (const [name, value] of Object.entries(row.arrived)) body.append(name, value)
      else body.append(this.input.name, row.file, row.file.name)
      const failed = (sentence) => {
        row.fail(sentence, () => {
          this.after.replaceChildren()
          this.send(row, this.fieldsNow())
        })
        done()
      }
      request.open("POST", this.form.action)
      request.setRequestHeader("Accept", "application/json")
      request.setRequestHeader("X-Requested-With", "upload")
      if (!row.arrived) request.upload.addEventListener("progress", (event) => row.sent(event.loaded, event.total))
      request.addEventListener("load", () => {
        const answer = read(request.responseText)
        if (answer?.ok) {
          row.finish()
          done()
        } else if (answer && request.status < 500) {
          row.refuse(answer.message)
          done()
        } else if (request.status >= 500)
          failed(`“${row.file.name}” was not uploaded: something went wrong on our side. What you typed is kept.`)
        else failed(`“${row.file.name}” was not uploaded. If you are signed out, sign in in another tab first.`)
      })
      request.addEventListener("error", () =>
        failed(
          `Connection lost. “${row.file.name}” was not uploaded. The other files and what you typed are kept.`,
        ),
      )
      request.send(body)
    })
  }

  fieldsNow() {
    const fields = new FormData(this.form, this.submitter)
    fields.delete(this.input.name)
    return fields
  }

  finish() {
    if (this.sending) return
    const rows = [...this.list.children]
    const uploaded = rows.filter((line) => line.dataset.state === "uploaded").length
    if (uploaded === rows.length) {
      if (this.form.dataset.doneUrl) window.location.assign(this.form.dataset.doneUrl)
      return
    }
    this.after.textContent = `${uploaded} of ${countOf(rows.length)} uploaded. `
    if (uploaded && this.form.dataset.doneUrl) {
      const onward = element("a", "govuk-link")
      onward.href = this.form.dataset.doneUrl
      onward.textContent = "Continue without the others"
      this.after.append(onward)
    }
    this.say(this.after.textContent)
  }

  say(sentence) {
    this.said.textContent = sentence
  }
}

class Row {
  constructor(upload, file) {
    this.upload = upload
    this.file = file
    this.line = element("li", "uploads__file")
    this.name = element("span", "uploads__name")
    this.name.textContent = file.name
    this.size = ` (${sizeOf(file.size)}) `
    this.state = element("span", "uploads__state")
    this.line.append(this.name, this.size, this.state)
  }

  wait() {
    this.clear()
    this.bar = element("progress", "")
    this.bar.max = 100
    this.bar.value = 0
    this.bar.setAttribute("aria-label", `${this.file.name} uploading`)
    this.state.textContent = "Waiting"
    this.line.append(this.bar)
  }

  sent(loaded, total) {
    const percent = total ? Math.round((100 * loaded) / total) : 0
    this.bar.value = percent
    this.state.textContent = percent === 100 ? "Sent, being checked" : `${percent}%`
  }

  // Part by part: how many bytes have arrived; with a sentence when the line is bad, and a button to hurry.
  arriving(received, sentence, now) {
    this.bar.value = (100 * received) / this.file.size
    const far = `${percentOf(received, this.file.size)}: ${sizeOf(received)} of ${sizeOf(this.file.size)}`
    this.state.textContent = sentence || far
    this.button?.remove()
    if (!sentence) return
    this.upload.say(`“${this.file.name}”: ${sentence}`)
    if (sentence.startsWith("Connection")) this.offer("Try now", ` to go on with ${this.file.name}`, now)
  }

  finish() {
    this.clear()
    this.line.dataset.state = "uploaded"
    this.state.textContent = "Uploaded"
    this.upload.say(`“${this.file.name}” is uploaded.`)
  }

  refuse(sentence) {
    this.clear()
    this.line.dataset.state = "refused"
    this.line.classList.add("uploads__file--problem")
    this.state.textContent = sentence
    this.upload.say(sentence)
  }

  fail(sentence, again) {
    this.refuse(sentence)
    this.line.dataset.state = "failed"
    this.offer("Try again", ` to upload ${this.file.name}`, again)
  }

  offer(words, more, act) {
    this.button = element("button", "govuk-button govuk-button--secondary")
    this.button.type = "button"
    this.button.textContent = words
    const which = element("span", "govuk-visually-hidden")
    which.textContent = more
    this.button.append(which)
    this.button.addEventListener("click", act)
    this.line.append(this.button)
  }

  clear() {
    this.bar?.remove()
    this.button?.remove()
    this.line.classList.remove("uploads__file--problem")
  }
}

function element(name, classes) {
  const made = document.createElement(name)
  if (classes) made.className = classes
  return made
}

function read(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} bytes`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function countOf(number) {
  return number === 1 ? "1 file" : `${number} files`
}
