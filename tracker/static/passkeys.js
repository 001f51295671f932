// Ask the device for a passkey as the page's data say, and send what it answers.
(async () => {
  const form = document.querySelector("form[data-passkey]");
  const ask = form.dataset.passkey === "register" ? handleRegister : handleSignin;
  const { credential } = await ask(form.dataset.options);
  form.querySelector("[data-refused]").hidden = Boolean(credential);
  form.elements.credential.value = credential ?? "";
  if (credential) HTMLFormElement.prototype.submit.call(form);
})();
