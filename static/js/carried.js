// A scanned carry code stands behind the # of the address, where no server sees it; here it goes into the form.
const form = document.querySelector("[data-carry]");
const code = location.hash.slice(1);

if (form && /^[0-9A-Z]{30,200}$/i.test(code)) {
  form.elements.code.value = code.match(/.{1,5}/g).join(" ");
  history.replaceState(null, "", location.pathname);
  form.querySelector("button").focus();
}
