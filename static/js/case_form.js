// The form of one case: keys that lead from aspect to aspect and save, always with a modifier so that typing and the keys
// of screen readers stay what they are, and a time that a number proposes. The page works the same without any of it.

const ASPECTS = "fieldset.case-aspect"
const FIRST = "input:checked[type=radio], input:not([type=hidden]), select, textarea"

export function enhanceCase(scope) {
  const form = scope.querySelector?.("form.case-form:not([data-case-ready])")
  if (!form) return
  form.dataset.caseReady = ""
  for (const told of document.querySelectorAll("[data-case-keys]")) told.hidden = false
  form.addEventListener("input", (event) => propose(event.target))
  form.addEventListener("change", (event) => chosen(event.target))
  const pressed = (event) => {
    if (!form.isConnected) return document.removeEventListener("keydown", pressed)
    if (isSave(event)) form.requestSubmit(form.querySelector("button[name=save]"))
    else if (isMove(event)) move(form, event.key === "PageDown" ? 1 : -1)
    else return
    event.preventDefault()
  }
  document.addEventListener("keydown", pressed)
}

function isSave({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return key.toLowerCase() === "s" && (ctrlKey || metaKey) && !altKey && !shiftKey
}

function isMove({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return (key === "PageDown" || key === "PageUp") && altKey && !ctrlKey && !metaKey && !shiftKey
}

function move(form, by) {
  const aspects = [...form.querySelectorAll(ASPECTS)]
  const here = aspects.indexOf(document.activeElement?.closest(ASPECTS))
  const to = aspects[Math.min(Math.max(here < 0 ? 0 : here + by, 0), aspects.length - 1)]
  const field = to.querySelector("input:checked[type=radio]") ?? to.querySelector(FIRST)
  field?.focus({ preventScroll: true })
  to.scrollIntoView({ block: "start" })
}

// A number that is typed where nothing is chosen proposes within or beyond; what somebody chose stays.
function propose(field) {
  const row = field.closest?.("tr[data-most]")
  if (!row || field.tagName !== "INPUT") return
  const select = row.querySelector("select")
  if (select.value && !("proposed" in select.dataset)) return
  const number = /^\d+$/.test(field.value.trim()) ? Number(field.value) : null
  select.value = number === null ? "" : number <= Number(row.dataset.most) ? "within" : "beyond"
  select.dataset.proposed = ""
}

function chosen(field) {
  if (field.tagName === "SELECT") delete field.dataset.proposed
}
