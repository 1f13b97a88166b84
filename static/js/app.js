import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js"
import { enhanceCase } from "./case_form.js"
import { watchConcerns } from "./concerns.js"
import { enhanceDrafts } from "./drafts.js"
import { watchTexts } from "./text_check.js"
import { enhanceUploads } from "./upload.js"

const wide = window.matchMedia("(min-width: 56.25em)")

function enhance(scope) {
  initAll({ scope, onError: () => {} })
  enhanceUploads(scope)
  enhanceDrafts(scope)
  enhanceCase(scope)
}

function foldContents() {
  for (const fold of document.querySelectorAll("[data-open-when-wide]")) fold.open = wide.matches
}

function tell(sentence) {
  document.getElementById("live-messages").textContent = sentence
}

enhance(document)
watchTexts()
watchConcerns()
foldContents()
wide.addEventListener("change", foldContents)

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt === document.body) return
  enhance(event.detail.elt.parentElement ?? document)
  const said = event.detail.elt.dataset?.announce
  if (said) document.getElementById("quiet-messages").textContent = said
})
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) tell("")
})
document.addEventListener("htmx:responseError", () => tell("That did not work. Reload the page and try again."))
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt.closest("[data-draft]")) return // drafts.js says where the words are
  tell("Connection lost. Check your connection, then try again.")
})
document.addEventListener("htmx:beforeSwap", (event) => {
  // Signed out meanwhile: show the sign-in page as a page, not inside this one.
  if (new URL(event.detail.xhr.responseURL || location.href).pathname.includes("/login/")) {
    event.detail.shouldSwap = false
    if (!event.detail.elt.closest("[data-draft]")) location.reload() // drafts.js says it there, and keeps the words
  }
})
