// Passkeys: the browser asks the device, the answer goes into the form and the form is sent.
// A form says what it wants: data-passkey="make" or "use", and where the question stands: data-options, the id of a JSON
// block, or data-options-url, an address that gives one. Without scripts these buttons stay hidden.

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0))
const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
const withId = (each) => ({ ...each, id: fromBase64(each.id) })

async function make({ publicKey }, alone) {
  const selection = { ...publicKey.authenticatorSelection }
  selection.residentKey = alone ? "required" : "discouraged"
  selection.requireResidentKey = alone
  if (alone) selection.userVerification = "required"
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: fromBase64(publicKey.challenge),
      user: withId(publicKey.user),
      excludeCredentials: (publicKey.excludeCredentials ?? []).map(withId),
      authenticatorSelection: selection,
    },
  })
}

async function use({ publicKey }) {
  const allowed = (publicKey.allowCredentials ?? []).map(withId)
  return navigator.credentials.get({
    publicKey: { ...publicKey, challenge: fromBase64(publicKey.challenge), allowCredentials: allowed },
  })
}

function asJson(credential) {
  const response = {}
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toBase64(credential.response[name])
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports()
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toBase64(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  })
}

const onThePage = (form) => JSON.parse(document.getElementById(form.dataset.options).textContent)

async function question(form) {
  if (form.dataset.options) return onThePage(form)
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error("no question")
  return answer.json()
}

function why(error) {
  if (error.name === "InvalidStateError") return "This device has a passkey for this account already."
  if (error.name === "SecurityError") return "Passkeys do not work at this web address. Use another way to sign in."
  if (error.name === "NotAllowedError") return "No passkey was used. Try again, or sign in another way."
  return "That did not work. Load the page again, or sign in another way."
}

async function ask(form, told) {
  told.textContent = ""
  try {
    const asked = await question(form)
    const alone = Boolean(form.elements.passwordless?.checked)
    const making = form.dataset.passkey === "make"
    const credential = making ? await make(asked.creation_options, alone) : await use(asked.request_options)
    form.elements.credential.value = asJson(credential)
    form.submit()
  } catch (error) {
    told.textContent = why(error)
  }
}

// Who has no passkey is not offered one after the password.
function isOffered(form) {
  if (!window.PublicKeyCredential) return false
  return form.dataset.passkey === "make" || !form.dataset.options || onThePage(form).request_options.publicKey.allowCredentials?.length > 0
}

for (const form of [...document.querySelectorAll("form[data-passkey]")].filter(isOffered)) {
  const told = document.createElement("p")
  told.className = "govuk-error-message"
  told.setAttribute("role", "alert")
  form.append(told)
  form.hidden = false
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    ask(form, told)
  })
}
for (const without of document.querySelectorAll("[data-without-passkeys]")) without.hidden = Boolean(window.PublicKeyCredential)
