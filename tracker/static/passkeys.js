// Request a passkey from the device with the page's options, and submit its response.
(async () => {
  const form = document.querySelector("form[data-passkey]");
  const handle = form.dataset.passkey === "register" ? handleRegister : handleSignin;
  const { credential } = await handle(form.dataset.options);
  form.querySelector("[data-refused]").hidden = Boolean(credential);
  form.elements.credential.value = credential ?? "";
  if (credential) HTMLFormElement.prototype.submit.call(form);
})();
