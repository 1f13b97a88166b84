// <div data-text-check="id of a field">: asks the server what in the text leads to a person, once its writer rests, and
// shows the marked words below the field. Nothing is stored by asking; without this the page shows the same after saving.

const REST = 800 // milliseconds after the last key
const resting = new Map()

export function watchTexts() {
  document.addEventListener("input", (event) => {
    const place = placeOf(event.target)
    if (!place) return
    clearTimeout(resting.get(event.target.id))
    resting.set(event.target.id, setTimeout(() => ask(event.target, place), REST))
  })
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-mend]")
    if (link) mend(link, event)
  })
}

function placeOf(field) {
  return field.id ? document.querySelector(`[data-text-check="${CSS.escape(field.id)}"]`) : null
}

async function ask(field, place) {
  const text = field.value
  const body = new FormData()
  body.set("csrfmiddlewaretoken", field.form?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "")
  body.set("field", place.dataset.field)
  body.set("id", field.id)
  body.set("audience", place.dataset.audience)
  if ("allKinds" in place.dataset) body.set("all_kinds", "1")
  body.set("text", text)
  for (const box of place.querySelectorAll("input[name^='keep:']")) if (box.value) body.set(box.name, box.value)
  let answer
  try {
    answer = await fetch(place.dataset.url, { method: "POST", body, headers: { "X-Requested-With": "text-check" } })
  } catch {
    return // no connection: the marks come when the page is saved
  }
  if (answer.status === 429) return notice(place, await answer.text())
  if (!answer.ok || answer.redirected || field.value !== text || !place.isConnected) return
  const focused = place.contains(document.activeElement) ? document.activeElement.name : ""
  if (focused) return // whoever writes a reason is not disturbed
  const before = open(place)
  place.innerHTML = await answer.text()
  const now = open(place)
  if (now !== before) say(now)
}

// Too often: the marks stay as they are, and a sentence says so.
function notice(place, sentence) {
  const told = place.querySelector(".text-check__notice") ?? place.appendChild(document.createElement("p"))
  told.className = "text-check__notice"
  if (told.textContent !== sentence) told.textContent = sentence
  document.getElementById("quiet-messages").textContent = sentence
}

function open(place) {
  return Number(place.querySelector("[data-open]")?.dataset.open ?? 0)
}

function say(count) {
  const places = count === 1 ? "1 marked place" : `${count} marked places`
  document.getElementById("quiet-messages").textContent = count ? `${places} below the text.` : "Nothing is marked now."
}

function mend(link, event) {
  const field = document.getElementById(link.dataset.mend)
  const words = link.closest("li").querySelector("mark").textContent
  if (!field?.setSelectionRange) return
  const near = field.value.indexOf(words, Number(link.dataset.start))
  const at = near < 0 ? field.value.indexOf(words) : near
  event.preventDefault()
  field.focus()
  if (at >= 0) field.setSelectionRange(at, at + words.length)
  field.scrollIntoView({ block: "center" })
}
