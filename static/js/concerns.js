// A concern that did not go out says so where its button is, and whom to call; the words stay in the page.
export function watchConcerns() {
  for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failed, (event) => show(event.detail.elt, true))
  }
  document.addEventListener("htmx:beforeRequest", (event) => show(event.detail.elt, false))
}

function show(form, didNotGo) {
  if (!form.matches?.("form[data-not-sent]")) return
  const notice = document.getElementById(form.dataset.notSent)
  if (!notice) return
  notice.hidden = !didNotGo
  if (didNotGo) notice.focus()
}
