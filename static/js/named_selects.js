// Select2 leaves the box that shows its choice without a name: it gets that of the field's label, once it is there.
const nameBoxes = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.parentElement.querySelector(".select2-selection__rendered:not([aria-label])");
    const label = document.querySelector(`label[for="${select.id}"]`);
    if (box && label) box.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
  }
};
new MutationObserver(nameBoxes).observe(document, { childList: true, subtree: true });
